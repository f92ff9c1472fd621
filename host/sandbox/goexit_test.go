package sandbox

import (
	"context"
	"encoding/json"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/sandbox/egress"
	"github.com/vivarium-wasm/vivarium/internal/needs"
)

// leaver is a writer and a reader that end their goroutine, as t.FailNow does.
type leaver struct{}

func (leaver) Write([]byte) (int, error) { runtime.Goexit(); return 0, nil }
func (leaver) Read([]byte) (int, error)  { runtime.Goexit(); return 0, nil }

// A function that the Go program gave to a run may end the goroutine that calls
// it. The run ends with it, and its place, instance and memory are free again.
func TestGoexitEndsTheRunAlone(t *testing.T) {
	onEachGuest(t, func(t *testing.T, guest string) {
		sb, err := Open(context.Background(), Config{
			Guest:       needs.Guest(t, guest),
			Concurrency: 1,
			HTTP: egress.Policy{
				Rules: []string{"GET http://a/"},
				Audit: func(egress.Event) { runtime.Goexit() },
			},
			Tools: []Tool{{Name: "leave", Call: func(context.Context, json.RawMessage) (any, error) {
				runtime.Goexit()
				return nil, nil
			}}},
		})
		require.NoError(t, err)
		run := func(p Program) (returned bool) {
			done := make(chan struct{})
			go func() {
				defer close(done)
				_, _ = sb.RunProgram(context.Background(), p)
				returned = true
			}()
			<-done
			return returned
		}
		goroutines := runtime.NumGoroutine()
		for range 20 {
			for _, p := range []Program{
				{Code: "tools.leave()"},
				{Code: "print(1)", Stdout: leaver{}},
				{Code: "safe_http_get('http://b/')"},
			} {
				require.False(t, run(p), "%s: Goexit goes on through the run", p.Code)
				result, err := sb.Run(context.Background(), "print('still here')")
				require.NoError(t, err)
				require.Equal(t, "still here\n", result.Stdout)
			}
		}
		requireNoMoreGoroutines(t, goroutines)
		require.NoError(t, sb.Close(), "an instance is open where this fails")
	})
}

// A reader is read on a goroutine of its own, which is the one that ends then,
// and on which a panic would end the process.
func TestReadersThatDoNotReturn(t *testing.T) {
	onEachGuest(t, func(t *testing.T, guest string) {
		sb := openPython(t, guest, Config{})
		for says, reader := range map[string]readerFunc{
			"runtime.Goexit":          leaver{}.Read,
			"the reader panicked: oh": func([]byte) (int, error) { panic("oh") },
			"out of range":            func(b []byte) (int, error) { return len(b) + 1, nil },
			"no data or error":        func([]byte) (int, error) { return 0, nil },
		} {
			_, err := sb.RunProgram(context.Background(), Program{Code: "input()", Stdin: reader})
			require.ErrorContains(t, err, "standard input")
			require.ErrorContains(t, err, says)
			require.Equal(t, "*sandbox.HostError", outcome(err))
		}
	})
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(b []byte) (int, error) { return f(b) }
