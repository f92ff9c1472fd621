package sandbox

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host"
)

func TestADefaultCacheIsDoneWithoutWhereItCannotBeMade(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	component := assemble(t, "moody")
	for what, set := range map[string]func(t *testing.T){
		"no home": func(t *testing.T) {
			t.Setenv("HOME", "")
			t.Setenv("XDG_CACHE_HOME", "")
		},
		"a home that nothing can be made in": func(t *testing.T) {
			t.Setenv("HOME", file)
			t.Setenv("XDG_CACHE_HOME", "")
		},
		"a cache that is a file": func(t *testing.T) { t.Setenv("XDG_CACHE_HOME", file) },
	} {
		t.Run(what, func(t *testing.T) {
			set(t)
			sb := open(t, Config{Component: component})
			startup := sb.Startup()
			require.Empty(t, startup.CacheDir)
			require.Error(t, startup.NoCache, "the cost of every start is told")
			require.Positive(t, startup.Compile)
			result, err := sb.Run(context.Background(), "echo")
			require.NoError(t, err)
			require.Equal(t, "echo", result.Stdout)
			require.NoError(t, CheckGuest(context.Background(), "moody", component))
		})
	}
}

func TestStartupTellsOfTheCache(t *testing.T) {
	component := assemble(t, "moody")
	dir := filepath.Join(t.TempDir(), "compiled")
	startup := open(t, Config{Component: component, CacheDir: dir}).Startup()
	require.Equal(t, dir, startup.CacheDir)
	require.NoError(t, startup.NoCache)

	startup = open(t, Config{Component: component, CacheDir: NoCache}).Startup()
	require.Empty(t, startup.CacheDir)
	require.NoError(t, startup.NoCache, "nobody wanted one")
}

// A directory that was fine when it was looked at may be full, or gone.
func TestStartupTellsOfACacheThatCannotBeWrittenTo(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "compiled")
	engine, err := host.NewEngine(host.Config{CacheDir: dir})
	require.NoError(t, err)
	defer engine.Close()
	require.NoError(t, os.Remove(dir))
	component, err := engine.Load(context.Background(), assemble(t, "moody"))
	require.NoError(t, err)
	defer component.Close()
	kept, err := engine.Cache()
	require.Equal(t, dir, kept)
	require.ErrorIs(t, err, fs.ErrNotExist)
}

func TestACacheThatWasChosenMustBeThere(t *testing.T) {
	base := t.TempDir()
	file, shared := filepath.Join(base, "file"), filepath.Join(base, "shared")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	require.NoError(t, os.Mkdir(shared, 0o700))
	require.NoError(t, os.Chmod(shared, 0o777))
	component := assemble(t, "moody")
	for dir, says := range map[string]string{
		file:                              "is not a directory",
		filepath.Join(file, "cache"):      "cannot be made",
		shared:                            "others can write to it",
		filepath.Join(shared, "in", "it"): "chmod go-w",
	} {
		_, err := Open(context.Background(), Config{Component: component, CacheDir: dir})
		var config *ConfigError
		require.ErrorAs(t, err, &config, dir)
		require.Equal(t, "CacheDir", config.Field)
		require.Contains(t, config.Message, dir)
		require.Contains(t, config.Message, says)
		require.ErrorAs(t, err, new(*host.CacheError))
		require.False(t, errors.As(err, new(*GuestError)), "the guest has no part in it")
	}
	require.NoDirExists(t, filepath.Join(shared, "in"))

	// A default one that others can write to is refused as well: it would be
	// executed, and is a sign that something is wrong.
	t.Setenv("XDG_CACHE_HOME", shared)
	_, err := Open(context.Background(), Config{Component: component})
	require.ErrorAs(t, err, new(*host.CacheError))
}
