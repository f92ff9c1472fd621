#!/usr/bin/env bash
# Fetches what build.sh needs: the guests' tools, CPython's sources, musl's and those
# of the C libraries that its extension modules use. Done once, it takes no time.
# The sources are kept in the user's cache, where other checkouts find them.
#
#   CPYTHON_SOURCE, MUSL_SOURCE   folders with them, for systems without apt
set -euo pipefail

# The version, and the checksum of the upstream archive of Debian's source package.
version=3.13.5-2+deb13u5
sha256=93e583f243454e6e9e4588ca2c2662206ad961659863277afcdb96801647d640
musl_version=1.2.5-3.1~deb13u1
musl_sha256=a9a118bbe84d8764da0ea0d28b3ab3fae8477fc7e4085d90102b8596fc7c75e4

here=$(cd "$(dirname "$0")" && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/vivarium/cpython
"$here/../tools.sh"
source=${CPYTHON_SOURCE:-$cache/source-$version}
musl=${MUSL_SOURCE:-$cache/musl-$musl_version}
[ -n "${CPYTHON_SOURCE:-}" ] || "$here/../source.sh" python3.13 "$version" "$sha256" "$source"
[ -n "${MUSL_SOURCE:-}" ] || "$here/../source.sh" musl "$musl_version" "$musl_sha256" "$musl"
grep -q "PY_VERSION  *\"${version%%-*}\"" "$source/Include/patchlevel.h" || {
    echo "setup.sh: $source has no CPython ${version%%-*}" >&2
    exit 1
}

# Each library's sources, as its crate carries them: cargo checks them by Cargo.lock.
lock=$({ sha256sum "$here/sources/Cargo.lock" 2>/dev/null || shasum -a 256 "$here/sources/Cargo.lock"; } | cut -c 1-16)
if [ ! -d "$cache/libraries-$lock" ]; then
    echo "fetching the C libraries"
    part=$(mktemp -d "$cache/libraries.XXXXXX")
    trap 'rm -rf "$part"' EXIT
    cargo vendor --quiet --locked --versioned-dirs --manifest-path "$here/sources/Cargo.toml" "$part/vendor" >/dev/null
    mv -T "$part/vendor" "$cache/libraries-$lock" 2>/dev/null || [ -d "$cache/libraries-$lock" ]
fi
echo "$source" >"$here/../../.tools/cpython-source"
echo "$cache/libraries-$lock" >"$here/../../.tools/cpython-libraries"
echo "$musl" >"$here/../../.tools/cpython-musl"
# By these names too, for what looks into the sources (notices.toml).
ln -sfn "$source" "$here/../../.tools/cpython"
ln -sfn "$cache/libraries-$lock" "$here/../../.tools/cpython-crates"
ln -sfn "$musl" "$here/../../.tools/musl"
