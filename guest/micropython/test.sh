#!/usr/bin/env bash
# Builds the guest and runs its tests: the port's own, then MicroPython's under
# forced collection. Arguments go to the latter (tests/conformance.py --help).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
guest=$root/build/guests/micropython.wasm
"$here/build.sh" "$guest"
python=$root/.tools/venv/bin/python3
"$python" "$here/tests/port_test.py"
exec "$python" "$here/tests/conformance.py" --guest "$guest" "$@"
