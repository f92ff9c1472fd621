package sandbox

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host"
	"github.com/vivarium-wasm/vivarium/internal/needs"
)

// A guest that is no Python, and hostile: what the host knows decides, not what
// the guest says.
func TestAnyGuest(t *testing.T) {
	limits := Limits{Wall: time.Minute, Output: 4096, Memory: 32 << 20, Result: 50_000, HostCalls: 10_000}
	patient := openText(t, "moody", Config{Limits: limits})
	limits.Wall = 50 * time.Millisecond
	hasty := openText(t, "moody", Config{Limits: limits})
	for _, c := range []struct {
		code, does string
		stdout     int
		limit      Limit
		kind       PythonErrorKind
		trap       host.TrapCode
	}{
		{code: "echo", does: "prints its code", stdout: 4},
		{code: "", does: "does nothing"},
		{code: "loop", does: "never ends", limit: LimitWall},
		{code: "Flood", does: "calls the host without end", limit: LimitHostCalls},
		{code: "print", does: "prints without end", stdout: 4096, limit: LimitOutput},
		{code: "memory", does: "grows until it is refused and raises MemoryError", limit: LimitMemory},
		{code: "grow", does: "grows until it is refused and raises what is only called MemoryError", kind: Exception},
		{code: "abort", does: "grows until it is refused and aborts", limit: LimitMemory, trap: host.TrapUnreachable},
		{code: "Throw", does: "throws and catches without end", limit: endlessThrowing},
		{code: "deep", does: "exhausts its stack", limit: LimitStack},
		{code: "bomb", does: "answers with one text three thousand times", limit: LimitResult},
		{code: "hold", does: "holds timers without end", limit: LimitHandles},
		{code: "swarm", does: "answers with thousands of empty displays", limit: LimitResult},
		{code: "Swarm", does: "answers with a million of them", limit: LimitResult},
		{code: "value", does: "answers with more than it may", limit: LimitResult},
		{code: "raise", does: "raises what claims to be a limit", kind: Exception},
		{code: "M", does: "raises MemoryError out of nothing", kind: Exception},
		{code: "x", does: "exits with status 7", kind: Exit},
		{code: "z", does: "exits with status 0"},
		{code: "unreachable", does: "traps", trap: host.TrapUnreachable},
		{code: "outside", does: "answers from outside its memory", trap: host.TrapABI},
		{code: "no case", does: "answers with a case there is not", trap: host.TrapABI},
		{code: "text", does: "answers with text that is not UTF-8", trap: host.TrapABI},
	} {
		t.Run(c.does, func(t *testing.T) {
			sb := patient
			if c.limit == LimitWall {
				sb = hasty
			}
			result, err := sb.Run(context.Background(), c.code)
			require.NotNil(t, result)
			require.Len(t, result.Stdout, c.stdout)
			require.EqualValues(t, c.stdout, result.Usage.OutputBytes)
			require.Positive(t, result.Usage.Wall)
			require.Nil(t, result.Value)
			require.Nil(t, result.Displays)

			var limit *LimitError
			require.Equal(t, c.limit != "", errors.As(err, &limit), "%v", err)
			if limit != nil {
				require.Equal(t, c.limit, limit.Limit)
				require.Positive(t, limit.Max)
				require.Positive(t, limit.Used)
			}
			var python *PythonError
			wantPython := c.kind != "" || c.code == "memory"
			require.Equal(t, wantPython, errors.As(err, &python), "%v", err)
			if c.kind != "" {
				require.Equal(t, c.kind, python.Kind)
			}
			var trap *host.Trap
			if c.trap != 0 {
				require.ErrorAs(t, err, &trap)
				require.Equal(t, c.trap, trap.Code, "%v", err)
			} else if c.limit == "" {
				require.False(t, errors.As(err, &trap), "%v", err)
			}
			if c.limit == "" && c.kind == "" && c.trap == 0 {
				require.NoError(t, err)
			}

			after, err := patient.Run(context.Background(), "count")
			require.NoError(t, err)
			require.Equal(t, "2", after.Stderr, "the next run is the first one after the warm-up")
		})
	}
}

