package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host"
	"github.com/vivarium-wasm/vivarium/host/internal/engine"
	hostrun "github.com/vivarium-wasm/vivarium/host/internal/run"
	"github.com/vivarium-wasm/vivarium/internal/needs"
)

// eachRestoreWay runs a test in each way of restoring that the system has.
func eachRestoreWay(t *testing.T, test func(t *testing.T)) {
	t.Cleanup(func() { engine.LimitPages(engine.PagesWatched) })
	engine.LimitPages(engine.PagesWatched)
	for way := engine.Pages(); way >= engine.PagesUnknown; way-- {
		engine.LimitPages(way)
		t.Run(host.Restores().String(), test)
	}
}

// A guest that looks through all its state at the start of each run finds nothing of
// thousands of others in the same instances, however those ended.
func TestRunsLeaveNothing(t *testing.T) {
	ends := map[string]string{
		"n": "ok", "P": "ok", "G": "ok", "S": "ok", "E": "ok", "T": "ok",
		"U": "*host.Trap", "D": "limit stack", "H": "limit output", "L": "*fmt.wrapError",
	}
	eachRestoreWay(t, func(t *testing.T) {
		sb := openText(t, "residue", Config{Limits: Limits{Output: 1000, Wall: time.Minute}, Concurrency: 4})
		var all sync.WaitGroup
		for n := range 6 {
			all.Go(func() {
				random := rand.New(rand.NewPCG(uint64(n), 1))
				for range 400 {
					code := "nnPPGGSSEETTUDHL"[random.IntN(16):][:1]
					ctx, cancel := context.WithCancel(context.Background())
					if code == "L" {
						ctx, cancel = context.WithTimeout(ctx, 2*time.Millisecond)
					}
					_, err := sb.Run(ctx, code)
					cancel()
					if !assert.Equal(t, ends[code], outcome(err), "%s: %v", code, err) {
						return
					}
				}
			})
		}
		all.Wait()
		stats := sb.Stats()
		require.Zero(t, stats.Busy)
		require.Greater(t, stats.Restored, int64(500))
	})
}

// No more instances are made than runs go on and restores that runs do not wait for,
// and nothing waits for the next run but the instances themselves.
func TestInstancesAreKept(t *testing.T) {
	const turns = 3
	sb := openText(t, "residue", Config{Concurrency: turns})
	require.Equal(t, Stats{}, sb.Stats())
	goroutines := runtime.NumGoroutine()
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			for range 50 {
				_, err := sb.Run(context.Background(), "S")
				assert.NoError(t, err)
			}
		})
	}
	all.Wait()
	sb.pool.restoring.Wait()
	stats := sb.Stats()
	require.EqualValues(t, 1000, stats.Restored)
	require.LessOrEqual(t, stats.Made, int64(turns+runtime.GOMAXPROCS(0)))
	require.EqualValues(t, stats.Made, stats.Idle)
	require.Equal(t, Stats{Idle: stats.Idle, Made: stats.Made, Restored: 1000}, stats)
	requireNoMoreGoroutines(t, goroutines)

	_, err := sb.Run(context.Background(), "U")
	require.Error(t, err)
	require.Equal(t, Stats{Idle: stats.Idle - 1, Made: stats.Made, Restored: 1000, Dropped: Dropped{Ended: 1}}, sb.Stats())
}

// A guest without an image is started anew for each run.
func TestInstancesThatCannotBeKept(t *testing.T) {
	sb := openText(t, "tables", Config{})
	for range 3 {
		_, err := sb.Run(context.Background(), "x")
		require.NoError(t, err)
	}
	sb.pool.restoring.Wait()
	require.Equal(t, Stats{Made: 3, Dropped: Dropped{Unrestored: 3}}, sb.Stats())
}

// The memory of idle instances is bounded.
func TestIdleInstancesAreBounded(t *testing.T) {
	p := &pool{most: 2}
	sb := openText(t, "residue", Config{})
	for n := range 3 {
		p.stats.Busy++
		s := instanceFor(t, sb)
		s.pages = 0 // restored before give returns
		p.give(s, nil)
		require.EqualValues(t, max(n-1, 0), p.stats.Dropped.Surplus)
	}
	p.close()
	p.pages = poolPages
	p.stats.Busy++
	s := instanceFor(t, sb)
	s.pages = 0
	_, err := s.instance.RunPython(context.Background(), "S")
	require.NoError(t, err)
	p.give(s, nil)
	require.EqualValues(t, 2, p.stats.Dropped.Surplus)
	require.Empty(t, p.idle)
}

