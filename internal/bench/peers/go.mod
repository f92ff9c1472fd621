module github.com/vivarium-wasm/vivarium/internal/bench/peers

go 1.26.0

require (
	github.com/bytecodealliance/wasmtime-go/v44 v44.0.0
	github.com/tetratelabs/wazero v1.12.0
	github.com/vivarium-wasm/vivarium v0.0.0
)

require golang.org/x/sys v0.49.0 // indirect

replace github.com/vivarium-wasm/vivarium => ../../..
