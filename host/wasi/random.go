package wasi

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"io"

	"github.com/vivarium-wasm/vivarium/bindings/wasi/random/insecure"
	"github.com/vivarium-wasm/vivarium/bindings/wasi/random/insecureseed"
	"github.com/vivarium-wasm/vivarium/bindings/wasi/random/random"
	"github.com/vivarium-wasm/vivarium/host/cm"
)

// DefaultMaxRandom is how many random bytes one call gives at most, by default.
const DefaultMaxRandom = 16 << 20

// Random is where instances have random numbers from. The zero value draws from
// the machine. It may be used by several instances at once where Source may.
type Random struct {
	// Source gives the bytes of wasi:random/random, of insecure and of
	// insecure-seed. Default: crypto/rand.
	Source io.Reader
	// MaxBytes bounds one call. Default: DefaultMaxRandom.
	MaxBytes uint64
}

var (
	_ random.Host       = (*Random)(nil)
	_ insecure.Host     = (*Random)(nil)
	_ insecureseed.Host = (*Random)(nil)
)

func (r *Random) read(b []byte) error {
	source := r.Source
	if source == nil {
		source = rand.Reader
	}
	if _, err := io.ReadFull(source, b); err != nil {
		return fmt.Errorf("wasi:random: %w", err)
	}
	return nil
}

func (r *Random) bytes(n uint64) ([]byte, error) {
	most := r.MaxBytes
	if most == 0 {
		most = DefaultMaxRandom
	}
	if n > most {
		return nil, fmt.Errorf("wasi:random: %d bytes asked for at once, %d is the most", n, most)
	}
	b := make([]byte, n)
	return b, r.read(b)
}

func (r *Random) u64() (uint64, error) {
	var b [8]byte
	err := r.read(b[:])
	return binary.LittleEndian.Uint64(b[:]), err
}

// GetRandomBytes implements [random.Host].
func (r *Random) GetRandomBytes(_ context.Context, n uint64) ([]byte, error) { return r.bytes(n) }

// GetRandomU64 implements [random.Host].
func (r *Random) GetRandomU64(context.Context) (uint64, error) { return r.u64() }

// GetInsecureRandomBytes implements [insecure.Host].
func (r *Random) GetInsecureRandomBytes(_ context.Context, n uint64) ([]byte, error) {
	return r.bytes(n)
}

// GetInsecureRandomU64 implements [insecure.Host].
func (r *Random) GetInsecureRandomU64(context.Context) (uint64, error) { return r.u64() }

// InsecureSeed implements [insecureseed.Host].
func (r *Random) InsecureSeed(context.Context) (cm.Tuple2[uint64, uint64], error) {
	a, err := r.u64()
	if err != nil {
		return cm.Tuple2[uint64, uint64]{}, err
	}
	b, err := r.u64()
	return cm.Tuple2[uint64, uint64]{F0: a, F1: b}, err
}
