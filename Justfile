# Everything a developer of Vivarium types. Each recipe sets up what it needs.
# No just at hand? `npx --yes rust-just@1.57.0 RECIPE` runs it without installing.

set shell := ["bash", "-euo", "pipefail", "-c"]

# Everything is built on the engine with long-term support, and the command
# without what urfave/cli would need to print its help as a manual page.
export GOFLAGS := "-tags=vivarium_lts,urfave_cli_no_docs"

export VIVARIUM_WASM_TOOLS := justfile_directory() / ".tools/venv/bin/wasm-tools"

# list the recipes
default:
    @"{{ just_executable() }}" --list --unsorted

# set up, build, and run the examples of what untrusted code can and cannot do
demo: build
    bin/vivarium demo --guest build/guests/cpython.wasm

# set up, build, and run every test and check
test: build suites plugin check
    go test -race -timeout 20m ./...
    GOFLAGS= go test ./host ./host/internal/engine ./host/sandbox # on the prebuilt engine
    GOFLAGS= go -C internal/bench/peers test ./...
    GOFLAGS= go -C internal/release test ./...
    guest/micropython/test.sh
    guest/cpython/test.sh
    scripts/fuzz.sh 5s

# check the prerequisites and install the pinned tools into .tools/
setup:
    @scripts/prerequisites.sh
    wit/fetch.sh
    guest/micropython/setup.sh
    guest/cpython/setup.sh
    host/internal/engine/lts/build.sh
    go mod download
    go -C scripts/lint mod download

# build bin/vivarium and the guests; what has not changed is not built again
build: setup guests
    go build -o bin/ ./cmd/vivarium
    ln -sfn ../build/guests bin/guests

# build the guests into build/guests/NAME.wasm; CPython takes some minutes the first time on a machine
guests: setup
    for guest in micropython cpython; do guest/$guest/build.sh build/guests/$guest.wasm; done

# build one guest into build/guests/NAME.wasm: micropython or cpython
guest NAME: setup
    guest/{{ NAME }}/build.sh build/guests/{{ NAME }}.wasm

# build one guest and run its tests
test-guest NAME: setup
    guest/{{ NAME }}/test.sh

# fetch and convert the component model's own test suites
suites: setup
    testdata/suites/convert.sh
    host/wit/testdata/corpus/fetch.sh

# run the suites and CPython's own tests, write build/conformance.json, and list what does not pass in testdata/conformance
conformance: suites (guest "cpython")
    go run ./internal/conformance -out build/conformance.json
    go test -v -run '^Test(Corpus|CodegenCorpus)' ./host/wit ./host/bindgen | sed -n 's/^ *corpus_test\.go:[0-9]*: //p'

# formatting, vet and staticcheck
check:
    @scripts/check.sh

# format the Go files that are not generated
format:
    git ls-files '*.go' | xargs -r grep -L '^// Code generated' | xargs -r "$(go -C scripts/lint tool -n gofumpt)" -w

# rewrite the generated bindings
generate: setup
    go generate ./bindings/... ./examples/...

# build the plug-in of examples/component
plugin: guests
    examples/component/build.sh

# build and run the programs of examples/
examples: plugin
    for name in code tools files http component; do VIVARIUM_GUEST=build/guests/cpython.wasm go run ./examples/$name; done

# write the notices of all that is shipped, and THIRD_PARTY.md, which lists it
notices: guests
    GOFLAGS= go -C internal/release run . -root ../.. notices

# make build/release: archives of the command with its guests, a Go module for each guest, notices, checksums
release VERSION="": guests
    GOFLAGS= go -C internal/release run . -root ../.. -version '{{ VERSION }}' all

# move the engine to another version of its line, build it and run its tests: docs/security.md
update-engine VERSION:
    sed -i.before -E 's/^version = "=.*"/version = "={{ VERSION }}"/' host/internal/engine/lts/Cargo.toml
    rm host/internal/engine/lts/Cargo.toml.before
    cargo update --manifest-path host/internal/engine/lts/Cargo.toml wasmtime-c-api-impl wasmtime
    host/internal/engine/lts/build.sh
    go test ./host/internal/engine

# measure, print a table and write build/bench.json
bench: build
    go run ./internal/bench -out build/bench.json

# the same calls through what else a Go program could use, and Python in other sandboxes, side by side
bench-peers: build
    mkdir -p build/bench
    GOFLAGS= go -C internal/bench/peers build -o ../../../build/bench/peers .
    build/bench/peers -out build/bench-peers.json
    internal/bench/python/setup.sh
    .tools/peers/venv/bin/python3 internal/bench/python/peers.py build/bench-python.json

# the same for a very large component: CPython, built by componentize-py
bench-giant: setup
    internal/bench/giant/build.sh build/bench/cpython.wasm
    go run ./internal/bench -only giant -giant build/bench/cpython.wasm -out build/bench-giant.json

# fuzz every decoder and parser for this long each
fuzz TIME="60s":
    scripts/fuzz.sh {{ TIME }}

# remove what was built; the tools and sources in .tools/ stay
clean:
    rm -rf bin build
