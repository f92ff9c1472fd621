#!/usr/bin/env bash
# Builds libwasmtime as Cargo.toml pins it into a static library and links the
# result into the checkout:
#
#   build.sh [TARGET]     .tools/engine/TARGET/libvivarium_engine.a and include/
#
# TARGET is a target of rustc's, this machine's where none is named. What was
# built is kept in the user's cache, under a key of everything that it depends
# on: another checkout, and this one after `just clean`, only link it.
#
#   CARGO_TARGET_DIR      keep cargo's own files there, for work on lib.rs;
#                         they are deleted otherwise
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../../.." && pwd)
cd "$here"

rustc=$(rustc -vV)
target=${1:-$(sed -n 's/^host: //p' <<<"$rustc")}
cache=${XDG_CACHE_HOME:-$HOME/.cache}/vivarium/engine

checksum() {
	if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi
}

# Variables whose names begin with these reach rustc or the C compiler.
flags=$(env | grep -E '^(RUSTFLAGS|CARGO_BUILD_|CARGO_ENCODED_|CARGO_PROFILE_|CARGO_TARGET_[A-Z0-9_]+_(LINKER|RUSTFLAGS)|CC|CFLAGS|AR)[A-Za-z0-9_-]*=' | LC_ALL=C sort || true)
key=$({ printf '%s\n' "$target" "$rustc" "$flags"; cat Cargo.toml Cargo.lock lib.rs build.sh; } | checksum | cut -c 1-32)
built=$cache/$target-$key

if [ ! -f "$built/libvivarium_engine.a" ]; then
	version=$(sed -nE '/^\[dependencies\.wasmtime-c-api-impl\]/,/^$/s/^version = "=(.*)"/\1/p' Cargo.toml)
	echo "engine: building wasmtime $version for $target, once: some minutes" >&2
	mkdir -p "$cache"
	part=$(mktemp -d "$cache/part.XXXXXX")
	trap 'rm -rf "$part"' EXIT
	work=${CARGO_TARGET_DIR:-$part/cargo}
	CARGO_TARGET_DIR=$work cargo build --release --locked --target "$target"
	out=$work/$target/release
	mkdir "$part/result"
	cp "$out/libvivarium_engine.a" "$part/result/"
	# The headers are those that the crate's own build wrote, of the newest build
	# where cargo's files were kept.
	headers=$(ls -dt "$out"/build/wasmtime-c-api-impl-*/out/include | head -n 1)
	cp -R "$headers" "$part/result/include"
	[ -e "$built" ] || mv "$part/result" "$built" # another build may have been first
fi

mkdir -p "$root/.tools/engine"
ln -sfn "$built" "$root/.tools/engine/$target"
