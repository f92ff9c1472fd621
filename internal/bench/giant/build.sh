#!/usr/bin/env bash
# Builds the largest component that the benchmarks measure, CPython as a guest
# of the world python-runner: build.sh OUT.wasm. The tool that makes it is
# installed into .tools of the checkout. Done once, it takes no time.
set -euo pipefail

componentize_py=0.25.1

out=${1:?usage: build.sh OUT.wasm}
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
tools=$root/.tools/componentize-py

wanted="componentize-py==$componentize_py"
if [ "$(cat "$tools/.installed" 2>/dev/null)" != "$wanted" ]; then
    echo "build.sh: installing $wanted"
    python3 -m venv "$tools" || { echo "build.sh: python3 -m venv failed: install the package python3-venv" >&2; exit 1; }
    "$tools/bin/python3" -m pip install --quiet --disable-pip-version-check "$wanted"
    echo "$wanted" >"$tools/.installed"
fi

"$root/wit/fetch.sh"
made_of=$({ echo "$wanted"; cat "$here/app.py" "$root"/wit/*.wit "$root"/wit/deps/*.wit; } | cksum)
if [ -f "$out" ] && [ "$(cat "$out.made-of" 2>/dev/null)" = "$made_of" ]; then
    exit 0
fi
mkdir -p "$(dirname "$out")"

# It takes in whatever the environment of Python packages has: an empty one.
empty=$(mktemp -d)
trap 'rm -rf "$empty"' EXIT
mkdir -p "$empty/lib"
VIRTUAL_ENV=$empty "$tools/bin/componentize-py" --quiet --wit-path "$root/wit" --world python-runner \
    componentize --python-path "$here" app --output "$out.new"
mv "$out.new" "$out"
echo "$made_of" >"$out.made-of"