func TestClaimsOfAGuestAreNotBelieved(t *testing.T) {
	sb := openText(t, "moody", Config{})
	result, err := sb.Run(context.Background(), "json")
	require.NoError(t, err)
	require.Equal(t, &Value{Repr: "LimitError"}, result.Value, "what is no JSON is left out")

	_, err = sb.Run(context.Background(), "raise")
	var python *PythonError
	require.ErrorAs(t, err, &python)
	require.Equal(t, &PythonError{Kind: Exception, Class: "LimitError", Message: "timeout"}, python)
	require.EqualError(t, err, "python: LimitError: timeout")
}

// JSON that nests too deep for a reader of the result is left out.
func TestDeepJSON(t *testing.T) {
	for text, valid := range map[string]bool{
		"[]": true, "[[]": false, `{"a": [1, {"b": null}]}`: true, `"]]]]]][[[[[["`: true, `"\\"`: true, `["\"[[[[[[["]`: true,
		strings.Repeat("[", 64) + strings.Repeat("]", 64):     true,
		strings.Repeat("[", 65) + strings.Repeat("]", 65):     false,
		strings.Repeat("[", 9999) + strings.Repeat("]", 9999): false,
		strings.Repeat("[],", 1000) + "[]":                    false,
		"[" + strings.Repeat("[],", 1000) + "[]]":             true,
	} {
		require.Equal(t, valid, isJSON(text, maxValueDepth), text)
	}
}

func TestAGuestWithoutImageIsStartedAnew(t *testing.T) {
	sb := openText(t, "tables", Config{})
	require.Nil(t, sb.image)
	for range 3 {
		result, err := sb.Run(context.Background(), "again")
		require.NoError(t, err)
		require.Equal(t, "again", result.Stdout)
	}
	_, err := Open(context.Background(), Config{Component: assemble(t, "tables"), Warmup: "x"})
	var none *host.SnapshotError
	require.ErrorAs(t, err, &none, "a warm-up that was asked for and cannot be kept is an error")
}

func TestOpenRefusesGuests(t *testing.T) {
	moody := assemble(t, "moody")
	for _, c := range []struct {
		name   string
		binary []byte
		says   string
	}{
		{"nothing", []byte{}, ""},
		{"text", []byte("print(1)"), "magic header not detected"},
		{"a core module", []byte("\x00asm\x01\x00\x00\x00"), "core module"},
		{"cut short", moody[:len(moody)/2], ""},
		{"another world", assemble(t, "other"), "run-python"},
		{"an import that nobody offers", assemble(t, "needy"), "secret"},
		{"breaks as it starts", assemble(t, "starter"), "unreachable"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Open(context.Background(), Config{Component: c.binary})
			var bad *GuestError
			require.ErrorAs(t, err, &bad)
			require.ErrorContains(t, err, c.says)
		})
	}
}

func TestAGuestThatIsNeverReady(t *testing.T) {
	t.Parallel()
	component := assemble(t, "endless")
	const wait = time.Second // enough to come to the warm-up on a busy machine
	for _, code := range []string{"", "code of the user's"} {
		_, err := Open(context.Background(), Config{Component: component, Warmup: code, LoadTimeout: wait})
		var bad *GuestError
		require.ErrorAs(t, err, &bad)
		var limit *LimitError
		require.ErrorAs(t, err, &limit)
		require.Equal(t, LimitLoad, limit.Limit)
		require.Equal(t, StepWarmup, limit.Step)
		require.EqualValues(t, wait, limit.Max)
		require.GreaterOrEqual(t, limit.Used, limit.Max)
		require.ErrorContains(t, err, "the guest was not ready after 1s, still running the warm-up")
	}

	ctx, cancel := context.WithTimeout(context.Background(), wait)
	defer cancel()
	_, err := Open(ctx, Config{Component: component, LoadTimeout: Unlimited})
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.ErrorContains(t, err, "still running the warm-up")
	require.False(t, errors.As(err, new(*GuestError)), "it was the caller's deadline")
	require.False(t, errors.As(err, new(*LimitError)), "it was the caller's deadline")
}

func TestAGuestWhoseStartDoesNotEnd(t *testing.T) {
	_, err := Open(context.Background(), Config{Component: assemble(t, "unstarted"), LoadTimeout: 20 * time.Millisecond})
	var limit *LimitError
	require.ErrorAs(t, err, &limit)
	require.Equal(t, StepInstantiate, limit.Step)
}

