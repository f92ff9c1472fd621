#!/usr/bin/env bash
# Fills wit/deps with the WASI interfaces that the worlds here name. They are
# those of a crate, at the version pinned below, and are never committed.
set -euo pipefail

crate=wasip2
version=2.0.1+wasi-0.2.12
files="clocks io random"
checksum=9cca51b3028b9343f43bb9eaecbed12a1a41f0c82b0c79501c4788b42070cdbc

here=$(cd "$(dirname "$0")" && pwd)
deps=$here/deps
stamp=$deps/.version

if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$crate $version" ]; then
    exit 0
fi
command -v cargo >/dev/null || { echo "wit/fetch.sh: needs cargo, the package manager of Rust" >&2; exit 1; }

cksum_sha256() {
    if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi | cut -d ' ' -f 1
}

# An empty package that depends on the crate: cargo fetches it, checks it against
# its registry's checksum and says where it lies.
temporary=$(mktemp -d)
trap 'rm -rf "$temporary"' EXIT
mkdir "$temporary/src"
: >"$temporary/src/lib.rs"
cat >"$temporary/Cargo.toml" <<END
[package]
name = "wit-deps"
version = "0.0.0"
edition = "2021"
[dependencies]
$crate = { version = "=$version", default-features = false }
[workspace]
END
manifest=$(cd "$temporary" && cargo metadata --format-version 1 --quiet |
    tr ',' '\n' | sed -n "s|.*\"manifest_path\":\"\(.*/$crate-$version/Cargo.toml\)\".*|\1|p" | head -n 1)
[ -n "$manifest" ] || { echo "wit/fetch.sh: cargo does not say where $crate $version lies" >&2; exit 1; }

source=$(dirname "$manifest")/wit/deps
found=$(cd "$source" && for file in $files; do cat "$file.wit"; done | cksum_sha256)
if [ "$found" != "$checksum" ]; then
    echo "wit/fetch.sh: the files of $crate $version have checksum $found, not $checksum" >&2
    exit 1
fi
mkdir -p "$deps"
for file in $files; do
    cp "$source/$file.wit" "$deps/$file.wit"
done
echo "$crate $version" >"$stamp"
