package sandbox

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host"
	"github.com/vivarium-wasm/vivarium/host/types"
)

func TestCallNames(t *testing.T) {
	for _, c := range []struct{ instance, name, want string }{
		{"vivarium:runner/console@0.1.0", "write", "console.write"},
		{"vivarium:runner/files@0.1.0", "[method]file.set-size", "files.file.set-size"},
		{"wasi:clocks/monotonic-clock@0.2.12", "now", "monotonic-clock.now"},
		{"wasi:http/types@0.2.0", "[constructor]fields", "types.fields"},
		{"wasi:http/types@0.2.0", "[static]fields.from-list", "types.fields.from-list"},
		{"own-name", "f", "own-name.f"},
		{"", "f", "f"},
	} {
		require.Equal(t, c.want, callName(host.ImportedFunc{Instance: c.instance, Name: c.name}))
	}
}

// TestCallsAreCounted has every call in Usage, and none that was not made.
func TestCallsAreCounted(t *testing.T) {
	sb := openText(t, "moody", Config{})
	result, err := sb.Run(context.Background(), "echo")
	require.NoError(t, err)
	require.Equal(t, map[string]int64{"console.write": 1, "context.generation": 1}, result.Usage.HostCalls)
	result, err = sb.Run(context.Background(), "")
	require.NoError(t, err)
	require.Equal(t, map[string]int64{"context.generation": 1}, result.Usage.HostCalls)
}

// TestEveryFunctionIsCounted looks at all that the interpreter imports.
func TestEveryFunctionIsCounted(t *testing.T) {
	onEachGuest(t, func(t *testing.T, guest string) {
		sb := openPython(t, guest, Config{})
		var imported []string
		for _, im := range sb.world.component.Type().Imports {
			instance, ok := im.Type.(*types.Instance)
			if !ok {
				continue // a type
			}
			for _, e := range instance.Exports {
				if _, ok := e.Type.(*types.Func); ok {
					imported = append(imported, callName(host.ImportedFunc{Instance: im.Name, Name: e.Name}))
				}
			}
		}
		require.NotEmpty(t, imported)
		require.Subset(t, imported, sb.world.calls.names)
		for _, name := range []string{"console.write", "files.open", "files.file.read", "safe-http.fetch", "tools.call", "context.generation"} {
			require.Contains(t, sb.world.calls.names, name, strings.Join(sb.world.calls.names, " "))
		}
	})
}
