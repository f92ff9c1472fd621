package sandbox

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/sandbox/egress"
)

func TestNarrow(t *testing.T) {
	onEachGuest(t, func(t *testing.T, guest string) {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprint(w, r.Header.Get("Authorization"))
		}))
		defer server.Close()
		cfg := Config{
			Limits: Limits{Wall: 10 * time.Second, Output: 1000, HostCalls: Unlimited},
			Tools:  []Tool{{Name: "first", Call: nothing}, {Name: "second", Call: nothing}},
			Files:  map[string][]byte{"f": []byte("given")},
		}
		cfg.HTTP.Rules = []string{"GET " + server.URL + "/*"}
		cfg.HTTP.Secrets = []egress.Secret{{Name: "key", Value: "host", Origin: server.URL}}
		sb := openPython(t, guest, cfg)
		tenants := map[string]*Sandbox{}
		for _, name := range []string{"ann", "bob"} {
			tenant, err := sb.Narrow(Scope{
				Limits:  Limits{Wall: 100 * time.Millisecond, Output: 10, HTTPRequests: 2, Memory: withRoom(t, guest, 15<<20)},
				Rules:   []string{"GET " + server.URL + "/" + name + "/*"},
				Secrets: []egress.Secret{{Name: "key", Value: name + "1", Origin: server.URL}},
				Tools:   []string{"second"},
			})
			require.NoError(t, err)
			tenants[name] = tenant
			require.Same(t, sb.image, tenant.image)
		}
		get := func(path string) string {
			return "safe_http.get('" + server.URL + path + "', headers={'Authorization': '{{secret:key}}'}).text"
		}
		for _, c := range []struct{ who, code, repr, ends string }{
			{"", get("/ann/x"), "'host'", "ok"},
			{"ann", get("/ann/x"), "'ann1'", "ok"},
			{"bob", get("/bob/x"), "'bob1'", "ok"},
			{"bob", get("/ann/x"), "", "exception PermissionError"},
			{"ann", "for i in range(3):\n  safe_http_get('" + server.URL + "/ann/')", "", "exception PermissionError"},
			{"", "[t.name for t in tools.list()]", "['first', 'second']", "ok"},
			{"ann", "[t.name for t in tools.list()]", "['second']", "ok"},
			{"ann", "tools.first()", "", "exception AttributeError"},
			{"ann", "open('f').read()", "'given'", "ok"},
			{"ann", "print('x' * 11)", "", "limit output"},
			{"", "print('x' * 11)", "", "ok"},
			{"ann", "while True: pass", "", "limit timeout"},
			{"ann", "a = bytes(17 << 20)", "", "limit memory"},
			{"", "len(bytes(17 << 20))", "17825792", "ok"},
		} {
			runner := sb
			if c.who != "" {
				runner = tenants[c.who]
			}
			result, err := runner.Run(context.Background(), c.code)
			require.Equal(t, c.ends, outcome(err), "%s: %v", c.code, err)
			if c.repr != "" {
				require.Equal(t, c.repr, result.Value.Repr)
			}
		}
		require.NoError(t, tenants["ann"].Close(), "it is the sandbox's to close")
		_, err := tenants["ann"].Run(context.Background(), "1")
		require.NoError(t, err)

		narrower, err := tenants["ann"].Narrow(Scope{Tools: []string{}, Rules: []string{}})
		require.NoError(t, err)
		result, err := narrower.Run(context.Background(), "tools.list()")
		require.NoError(t, err)
		require.Equal(t, "[]", result.Value.Repr)
		_, err = narrower.Run(context.Background(), get("/ann/x"))
		require.Equal(t, "exception PermissionError", outcome(err))
	})
}