// Nothing is restored that no run will take.
func TestNothingIsRestoredAtTheEnd(t *testing.T) {
	p := &pool{most: 2, closing: make(chan struct{})}
	close(p.closing)
	p.stats.Busy++
	s := instanceFor(t, openText(t, "residue", Config{}))
	p.give(s, nil)
	p.close()
	require.Equal(t, Stats{Dropped: Dropped{Unrestored: 1}}, p.stats)
	_, err := s.instance.Host().Restore()
	require.ErrorIs(t, err, host.ErrClosed)
}

// Limits and usage are those of each run, whatever ran before in its instance.
func TestKeptInstancesHaveTheLimitsOfTheRun(t *testing.T) {
	onEachGuest(t, func(t *testing.T, guest string) {
		sb := openPython(t, guest, Config{Limits: Limits{Memory: withRoom(t, guest, 31*mib), Fuel: 1_000_000_000}, Concurrency: 1})
		small, err := sb.Narrow(Scope{Limits: Limits{Memory: withRoom(t, guest, 7*mib), Fuel: 10_000_000, Result: 100}})
		require.NoError(t, err)
		ctx := context.Background()
		run := func(sb *Sandbox, code string) (Usage, string) {
			result, err := sb.Run(ctx, code)
			return result.Usage, outcome(err)
		}
		const (
			big  = "b = bytearray(12 << 20)\nprint(len(b))"
			loop = "for i in range(1000000): pass"
			long = "'x' * 1000"
		)
		first, ends := run(sb, "print(1)")
		require.Equal(t, "ok", ends)
		for range 5 {
			usage, ends := run(sb, big)
			require.Equal(t, "ok", ends)
			require.Greater(t, usage.PeakMemory, int64(12*mib))
			require.Zero(t, usage.MemoryRefused)
			usage, ends = run(small, big)
			require.Equal(t, "limit memory", ends)
			require.NotZero(t, usage.MemoryRefused)
			_, ends = run(small, loop)
			require.Equal(t, "limit fuel", ends)
			_, ends = run(small, long)
			require.Equal(t, "limit result", ends)
			for _, code := range []string{loop, long} {
				_, ends = run(sb, code)
				require.Equal(t, "ok", ends)
			}
			usage, ends = run(sb, "print(1)")
			require.Equal(t, "ok", ends)
			require.Equal(t, first.PeakMemory, usage.PeakMemory)
			require.Equal(t, first.MemoryRefused, usage.MemoryRefused)
			require.Equal(t, first.HostCalls, usage.HostCalls)
			require.Equal(t, first.OutputBytes, usage.OutputBytes)
			require.InDelta(t, first.Fuel, usage.Fuel, float64(first.Fuel)/10)
		}
		require.Positive(t, sb.Stats().Restored)
	})
}

// Two runs have nothing of each other's chance, though both start from one image, in
// one instance.
func TestEveryRunHasItsOwnChance(t *testing.T) {
	for _, name := range needs.Guests(t) {
		t.Run(name, func(t *testing.T) {
			component, err := os.ReadFile(needs.Guest(t, name))
			require.NoError(t, err)
			sb := open(t, Config{Component: component, Limits: Limits{Memory: 128 * mib}, Concurrency: 1})
			seen := map[string]bool{}
			for range 20 {
				result, err := sb.Run(context.Background(), "import random\nprint(random.random())\nprint(random.getrandbits(30))\nprint(random.uniform(0, 1))")
				require.NoError(t, err)
				for _, n := range strings.Fields(result.Stdout) {
					require.False(t, seen[n], n)
					seen[n] = true
				}
			}
			require.Len(t, seen, 60)
			if restoresAfterExceptions {
				require.Less(t, sb.Stats().Made, int64(10), "instances were kept")
			}
		})
	}
}

