#!/usr/bin/env bash
# Builds the plug-in in guest/ to a component: build/examples/pricing.wasm.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
target=wasm32-unknown-unknown

# The MicroPython guest's folder has the macros of wit-bindgen compiled already.
export CARGO_TARGET_DIR=$root/build/work/micropython/target
cargo build --quiet --release --locked --target "$target" --manifest-path "$here/guest/Cargo.toml"
mkdir -p "$root/build/examples"
"$root/.tools/venv/bin/wasm-tools" component new "$CARGO_TARGET_DIR/$target/release/pricing.wasm" \
    -o "$root/build/examples/pricing.wasm"
