#!/usr/bin/env bash
# Runs every fuzz target of the module for the time given, one after another.
# A finding is kept under the package's testdata/fuzz and fails the run.
set -euo pipefail
cd "$(dirname "$0")/.."

duration=${1:?usage: fuzz.sh TIME, for example 5s}
targets=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT
while IFS=: read -r file name; do
	printf '%s %s\n' "$(dirname "$file")" "$name"
	if ! go test -run '^$' -fuzz "^$name\$" -fuzztime "$duration" "./$(dirname "$file")" | tee "$log"; then
		# Go's fuzzer now and then reports the end of its time as a failure, which
		# has neither an input nor another word.
		[ "$(grep -A1 '^--- FAIL' "$log" | tail -n 1 | xargs)" = 'context deadline exceeded' ] || exit 1
	fi
	targets=$((targets + 1))
done < <(git ls-files '*_test.go' | xargs -r grep -oE '^func Fuzz[A-Za-z0-9_]+' | sed 's/func //')
[ "$targets" -gt 0 ] || { echo 'no fuzz target was found' >&2; exit 1; }
printf '%d fuzz targets, %s each, no finding\n' "$targets" "$duration"
