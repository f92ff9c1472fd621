#!/usr/bin/env bash
# Fetches the component model's test suites by package name and converts every
# .wast file to JSON and binaries: build/suites/SUITE/NAME/test.json.
set -euo pipefail
cd "$(dirname "$0")"
root=$(cd ../.. && pwd)
out=$root/build/suites
tool=${VIVARIUM_WASM_TOOLS:-$root/.tools/venv/bin/wasm-tools}

cargo fetch --locked --quiet
crate=$(cargo metadata --locked --offline --format-version 1 |
	grep -o '"manifest_path":"[^"]*/wasm-tools-1[^"]*/Cargo.toml"' | head -n 1 |
	sed 's/^"manifest_path":"//; s#/Cargo.toml"$##')

convert() { # SUITE FOLDER
	local file name dir
	find "$crate/tests/$2" -name '*.wast' | sort | while read -r file; do
		name=${file#"$crate/tests/$2/"}
		dir=$out/$1/${name%.wast}
		[ "$dir/test.json" -nt "$file" ] && continue
		mkdir -p "$dir"
		local strict=1
		# the one file that is written for the older, lenient index rules
		[[ $name == *legacy-indices.wast ]] && strict=0
		WAST_STRICT_COMPONENT_INDICES=$strict \
			"$tool" json-from-wast "$file" -o "$dir/test.json" --wasm-dir "$dir"
	done
}
convert spec component-model/test
convert wasm-tools cli/component-model
