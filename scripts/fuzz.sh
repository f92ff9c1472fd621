#!/usr/bin/env bash
# Runs every fuzz target of the module for the time given, one after another.
# A finding is kept under the package's testdata/fuzz and fails the run.
set -euo pipefail
cd "$(dirname "$0")/.."

duration=${1:?usage: fuzz.sh TIME, for example 5s}
targets=0
while IFS=: read -r file name; do
	printf '%s %s\n' "$(dirname "$file")" "$name"
	go test -run '^$' -fuzz "^$name\$" -fuzztime "$duration" "./$(dirname "$file")"
	targets=$((targets + 1))
done < <(git ls-files '*_test.go' | xargs -r grep -oE '^func Fuzz[A-Za-z0-9_]+' | sed 's/func //')
[ "$targets" -gt 0 ] || { echo 'no fuzz target was found' >&2; exit 1; }
printf '%d fuzz targets, %s each, no finding\n' "$targets" "$duration"
