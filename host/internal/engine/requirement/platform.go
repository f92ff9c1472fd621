//go:build !((linux || darwin) && (amd64 || arm64))

package requirement

const unmet int = "Vivarium runs on linux and darwin (macOS), on amd64 and arm64: there is no engine for this GOOS and GOARCH"
