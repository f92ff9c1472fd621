package host

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/internal/code"
	"github.com/vivarium-wasm/vivarium/host/types"
	"github.com/vivarium-wasm/vivarium/host/value"
)

// prepareStateful links a component of stateful on an engine of its own, as another
// process would.
func prepareStateful(t *testing.T, cfg Config, text string) *Prepared {
	t.Helper()
	e := newEngine(t, cfg)
	l := NewLinker(e)
	l.Func("seen", &types.Func{Params: params("v", types.U32)}, func(c *Call) {})
	return prepare(t, l, load(t, e, assembleText(t, text)))
}

// keep keeps the state after set(1000) under the key "key".
func keep(t *testing.T, p *Prepared) {
	t.Helper()
	i := instantiate(t, p, InstanceConfig{})
	call(t, i, values(value.U32(1000)), "set")
	call(t, i, nil, "grow")
	snapshot, err := i.Snapshot(context.Background())
	require.NoError(t, err)
	require.NoError(t, snapshot.Keep("key", []byte("note")))
	require.NoError(t, snapshot.Close())
	require.ErrorIs(t, snapshot.Keep("key", nil), ErrClosed)
}

// kept gives the snapshot that keep kept.
func kept(t *testing.T, p *Prepared) *Snapshot {
	t.Helper()
	snapshot, note, err := p.Kept(context.Background(), "key")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, snapshot.Close()) })
	require.Equal(t, "note", string(note))
	return snapshot
}

func TestSnapshotsAreKept(t *testing.T) {
	for name, text := range map[string]string{
		"little data": stateful("A", ""),
		"much data":   stateful("A"+strings.Repeat("x", code.MinImageData), ""),
	} {
		t.Run(name, func(t *testing.T) {
			cfg := Config{CacheDir: filepath.Join(t.TempDir(), "cache")}
			keep(t, prepareStateful(t, cfg, text))
			p := prepareStateful(t, cfg, text)
			snapshot := kept(t, p)
			require.EqualValues(t, 5<<16, snapshot.Size())
			// The instance goes on where the one in the other process was, and is given
			// that state back.
			i := instantiate(t, p, InstanceConfig{Snapshot: snapshot})
			for range 3 {
				require.Equal(t, value.U32(5), call(t, i, nil, "size"))
				require.Equal(t, value.U32(2000+'A'), call(t, i, nil, "get"))
				call(t, i, values(value.U32(3)), "set")
				require.Equal(t, value.U32(5), call(t, i, nil, "grow"))
				require.Equal(t, value.U32(6+'A'), call(t, i, nil, "get"))
				if Restores() == RestoreNone {
					break
				}
				restore(t, i)
			}
			other := instantiate(t, p, InstanceConfig{Snapshot: snapshot})
			require.Equal(t, value.U32(2000+'A'), call(t, other, nil, "get"), "what one writes is its own")

			// The file may go while it is in use.
			for _, file := range entries(t, cfg.CacheDir, "*") {
				require.NoError(t, os.Remove(file))
			}
			late := instantiate(t, p, InstanceConfig{Snapshot: snapshot})
			require.Equal(t, value.U32(2000+'A'), call(t, late, nil, "get"))
		})
	}
}

// Each way is that of the system, or less.
func TestKeptSnapshotsAreRestoredInEachWay(t *testing.T) {
	cfg := Config{CacheDir: filepath.Join(t.TempDir(), "cache")}
	keep(t, prepareStateful(t, cfg, stateful("A", "")))
	eachRestoreWay(t, func(t *testing.T) {
		p := prepareStateful(t, cfg, stateful("A", ""))
		i := instantiate(t, p, InstanceConfig{Snapshot: kept(t, p)})
		for range 3 {
			require.Equal(t, value.U32(2000+'A'), call(t, i, nil, "get"))
			call(t, i, values(value.U32(3)), "set")
			restore(t, i)
		}
	})
}

func TestASnapshotIsKeptForWhatItIsOf(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "cache")
	text := stateful("A", "")
	keep(t, prepareStateful(t, Config{CacheDir: dir}, text))
	for name, p := range map[string]*Prepared{
		"another component": prepareStateful(t, Config{CacheDir: dir}, stateful("B", "")),
		"only its outside":  prepareStateful(t, Config{CacheDir: dir}, strings.Replace(text, `(func (export "size") (result u32)`, `(func (export "size-of") (result u32)`, 1)),
		"another engine":    prepareStateful(t, Config{CacheDir: dir, Fuel: true}, text),
		"another directory": prepareStateful(t, Config{CacheDir: filepath.Join(t.TempDir(), "cache")}, text),
		"no cache":          prepareStateful(t, Config{}, text),
	} {
		_, _, err := p.Kept(context.Background(), "key")
		require.ErrorIs(t, err, fs.ErrNotExist, name)
	}
	p := prepareStateful(t, Config{CacheDir: dir}, text)
	_, _, err := p.Kept(context.Background(), "another key")
	require.ErrorIs(t, err, fs.ErrNotExist)
	kept(t, p)
	keep(t, prepareStateful(t, Config{}, text)) // keeps nothing
	require.NoError(t, p.Close())
	_, _, err = p.Kept(context.Background(), "key")
	require.ErrorIs(t, err, ErrClosed)
}

func TestDamagedSnapshotsAreNotTaken(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "cache")
	p := prepareStateful(t, Config{CacheDir: dir}, stateful("A", ""))
	for name, damage := range map[string]func([]byte) []byte{
		"empty":               func([]byte) []byte { return nil },
		"cut short":           func(b []byte) []byte { return b[:len(b)/2] },
		"longer":              func(b []byte) []byte { return append(b, 0) },
		"a bit of the memory": func(b []byte) []byte { b[0] ^= 1; return b },
		"a hole that is none": func(b []byte) []byte { b[2<<16] ^= 1; return b },
		"a bit of the end":    func(b []byte) []byte { b[len(b)-30] ^= 1; return b },
	} {
		t.Run(name, func(t *testing.T) {
			keep(t, p)
			file := entries(t, dir, "*.image")[0]
			good, err := os.ReadFile(file)
			require.NoError(t, err)
			require.NoError(t, os.Remove(file)) // others may have it mapped
			require.NoError(t, os.WriteFile(file, damage(good), 0o600))
			_, _, err = p.Kept(context.Background(), "key")
			require.Error(t, err)
			require.NoFileExists(t, file)
		})
	}
	keep(t, p)
	require.NoError(t, os.Chmod(entries(t, dir, "*.image")[0], 0o666))
	_, _, err := p.Kept(context.Background(), "key")
	require.Error(t, err, "others could have written it")
	require.Empty(t, entries(t, dir, "*.image"))
}
