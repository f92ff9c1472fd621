#!/usr/bin/env bash
# Builds the guest: build.sh OUTPUT.wasm. Does nothing where no input changed.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
"$here/setup.sh"
exec "$here/../../.tools/venv/bin/python3" "$here/build.py" "$@"
