#!/usr/bin/env bash
# Builds the guest and runs its tests: the port's own, programs whose output is
# CPython's, and some of CPython's own tests (`just conformance` runs all of them).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
guest=$root/build/guests/cpython.wasm
"$here/build.sh" "$guest"
python=$root/.tools/venv/bin/python3
"$python" "$here/tests/port_test.py" "$guest"
"$python" "$here/tests/programs.py" -g "$guest"
cd "$root"
exec go run ./internal/conformance -python quick
