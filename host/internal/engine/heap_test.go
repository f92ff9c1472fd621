package engine_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/internal/engine"
)

// Code that is refused memory throws, and an exception takes room in a heap that
// counts as memory too: it has some in any case.
func TestExceptionsAtTheMemoryLimit(t *testing.T) {
	e, err := engine.New(engine.Config{})
	require.NoError(t, err)
	defer func() { require.NoError(t, e.Close()) }()
	src, err := engine.AssembleText(`(module
		(memory 1)
		(tag $refused (param i32))
		(func (export "grow") (result i32)
			(block $caught (result i32)
				(try_table (catch $refused $caught)
					(if (i32.eq (memory.grow (i32.const 1)) (i32.const -1))
						(then (throw $refused (i32.const 7)))))
				(i32.const 0))))`)
	require.NoError(t, err)
	m, err := e.Compile(context.Background(), src)
	require.NoError(t, err)
	defer m.Close()
	s, err := e.NewStore(engine.StoreConfig{MemoryLimit: 64 << 10})
	require.NoError(t, err)
	defer s.Close()
	i, err := s.Instantiate(m, nil, engine.InstantiateOptions{})
	require.NoError(t, err)
	x, err := i.Export(0)
	require.NoError(t, err)
	grow := x.(engine.Func)
	args := make([]engine.Raw, 1)
	for n := range 1000 {
		require.NoError(t, s.Call(&grow, args), "call %d", n)
		require.EqualValues(t, 7, uint32(args[0].Lo))
	}
	require.EqualValues(t, 1000, s.GrowthRefused())
}

// throwText throws and catches so many exceptions.
const throwText = `(module
	(tag $e (param i32))
	(func (export "throw") (param $n i32)
		(loop $again
			(block $caught (result i32)
				(try_table (catch $e $caught) (throw $e (local.get $n)))
				unreachable)
			drop
			(local.set $n (i32.sub (local.get $n) (i32.const 1)))
			(br_if $again (local.get $n)))))`
