#!/usr/bin/env bash
# Fetches what build.sh and test.sh need: the guests' tools, and MicroPython's
# sources into .tools of the checkout. Done once, it takes no time.
#
#   MICROPYTHON_SOURCE  a folder with MicroPython 1.25.0, for systems without apt
set -euo pipefail

micropython=1.25.0+ds-1
micropython_sha256=7b25be99a502f070b2de81dafc08da7051d992325d6e67daa9045a918fffdbea

here=$(cd "$(dirname "$0")" && pwd)
tools=$here/../../.tools

fail() {
    echo "setup.sh: $*" >&2
    exit 1
}

"$here/../tools.sh"

if [ -n "${MICROPYTHON_SOURCE:-}" ]; then
    grep -q 'MICROPY_VERSION_MINOR 25$' "$MICROPYTHON_SOURCE/py/mpconfig.h" 2>/dev/null ||
        fail "MICROPYTHON_SOURCE=$MICROPYTHON_SOURCE is no folder of MicroPython 1.25.0"
    exit 0
fi
command -v apt-get >/dev/null || [ -d "$tools/micropython" ] ||
    fail "needs MicroPython 1.25.0: unpack its source and set MICROPYTHON_SOURCE to the folder (no apt-get here)"
"$here/../source.sh" micropython "$micropython" "$micropython_sha256" "$tools/micropython"
