package host

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/types"
	"github.com/vivarium-wasm/vivarium/host/value"
)

// FuzzComponent loads, links and runs whatever the bytes are: an error is one
// of those that are documented, and nothing is left behind.
func FuzzComponent(f *testing.F) {
	for _, name := range []string{"echo", "callback", "shim", "resources", "compose"} {
		f.Add(assemble(f, name))
	}
	e, err := NewEngine(Config{})
	require.NoError(f, err)
	f.Cleanup(func() { require.NoError(f, e.Close(), "something is open still") })
	missing := errors.New("missing")
	f.Fuzz(func(t *testing.T, binary []byte) {
		c, err := e.Load(context.Background(), binary)
		if err != nil {
			return
		}
		defer c.Close()
		l := NewLinker(e)
		l.TrapUnknownImports(func(string, string) error { return missing })
		p, err := l.Prepare(c)
		if err != nil {
			return
		}
		defer p.Close()
		ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
		defer cancel()
		limits := Limits{Memory: 16 << 20, TableElements: 1000, LiftBytes: 1 << 16, LiftElements: 1 << 10, Handles: 100}
		i, err := p.Instantiate(ctx, InstanceConfig{Limits: limits})
		if err != nil {
			return
		}
		defer func() { require.NoError(t, i.Close()) }()
		callAll(ctx, t, i, c.Type().Exports)
		image, err := i.Snapshot(context.Background())
		if err != nil {
			return
		}
		defer image.Close()
		from, err := p.Instantiate(ctx, InstanceConfig{Limits: limits, Snapshot: image})
		if err != nil {
			require.ErrorIs(t, err, context.DeadlineExceeded)
			return
		}
		defer func() { require.NoError(t, from.Close()) }()
		callAll(ctx, t, from, c.Type().Exports)
	})
}

// callAll calls the functions of exports that take nothing but what is easily
// made.
func callAll(ctx context.Context, t *testing.T, i *Instance, exports []types.Extern, path ...string) {
	for _, x := range exports {
		at := append(path[:len(path):len(path)], x.Name)
		if inst, ok := x.Type.(*types.Instance); ok {
			callAll(ctx, t, i, inst.Exports, at...)
		}
		fn, ok := x.Type.(*types.Func)
		if !ok {
			continue
		}
		var args []value.Value
		for _, p := range fn.Params {
			switch p.Type {
			case types.U32:
				args = append(args, value.U32(7))
			case types.String:
				args = append(args, value.String("text"))
			}
		}
		ref, err := i.prepared.Func(at...)
		if err != nil || len(args) != len(fn.Params) {
			continue
		}
		_, err = i.Call(ctx, ref, args...)
		var trap *Trap
		var poisoned *PoisonedError
		require.True(t, err == nil || errors.As(err, &trap) || errors.As(err, &poisoned) || ctx.Err() != nil, "%v", err)
	}
}