func TestOpenRefusesConfigurations(t *testing.T) {
	component := assemble(t, "moody")
	for _, c := range []struct {
		field, says string
		cfg         Config
	}{
		{"Limits.Memory", "1 KiB is less than the guest itself takes: give it at least 1 MiB", Config{Limits: Limits{Memory: 1 << 10}}},
		{"Limits.Wall", "less than zero", Config{Limits: Limits{Wall: -5}}},
		{"LoadTimeout", "less than zero", Config{LoadTimeout: -5}},
		{"Concurrency", "less than zero", Config{Concurrency: -1}},
		{"Concurrency", "each run holds a thread", Config{Concurrency: 1 << 40}},
		{"Files", "invalid path", Config{Files: map[string][]byte{"../x": nil}}},
		{"Files", "quota exceeded", Config{Files: map[string][]byte{"x": make([]byte, 17<<20)}}},
		{"Environment", `"A=B"`, Config{Environment: map[string]string{"A=B": "C"}}},
		{"Environment", `"A"`, Config{Environment: map[string]string{"A": "\xff"}}},
		{"Warmup", "NUL", Config{Warmup: "\x00"}},
		{`Tools["a b"]`, "identifier", Config{Tools: []Tool{{Name: "a b", Call: nothing}}}},
	} {
		c.cfg.Component = component
		_, err := Open(context.Background(), c.cfg)
		var bad *ConfigError
		require.ErrorAs(t, err, &bad, "%s %s", c.field, c.says)
		require.Equal(t, c.field, bad.Field)
		require.ErrorContains(t, err, c.says)
	}
	cfg := Config{Component: component}
	cfg.HTTP.Rules = []string{"GET"}
	_, err := Open(context.Background(), cfg)
	var policy *PolicyError
	require.ErrorAs(t, err, &policy)
	require.ErrorContains(t, err, `rule "GET", column 4`)

	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err = Open(ctx, Config{Component: component})
	require.ErrorIs(t, err, context.Canceled)
}

func TestFuelEndsARun(t *testing.T) {
	sb := openText(t, "moody", Config{Limits: Limits{Fuel: 100_000}})
	result, err := sb.Run(context.Background(), "echo")
	require.NoError(t, err)
	require.Positive(t, result.Usage.Fuel)
	require.Less(t, result.Usage.Fuel, int64(10_000))

	_, err = sb.Run(context.Background(), "loop")
	var limit *LimitError
	require.ErrorAs(t, err, &limit)
	require.Equal(t, LimitFuel, limit.Limit)
	require.EqualValues(t, 100_000, limit.Max)
}

func TestTheCallersContextEndsARun(t *testing.T) {
	sb := openText(t, "moody", Config{})
	ctx, cancel := context.WithCancel(context.Background())
	time.AfterFunc(20*time.Millisecond, cancel)
	result, err := sb.Run(ctx, "loop")
	require.ErrorIs(t, err, context.Canceled)
	require.NotNil(t, result)

	ctx, cancel = context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	_, err = sb.Run(ctx, "loop")
	require.ErrorIs(t, err, context.DeadlineExceeded)
	var limit *LimitError
	require.False(t, errors.As(err, &limit), "it was the caller's deadline, no limit of the sandbox: %v", err)

	_, err = sb.Run(ctx, "echo")
	require.ErrorIs(t, err, context.DeadlineExceeded)
}

// The wall clock may run out before any code of the guest has run.
func TestNoTimeAtAll(t *testing.T) {
	sb := openText(t, "moody", Config{Limits: Limits{Wall: 1}})
	result, err := sb.Run(context.Background(), "echo")
	var limit *LimitError
	require.ErrorAs(t, err, &limit)
	require.Equal(t, LimitWall, limit.Limit)
	require.EqualValues(t, 1, limit.Max)
	require.Equal(t, int64(result.Usage.Wall), limit.Used)

	ctx, cancel := context.WithTimeout(context.Background(), 1)
	defer cancel()
	_, err = sb.Run(ctx, "echo")
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.False(t, errors.As(err, new(*LimitError)), "it was the caller's deadline: %v", err)
}

func TestRunsWaitForAPlace(t *testing.T) {
	sb := openText(t, "moody", Config{Concurrency: 1})
	held := hold{make(chan struct{}), make(chan struct{})}
	var first sync.WaitGroup
	first.Go(func() {
		_, err := sb.RunProgram(context.Background(), Program{Code: "echo", Stdout: held})
		assert.NoError(t, err)
	})
	<-held.written

	hurried, stop := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer stop()
	_, err := sb.Run(hurried, "echo")
	require.ErrorIs(t, err, context.DeadlineExceeded)

	close(held.release)
	first.Wait()
	_, err = sb.Run(context.Background(), "echo")
	require.NoError(t, err)
}

