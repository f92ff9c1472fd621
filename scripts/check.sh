#!/usr/bin/env bash
# Formatting, vet and staticcheck over the whole module, with the tags that GOFLAGS
# has; over the packages that have files for the other engine, without any; and
# over the modules of the benchmarks of peers, which link that one too, and of the
# release tool.
set -euo pipefail
cd "$(dirname "$0")/.."

unformatted=$(git ls-files '*.go' | xargs -r grep -L '^// Code generated' | xargs -r go tool gofumpt -l)
if [ -n "$unformatted" ]; then
	printf 'not formatted, run `go tool gofumpt -w` on:\n%s\n' "$unformatted" >&2
	exit 1
fi
go mod tidy -diff
go vet ./...
go tool staticcheck ./...

export GOFLAGS=
two_engines=$(git grep -lE '^//go:build .*vivarium_lts' -- '*.go' | xargs -n 1 dirname | sort -u | sed 's,^,./,')
go vet $two_engines
go tool staticcheck $two_engines

staticcheck=$(go tool -n staticcheck)
for module in internal/bench/peers internal/release; do
	(cd "$module" && go mod tidy -diff && go vet ./... && "$staticcheck" ./...)
done