func TestNarrowIsNeverWider(t *testing.T) {
	cfg := Config{Limits: Limits{Wall: time.Second, Fuel: 1000}, Files: map[string][]byte{"f": make([]byte, 5000)}}
	cfg.HTTP.Rules = []string{"GET http://a/"}
	sb := openText(t, "moody", cfg)
	for _, c := range []struct {
		field, says string
		scope       Scope
	}{
		{"Scope.Limits.Wall", "2s is more than the 1s of the sandbox", Scope{Limits: Limits{Wall: 2 * time.Second}}},
		{"Scope.Limits.Wall", "no limit is more than the 1s of the sandbox", Scope{Limits: Limits{Wall: Unlimited}}},
		{"Scope.Limits.Memory", "67108865 is more than the 67108864 of the sandbox", Scope{Limits: Limits{Memory: 64<<20 + 1}}},
		{"Scope.Limits.Memory", "give it at least 1 MiB", Scope{Limits: Limits{Memory: 1000}}},
		{"Scope.Limits.Fuel", "1001 is more", Scope{Limits: Limits{Fuel: 1001}}},
		{"Scope.Limits.Handles", "-7 is less than zero", Scope{Limits: Limits{Handles: -7}}},
		{"Scope.Limits.Files", "the files of the sandbox do not fit", Scope{Limits: Limits{Files: 4000}}},
		{`Scope.Tools["x"]`, "no tool of this name", Scope{Tools: []string{"x"}}},
	} {
		_, err := sb.Narrow(c.scope)
		var bad *ConfigError
		require.ErrorAs(t, err, &bad, c.field)
		require.Equal(t, c.field, bad.Field)
		require.ErrorContains(t, err, c.says)
	}
	for _, scope := range []Scope{{Rules: []string{"x"}}, {Secrets: []egress.Secret{{Name: "x", Value: "y", Origin: "http://a"}}}} {
		_, err := sb.Narrow(scope)
		require.ErrorAs(t, err, new(*PolicyError))
	}
	_, err := openText(t, "moody", Config{}).Narrow(Scope{Limits: Limits{Fuel: 5}})
	require.ErrorContains(t, err, "the sandbox does not count fuel")

	fuel, err := sb.Narrow(Scope{Limits: Limits{Fuel: 100}})
	require.NoError(t, err)
	_, err = fuel.Run(context.Background(), "loop")
	var limit *LimitError
	require.ErrorAs(t, err, &limit)
	require.Equal(t, LimitFuel, limit.Limit)
	require.EqualValues(t, 100, limit.Max)
}

// All that are narrowed from a sandbox take turns with it, and a caller may
// refuse to wait for one.
func TestTurns(t *testing.T) {
	sb := openText(t, "moody", Config{Concurrency: 1})
	narrow, err := sb.Narrow(Scope{})
	require.NoError(t, err)
	held := hold{make(chan struct{}), make(chan struct{})}
	var first, second sync.WaitGroup
	first.Go(func() {
		result, err := sb.RunProgram(context.Background(), Program{Code: "echo", Stdout: held, NoWait: true})
		assert.NoError(t, err)
		assert.Zero(t, result.Usage.Wait)
	})
	<-held.written

	result, err := narrow.RunProgram(context.Background(), Program{Code: "echo", NoWait: true})
	var busy *BusyError
	require.ErrorAs(t, err, &busy)
	require.Equal(t, 1, busy.Turns)
	require.EqualError(t, err, "sandbox: run: busy: all 1 turns are taken; try again later, or raise Config.Concurrency")
	require.Zero(t, result.Usage)

	began := time.Now()
	second.Go(func() {
		result, err := narrow.Run(context.Background(), "echo")
		assert.NoError(t, err)
		assert.Positive(t, result.Usage.Wait)
		assert.LessOrEqual(t, result.Usage.Wait+result.Usage.Wall, time.Since(began))
	})
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
	defer cancel()
	result, err = narrow.Run(ctx, "echo")
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.Positive(t, result.Usage.Wait)
	close(held.release)
	first.Wait()
	second.Wait()
}
