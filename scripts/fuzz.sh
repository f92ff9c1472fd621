#!/usr/bin/env bash
# Runs every fuzz target of the module for the time given, as many at a time as
# there are processors, each with one worker. A finding is kept under the package's
# testdata/fuzz and fails the run.
set -euo pipefail
cd "$(dirname "$0")/.."

export duration=${1:?usage: fuzz.sh TIME, for example 5s}
work=$(mktemp -d)
cache=$(go env GOCACHE)/fuzz
module=$(go list -m)
export work cache module
trap 'rm -rf "$work"' EXIT

# One binary for all targets of a package: lines of "folder target".
git ls-files '*_test.go' | xargs -r grep -HoE '^func Fuzz[A-Za-z0-9_]+' |
	sed -E 's,^([^:]*/)?[^/:]*:func ,./\1 ,' >"$work/targets"
[ -s "$work/targets" ] || { echo 'no fuzz target was found' >&2; exit 1; }
cut -d ' ' -f 1 "$work/targets" | sort -u | while read -r folder; do
	mkdir -p "$work/$folder"
	go test -c -fuzz . -o "$work/$folder/fuzz.test" "$folder"
done

run() {
	local folder=$1 name=$2 log=$work/$1/$2.log status=0
	(cd "$folder" && "$work/$folder/fuzz.test" -test.run '^$' -test.fuzz "^$name\$" \
		-test.fuzztime "$duration" -test.parallel 1 -test.fuzzcachedir "$cache/$module/$folder") >"$log" 2>&1 || status=$?
	if [ "$status" != 0 ]; then
		# Go's fuzzer now and then reports the end of its time as a failure, which
		# has neither an input nor another word.
		if [ "$(grep -A1 '^--- FAIL' "$log" | tail -n 1 | xargs)" != 'context deadline exceeded' ]; then
			printf '%s %s\n%s\n' "${folder#./}" "$name" "$(cat "$log")"
			return 1
		fi
	fi
	printf '%s %s: %s\n' "${folder#./}" "$name" "$(grep '^fuzz: elapsed: ' "$log" | tail -n 1)"
}
export -f run
xargs -P "$(getconf _NPROCESSORS_ONLN)" -L 1 bash -c 'run "$@"' run <"$work/targets"
printf '%d fuzz targets, %s each, no finding\n' "$(wc -l <"$work/targets")" "$duration"
