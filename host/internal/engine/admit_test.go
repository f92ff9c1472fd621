package engine

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/internal/wasm"
)

func parsedText(t *testing.T, text string) *wasm.Module {
	t.Helper()
	src, err := AssembleText(text)
	require.NoError(t, err)
	m, err := wasm.Parse(src)
	require.NoError(t, err)
	return m
}

// many joins n of what gives text.
func many(n int, text func(i int) string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(text(i))
	}
	return b.String()
}

func always(text string) func(int) string { return func(int) string { return text } }

// Small modules that cost much are refused before the library sees them. Each
// would take the library seconds to minutes, or much memory, for some kilobytes.
func TestModulesThatCostTooMuchAreRefused(t *testing.T) {
	const locals, branches = 3000, 3000
	declared := "(local" + strings.Repeat(" i32", locals) + ")"
	thousand := strings.Repeat(" i32", 1000)
	for name, text := range map[string]string{
		"locals times ifs": "(module (func " + declared + many(branches, func(i int) string {
			return fmt.Sprintf("local.get %d if local.get %d local.set %d end ", i%locals, i*7%locals, (i*13+1)%locals)
		}) + "))",
		"exits that carry locals": "(module (func " + declared + "block " + many(branches, func(i int) string {
			return fmt.Sprintf("i32.const %d local.set %d local.get 0 br_if 0 ", i, i)
		}) + "end))",
		"types of functions": "(module " + many(50_000, func(i int) string {
			return "(type (func (param" + many(8, func(k int) string { return " " + [...]string{"i32", "i64", "f32", "f64"}[i>>(2*k)&3] }) + ")))"
		}) + ")",
		"types with many parameters": "(module " + many(300, func(i int) string {
			return "(type (func (param" + thousand[:len(thousand)-4*(i%500)] + ")))"
		}) + ")",
		"empty functions":    "(module " + many(100_000, always("(func)")) + ")",
		"structs":            "(module " + many(300_000, always("(type (struct))")) + ")",
		"loops":              "(module (func " + many(20_000, always("loop end ")) + "))",
		"indirect calls":     "(module (table 1 funcref) (func " + many(20_000, always("i32.const 0 call_indirect ")) + "))",
		"handlers and calls": "(module (tag $t) (func $f) (func block " + strings.Repeat("try_table (catch $t 0) ", 300) + strings.Repeat("call $f ", 300) + strings.Repeat("end ", 301) + "))",
		"values of calls": "(module (func $f (param" + thousand + ") (result" + thousand + ") unreachable) (func (result" + thousand + ") " +
			strings.Repeat("i32.const 0 ", 1000) + strings.Repeat("call $f ", 500) + "))",
		"values of objects": "(module (type $s (struct" + strings.Repeat(" (field i32)", 10_000) + ")) (func " + strings.Repeat("struct.new_default $s drop ", 100) + "))",
		"entries of tables": "(module (func (local" + strings.Repeat(" i32", 500) + ") loop local.get 0 br_table" + strings.Repeat(" 0", 10_000) + " end))",
	} {
		t.Run(name, func(t *testing.T) {
			m := parsedText(t, text)
			e, err := New(Config{})
			require.NoError(t, err)
			defer e.Close()
			began := time.Now()
			_, err = e.CompileModule(context.Background(), m)
			var limit *InstanceLimitError
			require.ErrorAs(t, err, &limit, "%+v", m.Cost())
			require.Contains(t, []string{"compile time", "compile memory"}, limit.Limit)
			require.Less(t, time.Since(began), 10*time.Second)
		})
	}
}

// Each bound holds by itself, and names itself.
func TestAffordable(t *testing.T) {
	costs := map[string]wasm.Cost{
		"":               {Size: 1000, Work: baseWork, Kept: baseMemory},
		"compile time":   {Size: 1000, Work: baseWork + workPerByte*1000 + 1},
		"compile memory": {Size: 1000, Kept: baseMemory + memoryPerByte*1000 + 1},
	}
	if most := uint64(maxFlowWork); most < math.MaxUint64 { // one library needs no such bound
		costs["compile work"] = wasm.Cost{Flow: most + 1}
	}
	for limit, cost := range costs {
		err := Affordable(cost)
		if limit == "" {
			require.NoError(t, err)
			continue
		}
		var met *InstanceLimitError
		require.ErrorAs(t, err, &met, limit)
		require.Equal(t, limit, met.Limit)
		require.Equal(t, met.Max+1, met.Used)
	}
	// A function on each processor counts, though no more than there is.
	large := wasm.Cost{Largest: baseMemory, Code: 1 << 60}
	require.Equal(t, runtime.NumCPU() > 1, Affordable(large) != nil)
	large.Code = baseMemory
	require.NoError(t, Affordable(large))
}

// The costs of many small modules add up.
func TestCostsAddUp(t *testing.T) {
	m := parsedText(t, "(module (func "+many(2_000, always("loop end "))+"))")
	require.NoError(t, Affordable(m.Cost()))
	var sum wasm.Cost
	for range 30 {
		sum.Add(m.Cost())
	}
	require.Error(t, Affordable(sum))
}

func TestGate(t *testing.T) {
	ctx := context.Background()
	g := &gate{most: 10}
	require.NoError(t, g.enter(ctx, 6))
	require.NoError(t, g.enter(ctx, 4))
	ended, cancel := context.WithCancel(ctx)
	cancel()
	require.ErrorIs(t, g.enter(ended, 1), context.Canceled, "there is no room")

	// They come in their order: one that is too large for what is left is not passed by.
	order := make(chan uint64, 3)
	waiting := func(n int) {
		require.Eventually(t, func() bool {
			g.mu.Lock()
			defer g.mu.Unlock()
			return len(g.queue) == n
		}, time.Minute, time.Millisecond)
	}
	for i, needs := range []uint64{1 << 40, 2, 3} {
		go func() {
			if err := g.enter(ctx, needs); err == nil {
				order <- needs
			}
		}()
		waiting(i + 1)
	}
	g.leave(6)
	require.Empty(t, order)
	g.leave(4)
	require.EqualValues(t, 1<<40, <-order, "alone")
	require.Empty(t, order)
	g.leave(1 << 40)
	require.EqualValues(t, 5, <-order+<-order)
	g.leave(2)
	g.leave(3)
	require.Zero(t, g.used)
}

// When the context ends CompileModule returns; the library finishes, and then
// nothing is left, though the engine was closed before.
func TestAContextEndsACompilation(t *testing.T) {
	objects := LiveObjects()
	m := parsedText(t, "(module (func (param i32) (result i32) local.get 0 "+strings.Repeat("i32.const 3 i32.mul local.get 0 i32.div_s ", 20_000)+"))")
	e, err := New(Config{})
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	result := make(chan error, 1)
	go func() {
		_, err := e.CompileModule(ctx, m)
		result <- err
	}()
	inUse := func() uint64 {
		compiling.mu.Lock()
		defer compiling.mu.Unlock()
		return compiling.used
	}
	for inUse() == 0 {
		select {
		case err := <-result:
			t.Fatalf("it is compiled before it was seen to begin: %v", err)
		default:
		}
	}
	cancel()
	require.ErrorIs(t, <-result, context.Canceled)
	require.NotZero(t, inUse(), "the library goes on, and its memory counts")
	require.NoError(t, e.Close())
	_, err = e.CompileModule(context.Background(), m)
	require.True(t, errors.Is(err, ErrClosed))
	require.Eventually(t, func() bool { return inUse() == 0 && LiveObjects() == objects }, time.Minute, time.Millisecond)
	require.Nil(t, e.dying, "the engine is freed")
}
