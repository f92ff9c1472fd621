#!/usr/bin/env bash
# Formatting, vet and staticcheck over the whole module, and over that of the
# benchmarks of peers.
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

staticcheck=$(go tool -n staticcheck)
cd internal/bench/peers
go mod tidy -diff
go vet ./...
"$staticcheck" ./...
