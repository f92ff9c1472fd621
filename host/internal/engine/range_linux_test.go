package engine_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/internal/engine"
)

// The addresses that an engine reserves are free again when it closes.
func TestRangesEndWithTheirEngine(t *testing.T) {
	reserved := func() (kib uint64) {
		status, err := os.ReadFile("/proc/self/status")
		require.NoError(t, err)
		_, size, _ := strings.Cut(string(status), "VmSize:")
		_, err = fmt.Sscan(size, &kib)
		require.NoError(t, err)
		return kib
	}
	before := reserved()
	for range 20 {
		e, err := engine.New(engine.Config{})
		require.NoError(t, err)
		m := compile(t, e, `(module (memory 0) (memory 1))`)
		s, err := e.NewStore(engine.StoreConfig{})
		require.NoError(t, err)
		_, err = s.Instantiate(m, nil, engine.InstantiateOptions{})
		require.NoError(t, err)
		require.NoError(t, s.Close())
		require.NoError(t, m.Close())
		require.NoError(t, e.Close())
	}
	require.Less(t, reserved(), before+10*4<<20, "ten ranges of 4 GiB of forty")
}
