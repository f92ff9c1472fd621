package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host"
	"github.com/vivarium-wasm/vivarium/internal/bench/calls"
)

// findTools lets tests, which run in this folder, find the tools of the checkout.
func findTools(t *testing.T) {
	t.Helper()
	if os.Getenv("VIVARIUM_WASM_TOOLS") == "" {
		t.Setenv("VIVARIUM_WASM_TOOLS", filepath.Join("..", "..", ".tools", "venv", "bin", "wasm-tools"))
	}
}

func preparedForTest(t *testing.T) *calls.Prepared {
	t.Helper()
	findTools(t)
	prepared, closeAll, err := prepareCalls(context.Background())
	require.NoError(t, err)
	t.Cleanup(closeAll)
	return prepared
}

// A value without bytes of its own crosses without an allocation, through generated
// code as by hand. A string or a list is one allocation, itself.
func TestAllocationsOfCalls(t *testing.T) {
	ctx := context.Background()
	instance, err := preparedForTest(t).Instantiate(ctx, calls.Imports{Back: back{}}, host.InstanceConfig{})
	require.NoError(t, err)
	defer instance.Close()
	blob, entries := make([]byte, 1<<16), []calls.Entry{{ID: 1, Name: "one"}, {ID: 2, Name: "two"}, {ID: 3, Name: "three"}}
	cancellable, cancel := context.WithCancel(ctx)
	defer cancel()

	for _, c := range []struct {
		name string
		want float64
		op   func() error
	}{
		{"u32 -> u32", 0, func() error {
			got, err := instance.Increment(ctx, 41)
			return expect(err, got == 42)
		}},
		{"u32 -> u32, with a context that may end", 0, func() error {
			got, err := instance.Increment(cancellable, 41)
			return expect(err, got == 42)
		}},
		{"u32 -> u32 with a host call back", 0, func() error {
			got, err := instance.IncrementByHost(ctx, 41)
			return expect(err, got == 42)
		}},
		{"a record of 10 scalars", 0, func() error {
			got, err := instance.EchoScalars(ctx, record)
			return expect(err, got == record)
		}},
		{"a string", 1, func() error {
			got, err := instance.EchoString(ctx, "sixteen bytes ..")
			return expect(err, got == "sixteen bytes ..")
		}},
		{"list<u8>", 1, func() error {
			got, err := instance.EchoBytes(ctx, blob)
			return expect(err, len(got) == len(blob))
		}},
		{"a list of three records with a string each", 4, func() error {
			got, err := instance.EchoEntries(ctx, entries)
			return expect(err, len(got) == 3 && got[2] == entries[2])
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var failed error
			got := testing.AllocsPerRun(100, func() {
				if err := c.op(); err != nil {
					failed = err
				}
			})
			require.NoError(t, failed)
			require.LessOrEqual(t, got, c.want)
		})
	}
}

// An instance takes a bounded number of allocations, whatever was allocated for
// those before it.
func TestAllocationsOfAnInstance(t *testing.T) {
	const most = 30
	ctx := context.Background()
	prepared := preparedForTest(t)
	var failed error
	got := testing.AllocsPerRun(50, func() {
		instance, err := prepared.Instantiate(ctx, calls.Imports{Back: back{}}, host.InstanceConfig{})
		if err == nil {
			_, err = instance.Increment(ctx, 41)
			err = expect(err, instance.Close() == nil)
		}
		if err != nil {
			failed = err
		}
	})
	require.NoError(t, failed)
	require.LessOrEqual(t, got, float64(most))
	t.Logf("%v allocations", got)
}

// A call within a composition allocates nothing, and a string moves from memory
// to memory.
func TestAllocationsOfComposedCalls(t *testing.T) {
	findTools(t)
	ctx := context.Background()
	increments, lengths, closeAll, err := openComposed(ctx)
	require.NoError(t, err)
	defer closeAll()
	var failed error
	require.Zero(t, testing.AllocsPerRun(10, func() {
		got, err := increments(ctx, 100)
		failed = errors.Join(failed, expect(err, got == 100))
		got, err = lengths(ctx, 3)
		failed = errors.Join(failed, expect(err, got == 3<<20))
	}))
	require.NoError(t, failed)
}
