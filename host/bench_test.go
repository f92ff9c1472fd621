package host

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/types"

	"github.com/vivarium-wasm/vivarium/host/value"
)

func BenchmarkCallU32(b *testing.B) {
	i := echo(b, InstanceConfig{})
	f := function(b, i.prepared, "u32")
	ctx := context.Background()
	b.ReportAllocs()
	for b.Loop() {
		c := i.Begin(ctx, f)
		c.SetU32(0, 42)
		c.Invoke()
		if c.U32(0) != 42 {
			b.Fatal("not what was given")
		}
		if err := c.End(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCallU32Cancellable(b *testing.B) {
	i := echo(b, InstanceConfig{})
	f := function(b, i.prepared, "u32")
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	b.ReportAllocs()
	for b.Loop() {
		c := i.Begin(ctx, f)
		c.SetU32(0, 42)
		c.Invoke()
		if err := c.End(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCallU32Dynamic(b *testing.B) {
	i := echo(b, InstanceConfig{})
	f := function(b, i.prepared, "u32")
	ctx := context.Background()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := i.Call(ctx, f, value.U32(1000)); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEcho16B(b *testing.B) {
	i := echo(b, InstanceConfig{})
	f := function(b, i.prepared, "text")
	ctx := context.Background()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := echoText(ctx, i, f, "16 bytes of text"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEcho1MiB(b *testing.B) {
	i := echo(b, InstanceConfig{})
	f := function(b, i.prepared, "bytes")
	ctx := context.Background()
	data := make([]byte, 1<<20)
	b.ReportAllocs()
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		c := i.Begin(ctx, f)
		p, n := c.LowerBytes(data)
		c.SetU32(0, p)
		c.SetU32(1, n)
		c.Invoke()
		ret := c.U32(0)
		out := c.LiftBytes(c.LoadU32(ret), c.LoadU32(ret+4))
		if err := c.End(); err != nil || len(out) != len(data) {
			b.Fatal(err)
		}
	}
}

func BenchmarkInstantiate(b *testing.B) {
	e := newEngine(b, Config{})
	p := prepare(b, NewLinker(e), load(b, e, assemble(b, "echo")))
	ctx := context.Background()
	b.ReportAllocs()
	for b.Loop() {
		i, err := p.Instantiate(ctx, InstanceConfig{})
		require.NoError(b, err)
		require.NoError(b, i.Close())
	}
}

func BenchmarkInstantiateShim(b *testing.B) {
	e := newEngine(b, Config{})
	l := NewLinker(e)
	l.Func("log", &types.Func{Params: params("s", types.String)}, func(*Call) {})
	p := prepare(b, l, load(b, e, assemble(b, "shim")))
	ctx := context.Background()
	b.ReportAllocs()
	for b.Loop() {
		i, err := p.Instantiate(ctx, InstanceConfig{})
		require.NoError(b, err)
		require.NoError(b, i.Close())
	}
}

func BenchmarkHostCall(b *testing.B) {
	i := callbackInstance(b, callbacks)
	f := function(b, i.prepared, "u32")
	ctx := context.Background()
	b.ReportAllocs()
	for b.Loop() {
		c := i.Begin(ctx, f)
		c.SetU32(0, 41)
		c.Invoke()
		if c.U32(0) != 42 {
			b.Fatal("not what was given")
		}
		if err := c.End(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkComponentToComponent(b *testing.B) {
	e := newEngine(b, Config{})
	i := instantiate(b, prepare(b, NewLinker(e), load(b, e, assemble(b, "compose"))), InstanceConfig{})
	f := function(b, i.prepared, "thing")
	ctx := context.Background()
	b.ReportAllocs()
	for b.Loop() {
		c := i.Begin(ctx, f)
		c.SetU32(0, 41)
		c.Invoke()
		if err := c.End(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkResume(b *testing.B) {
	i := echo(b, InstanceConfig{})
	image, err := i.Snapshot(context.Background())
	require.NoError(b, err)
	defer image.Close()
	ctx := context.Background()
	b.ReportAllocs()
	for b.Loop() {
		i, err := i.prepared.Instantiate(ctx, InstanceConfig{Snapshot: image})
		require.NoError(b, err)
		require.NoError(b, i.Close())
	}
}

// BenchmarkRecords10000 gives and takes a list of 10,000 records of a number and
// a string of 8 bytes, as generated code does it.
func BenchmarkRecords10000(b *testing.B) {
	type record struct {
		n uint32
		s string
	}
	i := echo(b, InstanceConfig{})
	f := function(b, i.prepared, "records")
	ctx := context.Background()
	in := make([]record, 10_000)
	for n := range in {
		in[n] = record{uint32(n), "8 bytes."}
	}
	b.ReportAllocs()
	for b.Loop() {
		c := i.Begin(ctx, f)
		p := c.LowerList(len(in), 12, 4)
		for n, r := range in {
			at := p + 12*uint32(n)
			c.StoreU32(at, r.n)
			sp, sn := c.LowerString(r.s)
			c.StoreU32(at+4, sp)
			c.StoreU32(at+8, sn)
		}
		c.SetU32(0, p)
		c.SetU32(1, uint32(len(in)))
		c.Invoke()
		ret := c.U32(0)
		q := c.LoadU32(ret)
		out := make([]record, c.LiftList(q, c.LoadU32(ret+4), 12, 4))
		for n := range out {
			at := q + 12*uint32(n)
			out[n] = record{c.LoadU32(at), c.LiftString(c.LoadU32(at+4), c.LoadU32(at+8))}
		}
		if err := c.End(); err != nil || len(out) != len(in) {
			b.Fatal(err)
		}
	}
}
