#!/usr/bin/env bash
# Fetches the upstream archive of a Debian source package and unpacks it:
#
#   source.sh PACKAGE VERSION SHA256 FOLDER
#
# It uses an apt whose lists are the project's own: those of the machine stay as
# they are. The checksum says what the archive must be, so it need not be signed
# by a key that this machine knows. FOLDER appears whole or not at all, and is
# left alone where it is there already.
#
#   DEBIAN_MIRROR       where apt finds Debian, where its own lists do not say
set -euo pipefail
package=$1 version=$2 sha256=$3 folder=$4

fail() {
    echo "source.sh: $*" >&2
    exit 1
}

if [ "$(cat "$folder/.installed" 2>/dev/null)" = "$version" ]; then
    exit 0
fi
command -v apt-get >/dev/null || fail "needs apt-get to fetch the source package $package"
mirror=${DEBIAN_MIRROR:-$({ cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null || true; } |
    sed -nE 's/^(URIs: *|deb +(\[[^]]*\] *)?)([a-z]+:[^ ]*\/debian)\/?( .*)?$/\3/p' | head -n 1)}
[ -n "$mirror" ] || fail "cannot tell where apt finds Debian: set DEBIAN_MIRROR"

echo "fetching the source package $package $version"
mkdir -p "$(dirname "$folder")"
apt=$(mktemp -d)
part=$(mktemp -d "$folder.XXXXXX")
trap 'rm -rf "$apt" "$part"' EXIT
mkdir -p "$apt"/{lists/partial,cache/archives/partial,state,download,apt.conf.d}
echo "deb-src [trusted=yes] $mirror trixie main" >"$apt/sources.list"
cat >"$apt/apt.conf" <<CONF
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
CONF
export APT_CONFIG=$apt/apt.conf
apt-get --quiet=2 update 2>"$apt/log" || fail "apt-get update failed: $(tail -n 3 "$apt/log")"
(cd "$apt/download" && apt-get --quiet=2 source --download-only --tar-only "$package=$version") >"$apt/log" 2>&1 ||
    fail "apt-get source failed: $(tail -n 3 "$apt/log")"
archive=$(echo "$apt"/download/"${package}"_*.orig.tar.*)
found=$({ sha256sum "$archive" 2>/dev/null || shasum -a 256 "$archive"; } | cut -d ' ' -f 1)
[ "$found" = "$sha256" ] || fail "$(basename "$archive") has checksum $found, not $sha256"
tar -xf "$archive" -C "$part" --strip-components 1
echo "$version" >"$part/.installed"
rm -rf "$folder"
mv "$part" "$folder"
chmod 755 "$folder"
