#!/usr/bin/env bash
# Formatting, vet and staticcheck over the whole module, with the tags that GOFLAGS
# has; over the packages that have files for the other engine, without any; and
# over the modules of the benchmarks of peers, which link that one too, and of the
# release tool.
set -euo pipefail
cd "$(dirname "$0")/.."

# The tools are in a module of their own, so that users of this one do not inherit
# what they depend on.
gofumpt=$(go -C scripts/lint tool -n gofumpt)
staticcheck=$(go -C scripts/lint tool -n staticcheck)

unformatted=$(git ls-files '*.go' | xargs -r grep -L '^// Code generated' | xargs -r "$gofumpt" -l)
if [ -n "$unformatted" ]; then
	printf 'not formatted, run `just format`:\n%s\n' "$unformatted" >&2
	exit 1
fi
go mod tidy -diff
go vet ./...
"$staticcheck" ./...

export GOFLAGS=
two_engines=$(git grep -lE '^//go:build .*vivarium_lts' -- '*.go' | xargs -n 1 dirname | sort -u | sed 's,^,./,')
go vet $two_engines
"$staticcheck" $two_engines

go -C scripts/lint mod tidy -diff
for module in internal/bench/peers internal/release; do
	(cd "$module" && go mod tidy -diff && go vet ./... && "$staticcheck" ./...)
done
