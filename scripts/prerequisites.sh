#!/usr/bin/env bash
# Checks that the tools which set-up builds on are there and recent enough, and
# says of each that is not what to install. Installs nothing.
set -u

missing=0

# need NAME MINIMUM FOUND HINT: FOUND is the version as the tool prints it, empty where it is absent.
need() {
	local name=$1 minimum=$2 found=$3 hint=$4
	if [ -z "$found" ]; then
		printf '  missing  %-12s (%s or newer): %s\n' "$name" "$minimum" "$hint" >&2
		missing=1
	elif [ "$(printf '%s\n%s\n' "$minimum" "$found" | sort -V | head -n 1)" != "$minimum" ]; then
		printf '  too old  %-12s %s, %s or newer is needed: %s\n' "$name" "$found" "$minimum" "$hint" >&2
		missing=1
	elif [ "${VERBOSE:-}" ]; then
		printf '  ok       %-12s %s\n' "$name" "$found"
	fi
}

# version COMMAND...: the first dotted number that the command prints.
version() {
	command -v "$1" >/dev/null 2>&1 || return 0
	"$@" 2>/dev/null | grep -oE '[0-9]+(\.[0-9]+)+' | head -n 1
}

need go 1.26 "$(version go version)" 'https://go.dev/doc/install, or your system'\''s package'
need cc 9.0 "$(version "${CC:-cc}" --version)" 'a C compiler for cgo: gcc or clang (Debian: apt-get install gcc)'
need cargo 1.95 "$(version cargo --version)" 'Rust by rustup, https://rustup.rs'
need cmake 3.18 "$(version cmake --version)" 'Debian: apt-get install cmake'
need rustup 1.25 "$(version rustup --version)" 'https://rustup.rs (it adds the wasm32 target)'
need python3 3.9 "$(version python3 --version)" 'Python 3 with venv (Debian: apt-get install python3 python3-venv)'
need node 18.0 "$(version node --version)" 'Node.js, https://nodejs.org'
need npm 8.0 "$(version npm --version)" 'comes with Node.js'
need git 2.0 "$(version git --version)" 'Debian: apt-get install git'
need make 4.0 "$(version make --version)" 'GNU make (Debian: apt-get install make)'
if command -v python3 >/dev/null 2>&1 && ! python3 -c 'import venv, ensurepip' 2>/dev/null; then
	printf '  missing  python3-venv: Debian: apt-get install python3-venv\n' >&2
	missing=1
fi
if { [ -z "${MICROPYTHON_SOURCE:-}" ] || [ -z "${CPYTHON_SOURCE:-}" ] || [ -z "${MUSL_SOURCE:-}" ]; } && ! command -v apt-get >/dev/null 2>&1; then
	printf '  missing  apt-get: the sources of the interpreters come from Debian'\''s archive; without apt, set\n' >&2
	printf '           CPYTHON_SOURCE, MUSL_SOURCE and MICROPYTHON_SOURCE to folders with the versions that guest/NAME/setup.sh names\n' >&2
	missing=1
fi

if [ "$missing" != 0 ]; then
	echo 'install what is listed above and run the same command again' >&2
	exit 1
fi
