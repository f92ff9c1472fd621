package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/vivarium-wasm/vivarium/host"
	"github.com/vivarium-wasm/vivarium/host/sandbox/egress"
)

// A failure of the Go program's own functions is told as such, not as a guest that
// broke.
func TestHostErrors(t *testing.T) {
	onEachGuest(t, func(t *testing.T, guest string) {
		panicking := func(context.Context, json.RawMessage) (any, error) { panic("oh") }
		cfg := Config{Tools: []Tool{{Name: "explode", Call: panicking}}}
		cfg.HTTP.Audit = func(egress.Event) { panic(errBroken) }
		sb := openPython(t, guest, cfg)
		for _, c := range []struct {
			program Program
			where   string
			value   any
		}{
			{Program{Code: "try: tools.explode()\nexcept BaseException: pass"}, `tool "explode"`, "oh"},
			{Program{Code: "safe_http_get('http://a/')"}, "safe-http.fetch", errBroken},
			{Program{Code: "print(1)", Stdout: brokenPipe{}}, "console.write", nil},
			{Program{Code: "input()", Stdin: readerFunc(func([]byte) (int, error) { return 0, errBroken })}, "context.read-input", nil},
		} {
			_, err := sb.RunProgram(context.Background(), c.program)
			var failure *HostError
			require.ErrorAs(t, err, &failure, c.where)
			require.Equal(t, c.where, failure.Where)
			require.False(t, errors.As(err, new(*host.Trap)), "the guest did not break: %v", err)
			var panicked *host.PanicError
			require.Equal(t, c.value != nil, errors.As(err, &panicked))
			if c.value != nil {
				require.Equal(t, c.value, panicked.Value)
				require.Contains(t, string(panicked.Stack), "hosterror_test.go")
			} else {
				require.ErrorIs(t, err, errBroken)
			}
			_, err = sb.Run(context.Background(), "1")
			require.NoError(t, err)
		}
	})
}

const addressesVariable = "SANDBOX_TEST_ADDRESSES"

// A system that has no addresses for a memory is told as such.
func TestNoAddresses(t *testing.T) {
	if os.Getenv(addressesVariable) == "" {
		cmd := exec.Command(os.Args[0], "-test.run", "^"+t.Name()+"$", "-test.v")
		cmd.Env = append(os.Environ(), addressesVariable+"=1")
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, "%s", out)
		require.Contains(t, string(out), "--- PASS: "+t.Name())
		return
	}
	component := assemble(t, "moody")
	leave := func(room int64) {
		most := uint64(status(t, "VmSize") + room)
		require.NoError(t, unix.Setrlimit(unix.RLIMIT_AS, &unix.Rlimit{Cur: most, Max: unix.RLIM_INFINITY}))
	}
	requireTold := func(err error, says string) {
		var failure *HostError
		require.ErrorAs(t, err, &failure)
		require.Equal(t, startingGuest, failure.Where)
		require.ErrorContains(t, err, says)
	}
	leave(2 << 30) // a memory reserves 4 GiB
	_, err := Open(context.Background(), Config{Component: component, CacheDir: NoCache})
	requireTold(err, "ulimit -v")

	leave(64 << 30)
	sb, err := Open(context.Background(), Config{Component: component, CacheDir: NoCache, Concurrency: 2})
	require.NoError(t, err)
	held := hold{make(chan struct{}), make(chan struct{})}
	var first sync.WaitGroup
	first.Go(func() {
		_, err := sb.RunProgram(context.Background(), Program{Code: "echo", Stdout: held})
		assert.NoError(t, err)
	})
	<-held.written
	leave(1 << 30)
	_, err = sb.Run(context.Background(), "echo")
	requireTold(err, "ulimit -v")
	close(held.release)
	first.Wait()
	require.NoError(t, sb.Close())
}
