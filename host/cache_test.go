package host

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/value"
)

// cacheFiles gives the compiled code in a cache.
func cacheFiles(t *testing.T, dir string) []string {
	t.Helper()
	return entries(t, dir, "*.cwasm")
}

func entries(t *testing.T, dir, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, pattern))
	require.NoError(t, err)
	return files
}

// runCached loads and runs the echo component with a cache.
func runCached(t *testing.T, cfg Config) {
	t.Helper()
	e := newEngine(t, cfg)
	i := instantiate(t, prepare(t, NewLinker(e), load(t, e, assemble(t, "echo"))), InstanceConfig{})
	require.Equal(t, value.U32(5), call(t, i, values(value.U32(5)), "u32"))
}

func TestCache(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "cache")
	runCached(t, Config{CacheDir: dir})
	files := cacheFiles(t, dir)
	require.Len(t, files, 1)
	old := time.Unix(1_000_000_000, 0)
	require.NoError(t, os.Chtimes(files[0], old, old))

	runCached(t, Config{CacheDir: dir})
	info, err := os.Stat(files[0])
	require.NoError(t, err)
	require.Equal(t, old, info.ModTime(), "it was used, not made again")

	runCached(t, Config{CacheDir: dir, Fuel: true})
	require.Len(t, cacheFiles(t, dir), 2, "code that uses fuel is other code")
}

func TestDamagedEntriesAreMadeAgain(t *testing.T) {
	for name, damage := range map[string]func([]byte) []byte{
		"empty":     func([]byte) []byte { return nil },
		"cut short": func(b []byte) []byte { return b[:len(b)/2] },
		"one bit":   func(b []byte) []byte { b[len(b)/3] ^= 1; return b },
		"text":      func([]byte) []byte { return []byte("not machine code") },
	} {
		for _, kind := range []string{"*.cwasm", "*.facts"} {
			t.Run(name+kind[1:], func(t *testing.T) {
				dir := t.TempDir()
				require.NoError(t, os.Chmod(dir, 0o700))
				runCached(t, Config{CacheDir: dir})
				all := entries(t, dir, "*")
				require.Len(t, all, 2, "the code, and what is known of it")
				file := entries(t, dir, kind)[0]
				good, err := os.ReadFile(file)
				require.NoError(t, err)
				require.NoError(t, os.Remove(file)) // others may have it mapped
				require.NoError(t, os.WriteFile(file, damage(append([]byte(nil), good...)), 0o600))

				runCached(t, Config{CacheDir: dir})
				again, err := os.ReadFile(file)
				require.NoError(t, err)
				require.Len(t, again, len(good))
				require.Equal(t, all, entries(t, dir, "*"), "no temporary file is left")
			})
		}
	}
}

// An entry that is whole, but another module's, is compiled again too.
func TestAnEntryUnderAnothersNameIsCompiledAgain(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "cache")
	runCached(t, Config{CacheDir: dir})
	echo := cacheFiles(t, dir)[0]
	want, err := os.ReadFile(echo)
	require.NoError(t, err)
	e := newEngine(t, Config{CacheDir: dir})
	load(t, e, assembleText(t, `(component (core module (func (export "f"))))`))
	for _, other := range cacheFiles(t, dir) {
		if other == echo {
			continue
		}
		contents, err := os.ReadFile(other)
		require.NoError(t, err)
		require.NoError(t, os.Remove(echo)) // others may have it mapped
		require.NoError(t, os.WriteFile(echo, contents, 0o600))
		runCached(t, Config{CacheDir: dir})
		got, err := os.ReadFile(echo)
		require.NoError(t, err)
		require.Len(t, got, len(want))
	}
	require.Len(t, cacheFiles(t, dir), 2)
}

func TestCacheDirectoriesThatAreRefused(t *testing.T) {
	for _, mode := range []os.FileMode{0o770, 0o707, 0o777} {
		dir := filepath.Join(t.TempDir(), "cache")
		require.NoError(t, os.Mkdir(dir, 0o700))
		require.NoError(t, os.Chmod(dir, mode))
		_, err := NewEngine(Config{CacheDir: dir})
		var refused *CacheError
		require.ErrorAs(t, err, &refused)
		require.Contains(t, refused.Reason, "others can write to it")
	}
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	_, err := NewEngine(Config{CacheDir: file})
	require.Error(t, err)
}

func TestCacheThatCannotBeWritten(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "cache")
	e := newEngine(t, Config{CacheDir: dir})
	require.NoError(t, os.RemoveAll(dir))
	load(t, e, assemble(t, "shim"))
}

func TestWhatAKilledProcessLeftInTheCacheGoes(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "cache")
	require.NoError(t, os.Mkdir(dir, 0o700))
	left, atWork := filepath.Join(dir, ".new-1"), filepath.Join(dir, ".new-2")
	for _, path := range []string{left, atWork} {
		require.NoError(t, os.WriteFile(path, []byte("half"), 0o600))
	}
	old := time.Unix(1_000_000_000, 0)
	require.NoError(t, os.Chtimes(left, old, old))
	runCached(t, Config{CacheDir: dir})
	require.NoFileExists(t, left)
	require.FileExists(t, atWork)
}

// A default cache is done without where there can be none; one that is not safe
// is not.
func TestAnOptionalCache(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	runCached(t, Config{CacheDir: filepath.Join(file, "cache"), CacheOptional: true})
	_, err := NewEngine(Config{CacheDir: filepath.Join(file, "cache")})
	require.ErrorAs(t, err, new(*CacheError))

	shared := t.TempDir()
	require.NoError(t, os.Chmod(shared, 0o777))
	_, err = NewEngine(Config{CacheDir: shared, CacheOptional: true})
	require.ErrorAs(t, err, new(*CacheError))
}
