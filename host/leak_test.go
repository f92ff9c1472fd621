package host

import (
	"context"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/internal/engine"
	"github.com/vivarium-wasm/vivarium/host/value"
)

// TestNothingIsLeftBehind makes many instances, of which some trap and some end
// with their context, and finds no goroutine, object of C or handle after them.
func TestNothingIsLeftBehind(t *testing.T) {
	const rounds = 2500 // of four instances each
	h, kept := resources(t)
	p := kept.prepared
	once, keep, unreachable := function(t, p, "once"), function(t, p, "keep"), function(t, p, "give")
	image, err := kept.Snapshot(context.Background())
	require.NoError(t, err)

	objects, goroutines := engine.LiveObjects(), runtime.NumGoroutine()
	for range rounds {
		for n := range 4 {
			cfg := InstanceConfig{}
			if n%2 == 1 {
				cfg.Snapshot = image
			}
			ctx, cancel := context.WithCancel(context.Background())
			i, err := p.Instantiate(ctx, cfg)
			require.NoError(t, err)
			_, err = i.Call(ctx, once, value.U32(1))
			require.NoError(t, err)
			switch n {
			case 0:
				_, err = i.Call(ctx, keep, value.U32(2))
				require.NoError(t, err)
			case 1, 2:
				_, err = i.Call(ctx, unreachable)
				require.Error(t, err)
			case 3:
				cancel()
				_, err = i.Call(ctx, once, value.U32(1))
				require.ErrorIs(t, err, context.Canceled)
			}
			require.NoError(t, i.Close())
			cancel()
		}
	}
	require.Equal(t, objects, engine.LiveObjects())
	// Those of contexts that were cancelled may still be on their way out.
	for end := time.Now().Add(time.Minute); runtime.NumGoroutine() > goroutines && time.Now().Before(end); {
		runtime.Gosched()
	}
	require.LessOrEqual(t, runtime.NumGoroutine(), goroutines)
	require.Len(t, h.dropped, h.opened, "every resource that was opened was dropped once")
	require.NoError(t, image.Close())
}