// hold is a writer that holds on to its run until it is released.
type hold struct{ written, release chan struct{} }

func (h hold) Write(b []byte) (int, error) {
	close(h.written)
	<-h.release
	return len(b), nil
}

func TestCloseRefusesAndWaits(t *testing.T) {
	sb, err := Open(context.Background(), Config{Component: assemble(t, "moody"), Concurrency: 2})
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	var runs sync.WaitGroup
	for range 5 {
		runs.Go(func() {
			_, err := sb.Run(ctx, "loop")
			assert.Error(t, err)
		})
	}
	closed := make(chan error)
	go func() { closed <- sb.Close() }()
	cancel()
	require.NoError(t, <-closed)
	runs.Wait()
	require.NoError(t, sb.Close())
	_, err = sb.Run(context.Background(), "echo")
	require.ErrorIs(t, err, ErrClosed)
}

func TestManyRunsAtATime(t *testing.T) {
	sb := openText(t, "moody", Config{Limits: Limits{Wall: 20 * time.Second}})
	var runs sync.WaitGroup
	for i := range 100 {
		runs.Go(func() {
			want := "echo " + strings.Repeat("x", i)
			for range 10 {
				result, err := sb.Run(context.Background(), want)
				assert.NoError(t, err)
				assert.Equal(t, want, result.Stdout)
			}
		})
	}
	runs.Wait()
}

func TestRunsLeaveNothingBehind(t *testing.T) {
	sb := openText(t, "moody", Config{Limits: Limits{Memory: 4 << 20}})
	// Not "deep": each thread that it runs on keeps the stack that it has used.
	codes := []string{"echo", "memory", "unreachable", "raise", "x"}
	some := func(n int) {
		for i := range n {
			_, _ = sb.Run(context.Background(), codes[i%len(codes)])
		}
	}
	some(300) // what is made once and kept
	goroutines, resident := runtime.NumGoroutine(), residentKiB(t)
	some(1000)
	requireSettled(t, goroutines, resident)
}

// requireSettled waits until there are no more goroutines than before, and then
// looks at the memory of the process.
func requireSettled(t *testing.T, goroutines int, resident int64) {
	t.Helper()
	requireNoMoreGoroutines(t, goroutines)
	require.LessOrEqual(t, residentKiB(t)-resident, int64(5<<10+slack), "KiB of resident memory more than before")
}

// requireNoMoreGoroutines waits until there are no more than before.
func requireNoMoreGoroutines(t *testing.T, before int) {
	t.Helper()
	// Eventually has a goroutine of its own.
	require.Eventually(t, func() bool { return runtime.NumGoroutine() <= before+1 }, time.Minute, 10*time.Millisecond)
}

// residentKiB is the resident memory of the process, without files that are
// mapped. Other systems than Linux do not tell it.
func residentKiB(t testing.TB) int64 {
	t.Helper()
	if runtime.GOOS != "linux" {
		return 0
	}
	debug.FreeOSMemory() // what the Go runtime keeps for later is not left behind
	status, err := os.ReadFile("/proc/self/status")
	require.NoError(t, err)
	for line := range strings.Lines(string(status)) {
		var n int64
		if _, err := fmt.Sscanf(line, "RssAnon: %d kB", &n); err == nil {
			return n
		}
	}
	t.Fatal("no RssAnon in /proc/self/status")
	return 0
}

// A guest that takes long to compile is given up at the limit; the rest is
// finished in the background.
func TestAGuestThatIsSlowToCompile(t *testing.T) {
	text := "(component (core module (func (param i32) (result i32) local.get 0 " +
		strings.Repeat("i32.const 3 i32.mul local.get 0 i32.div_s ", 20_000) + ")))"
	parse := exec.Command(needs.WasmTools(t), "parse", "-")
	parse.Stdin = strings.NewReader(text)
	component, err := parse.Output()
	require.NoError(t, err)
	_, err = Open(context.Background(), Config{Component: component, CacheDir: NoCache, LoadTimeout: 30 * time.Millisecond})
	var limit *LimitError
	require.ErrorAs(t, err, &limit)
	require.Equal(t, StepCompile, limit.Step)
}
