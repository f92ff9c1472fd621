//go:build !cgo || !((linux || darwin) && (amd64 || arm64))

package engine

import _ "github.com/vivarium-wasm/vivarium/host/internal/engine/requirement"
