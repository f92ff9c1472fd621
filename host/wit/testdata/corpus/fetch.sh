#!/usr/bin/env bash
# Fetches the crates whose test files package wit and package bindgen read.
set -euo pipefail
cd "$(dirname "$0")"
cargo fetch --locked --quiet
