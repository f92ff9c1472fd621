package sandbox

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/bindings/runner"
	"github.com/vivarium-wasm/vivarium/host"
	"github.com/vivarium-wasm/vivarium/internal/needs"
)

const (
	fib24 = `
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)
fib(24)`
	loop1M = `
n = 0
for i in range(1000000):
    n += i
n`
)

// A run from the image, and back to clean.
func BenchmarkFreshRunPrint(b *testing.B) {
	onEachGuestBenchmark(b, func(b *testing.B, guest string) {
		sb := openPython(b, guest, Config{})
		ctx := context.Background()
		b.ReportAllocs()
		for b.Loop() {
			if result, err := sb.Run(ctx, `print(1)`); err != nil || result.Stdout != "1\n" {
				b.Fatal(result, err)
			}
		}
	})
}

func BenchmarkFreshRunPrintParallel(b *testing.B) {
	onEachGuestBenchmark(b, func(b *testing.B, guest string) {
		sb := openPython(b, guest, Config{})
		ctx := context.Background()
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				if result, err := sb.Run(ctx, `print(1)`); err != nil || result.Stdout != "1\n" {
					b.Error(result, err)
					return
				}
			}
		})
	})
}

// The same instance again, as in a session.
func BenchmarkSecondRun(b *testing.B) {
	onEachGuestBenchmark(b, func(b *testing.B, guest string) {
		instance, r := liveInstance(b, guest)
		ctx := context.Background()
		b.ReportAllocs()
		for b.Loop() {
			if _, err := instance.RunPython(ctx, `print(1)`); err != nil {
				b.Fatal(err)
			}
			r.console.stdout.kept.Reset()
			r.console.used = 0
		}
	})
}

func BenchmarkFib24(b *testing.B) { benchmarkLive(b, fib24) }

func BenchmarkLoop1M(b *testing.B) { benchmarkLive(b, loop1M) }

func benchmarkLive(b *testing.B, code string) {
	onEachGuestBenchmark(b, func(b *testing.B, guest string) {
		instance, _ := liveInstance(b, guest)
		for b.Loop() {
			if _, err := instance.RunPython(context.Background(), code); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func onEachGuestBenchmark(b *testing.B, bench func(b *testing.B, guest string)) {
	for _, guest := range needs.Guests(b) {
		b.Run(guest, func(b *testing.B) { bench(b, guest) })
	}
}

func liveInstance(b *testing.B, guest string) (*runner.Instance, *run) {
	b.Helper()
	sb := openPython(b, guest, Config{})
	r := newRun(sb, Program{}, nil)
	seat, err := sb.world.instantiate(context.Background(), r, host.InstanceConfig{Limits: sb.instanceLimits(), Snapshot: sb.image})
	require.NoError(b, err)
	instance := seat.instance
	b.Cleanup(func() { require.NoError(b, instance.Close()) })
	_, err = instance.RunPython(context.Background(), `print(1)`)
	require.NoError(b, err)
	return instance, r
}