// whatever are programs that end in every way there is, traps and limits included.
var whatever = []string{
	"print(1)",
	"x = 1\nprint(sorted(globals()))",
	"print('x' * 100000)",
	"1/0",
	"raise SystemExit(3)",
	"def f(): f()\nf()",
	"x = []\nfor i in range(10000): x = [x]\nprint(x)",
	"import json; json.loads('[' * 100000)",
	"import json, re, math, random, collections, io, sys\nprint(json.dumps({'a': [1, 2.5, None]}), re.sub('a+', 'b', 'caat'))",
	"import sys\nsys.modules.clear()\nprint(1)",
	"globals().clear()",
	"bytearray(10**9)",
	"l = []\nfor i in range(200000): l.append(str(i))\nprint(len(l))",
	"b = bytearray(12 << 20)\nfor i in range(0, len(b), 4096): b[i] = 1\nprint(len(b))",
	"class A:\n    def __del__(self): print('gone')\na = A()",
	"for i in range(300):\n    try: raise ValueError(i)\n    except ValueError: pass\nprint(i)",
	"f = open('f', 'w')\nf.write('text')\ng = open('g', 'wb')",
	"open('missing')",
	"safe_http_get('http://a/')",
	"tools.fail()",
	"tools.panic()",
	"while True: pass",
	"while True: print(1)",
	"try:\n    while True: pass\nfinally:\n    print(2)",
}

// An instance of a Python guest is, after every restore, equal to the image to the
// last byte, whatever ran in it, and then runs programs as a new instance does.
func TestRestoredGuestsAreAsTheirImage(t *testing.T) {
	hostrun.VerifyRestores(true)
	defer hostrun.VerifyRestores(false)
	for _, name := range needs.Guests(t) {
		t.Run(name, func(t *testing.T) {
			component, err := os.ReadFile(needs.Guest(t, name))
			require.NoError(t, err)
			sb := open(t, Config{
				Component: component, Limits: Limits{Memory: 128 * mib, Wall: time.Minute, Fuel: 300_000_000, HostCalls: 2000},
				Tools: []Tool{
					{Name: "fail", Call: func(context.Context, json.RawMessage) (any, error) { return nil, errors.New("no") }},
					{Name: "panic", Call: func(context.Context, json.RawMessage) (any, error) { panic("no") }},
				},
			})
			eachRestoreWay(t, func(t *testing.T) {
				kept := instanceFor(t, sb)
				for round := range 2 {
					for _, code := range whatever {
						ends := runIn(t, sb, kept, code)
						_, err := kept.instance.Host().Restore()
						if errors.Is(err, engine.ErrHeapUsed) && !restoresAfterExceptions {
							kept = instanceFor(t, sb)
							err = nil
						}
						require.NoError(t, err, "round %d, after %s", round, code)
						if round > 0 {
							continue
						}
						anew := instanceFor(t, sb)
						require.Equal(t, runIn(t, sb, anew, code), ends, code)
						require.NoError(t, anew.instance.Close())
					}
				}
				require.NoError(t, kept.instance.Close())
			})
		})
	}
}

func instanceFor(t *testing.T, sb *Sandbox) *seat {
	t.Helper()
	r := newRun(sb, Program{}, nil)
	s, err := sb.world.instantiate(context.Background(), r, host.InstanceConfig{Limits: sb.instanceLimits(), Snapshot: sb.image, Result: r.boundResult()})
	require.NoError(t, err)
	return s
}

// runIn runs code in an instance, and says how it ended and what it printed. Programs that begin with try
// are cancelled where they do not end.
func runIn(t *testing.T, sb *Sandbox, s *seat, code string) string {
	t.Helper()
	r := newRun(sb, Program{Code: code}, nil)
	s.serve(sb.world, r)
	limits := sb.instanceLimits()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	if strings.HasPrefix(code, "try") {
		ctx, cancel = context.WithTimeout(ctx, 20*time.Millisecond)
		limits.Fuel *= 1000 // the deadline ends it, however late a busy machine is
	}
	require.NoError(t, s.instance.Host().SetLimits(limits, r.boundResult()))
	r.held.instance = s.instance.Host()
	defer cancel()
	output, err := s.instance.RunPython(ctx, code)
	used := s.instance.Host().Usage()
	result := &Result{}
	r.report(result, used, startCPU())
	if err == nil {
		err = r.take(output, result)
	} else {
		err = r.explain(context.Background(), ctx, err, used, result)
	}
	out := result.Stdout
	if len(out) > 1000 {
		out = out[:1000]
	}
	return outcome(err) + "\n" + out + "\n" + result.Stderr
}
