#!/usr/bin/env bash
# Builds the guest and runs its tests: the port's own, then programs whose output is
# CPython's. Arguments go to the latter (tests/programs.py).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
guest=$root/build/guests/cpython.wasm
"$here/build.sh" "$guest"
python=$root/.tools/venv/bin/python3
"$python" "$here/tests/port_test.py" "$guest"
exec "$python" "$here/tests/programs.py" -g "$guest" "$@"
