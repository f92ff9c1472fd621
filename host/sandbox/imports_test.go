package sandbox

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/bindings/runner"
	"github.com/vivarium-wasm/vivarium/bindings/wasi/io/poll"
	"github.com/vivarium-wasm/vivarium/host/cm"
	"github.com/vivarium-wasm/vivarium/host/sandbox/egress"
	"github.com/vivarium-wasm/vivarium/host/sandbox/workspace"
)

// bareRun is a run without a guest.
func bareRun(t *testing.T, cfg Config, p Program) *run {
	t.Helper()
	sb, err := configure(cfg)
	require.NoError(t, err)
	return newRun(sb, p, nil)
}

// every calls each function of the host once.
func every(ctx context.Context, i runner.Imports) map[string]error {
	errs := map[string]error{}
	note := func(name string, err error) { errs[name] = err }
	file, err := i.Files.Open(ctx, "f", runner.OpenFlagsRead|runner.OpenFlagsWrite|runner.OpenFlagsCreate)
	note("files.open", err)
	if err == nil {
		note("files.file.write", file.Write(ctx, []byte("text")))
		_, err = file.Seek(ctx, -2, runner.WhenceEnd)
		note("files.file.seek", err)
		_, err = file.Read(ctx, 10)
		note("files.file.read", err)
		note("files.file.set-size", file.SetSize(ctx, 3))
		_, err = file.Stat(ctx)
		note("files.file.stat", err)
	}
	note("files.make-directory", i.Files.MakeDirectory(ctx, "d"))
	note("files.rename", i.Files.Rename(ctx, "f", "d/f"))
	_, err = i.Files.Stat(ctx, "d/f")
	note("files.stat", err)
	_, err = i.Files.List(ctx, "d")
	note("files.list", err)
	note("files.remove", i.Files.Remove(ctx, "d/f"))
	note("console.write", i.Console.Write(ctx, runner.StreamStderr, []byte("x")))
	_, err = i.Context.Inputs(ctx)
	note("context.inputs", err)
	_, err = i.Context.Arguments(ctx)
	note("context.arguments", err)
	_, err = i.Context.Environment(ctx)
	note("context.environment", err)
	_, err = i.Context.ReadInput(ctx, 1)
	note("context.read-input", err)
	_, err = i.Context.Generation(ctx)
	note("context.generation", err)
	_, err = i.Tools.List(ctx)
	note("tools.list", err)
	_, err = i.Tools.Call(ctx, "none", "{}")
	note("tools.call", err)
	_, err = i.SafeHTTP.Fetch(ctx, runner.Request{Method: "GET", URL: "http://a/"})
	note("safe-http.fetch", err)
	_, err = i.WallClock.Now(ctx)
	note("wall-clock.now", err)
	_, err = i.WallClock.Resolution(ctx)
	note("wall-clock.resolution", err)
	_, err = i.MonotonicClock.Now(ctx)
	note("monotonic-clock.now", err)
	_, err = i.MonotonicClock.Resolution(ctx)
	note("monotonic-clock.resolution", err)
	timer, err := i.MonotonicClock.SubscribeInstant(ctx, 1)
	note("monotonic-clock.subscribe", err)
	if err == nil {
		_, err = timer.Ready(ctx)
		note("poll.ready", err)
		note("poll.block", timer.Block(ctx))
		_, err = i.Poll.Poll(ctx, []poll.Pollable{timer})
		note("poll.poll", err)
	}
	_, err = i.Random.GetRandomBytes(ctx, 8)
	note("random.get-random-bytes", err)
	_, err = i.Random.GetRandomU64(ctx)
	note("random.get-random-u64", err)
	return errs
}

func importsOf(r *run) runner.Imports {
	return (&seat{run: r}).imports(r.sandbox.clock, r.sandbox.random)
}

func TestEveryImportAnswers(t *testing.T) {
	r := bareRun(t, Config{}, Program{})
	for name, err := range every(context.Background(), importsOf(r)) {
		switch name {
		case "tools.call":
			require.Equal(t, runner.ToolErrorUnknown{}, err)
		case "safe-http.fetch":
			require.Equal(t, runner.HTTPErrorDenied{Value: "no rule allows GET http://a/"}, err)
		default:
			require.NoError(t, err, name)
		}
	}
}

func TestEnvironmentAndChance(t *testing.T) {
	ctx := context.Background()
	r := bareRun(t, Config{Environment: map[string]string{"B": "sandbox", "A": "1"}}, Program{Environment: map[string]string{"B": "program"}})
	pairs, err := importsOf(r).Context.Environment(ctx)
	require.NoError(t, err)
	require.Equal(t, []cm.Tuple2[string, string]{{F0: "A", F1: "1"}, {F0: "B", F1: "program"}}, pairs)

	_, err = importsOf(r).Random.GetRandomBytes(ctx, 1<<40)
	require.Error(t, err, "no guest makes the host hold a terabyte")
	_, err = importsOf(r).Poll.Poll(ctx, nil)
	require.Error(t, err, "a poll of nothing would wait for ever")

	ended, cancel := context.WithTimeout(ctx, 10*time.Millisecond)
	defer cancel()
	timer, err := importsOf(r).MonotonicClock.SubscribeDuration(ctx, uint64(time.Hour))
	require.NoError(t, err)
	require.ErrorIs(t, timer.Block(ended), context.DeadlineExceeded)
	_, err = importsOf(r).Poll.Poll(ended, []poll.Pollable{timer})
	require.ErrorIs(t, err, context.DeadlineExceeded)
}

func TestErrorsInTheContractsForm(t *testing.T) {
	for kind, want := range map[egress.Kind]error{
		egress.Denied:   runner.HTTPErrorDenied{Value: "why \ufffd"},
		egress.Timeout:  runner.HTTPErrorTimeout{},
		egress.TooLarge: runner.HTTPErrorTooLarge{Value: 7},
		egress.DNS:      runner.HTTPErrorDNS{},
		egress.Connect:  runner.HTTPErrorConnect{},
		egress.TLS:      runner.HTTPErrorTLS{},
		egress.Protocol: runner.HTTPErrorProtocol{Value: "why \ufffd"},
		egress.Budget:   runner.HTTPErrorBudget{},
	} {
		require.Equal(t, want, httpError(&egress.Error{Kind: kind, Reason: "why \xff", Limit: 7}))
	}
	for kind, want := range map[workspace.Kind]error{
		workspace.NotFound:        runner.FileErrorNotFound{},
		workspace.Exists:          runner.FileErrorExists{},
		workspace.Denied:          runner.FileErrorDenied{},
		workspace.IsDirectory:     runner.FileErrorIsDirectory{},
		workspace.NotDirectory:    runner.FileErrorNotDirectory{},
		workspace.NotEmpty:        runner.FileErrorNotEmpty{},
		workspace.InvalidPath:     runner.FileErrorInvalidPath{},
		workspace.InvalidArgument: runner.FileErrorInvalidArgument{},
		workspace.QuotaExceeded:   runner.FileErrorQuota{Value: 7},
	} {
		require.Equal(t, want, fileError(&workspace.Error{Kind: kind, Quota: 7}))
	}
	other := errors.New("other")
	require.Equal(t, other, httpError(other), "what is not an error of the contract ends the run")
	require.Equal(t, other, fileError(other))
	require.NoError(t, fileError(nil))
}
