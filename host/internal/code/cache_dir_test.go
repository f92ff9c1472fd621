package code

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/internal/engine"
	"github.com/vivarium-wasm/vivarium/host/internal/wasm"
)

func TestWhoMayOwnAndWriteToACache(t *testing.T) {
	const me, other, root = 1000, 1001, 0
	for _, c := range []struct {
		what  string
		place place
		user  int
		own   bool
		says  string
	}{
		{"a cache of one's own", place{"/c", fs.ModeDir | 0o700, me, me}, me, true, ""},
		{"that others can read", place{"/c", fs.ModeDir | 0o755, me, me}, me, true, ""},
		{"that one's own group can write to", place{"/c", fs.ModeDir | 0o770, me, me}, me, true, "others can write"},
		{"that all can write to", place{"/c", fs.ModeDir | 0o707, me, me}, me, true, "others can write"},
		{"that is sticky", place{"/c", fs.ModeDir | fs.ModeSticky | 0o777, me, me}, me, true, "others can write"},
		{"of root", place{"/c", fs.ModeDir | 0o755, root, root}, me, true, "belongs to user 0"},
		{"of another", place{"/c", fs.ModeDir | 0o700, other, other}, me, true, "belongs to user 1001"},
		{"of another than root", place{"/c", fs.ModeDir | 0o700, me, me}, root, true, "belongs to user 1000"},
		{"a file", place{"/c", 0o600, me, me}, me, true, "not a directory"},
		{"a link", place{"/c", fs.ModeSymlink | 0o777, me, me}, me, true, "not a directory"},

		{"below root's", place{"/c", fs.ModeDir | 0o755, root, root}, me, false, ""},
		{"below another's", place{"/c", fs.ModeDir | 0o755, other, other}, me, false, "belongs to user 1001"},
		{"below what all can write to", place{"/c", fs.ModeDir | 0o777, root, root}, me, false, "others can write"},
		{"below a sticky one", place{"/c", fs.ModeDir | fs.ModeSticky | 0o777, root, root}, me, false, ""},
		{"below another's sticky one", place{"/c", fs.ModeDir | fs.ModeSticky | 0o777, other, other}, me, false, "belongs to user 1001"},
		{"below what one's own group can write to", place{"/c", fs.ModeDir | 0o775, me, me}, me, false, ""},
		{"below what a shared group can write to", place{"/c", fs.ModeDir | 0o775, me, 50}, me, false, "others can write"},
		{"below what root's group can write to", place{"/c", fs.ModeDir | 0o775, root, root}, root, false, "others can write"},
	} {
		reason, hint := c.place.unsafe(c.user, c.own)
		if c.says == "" {
			require.Empty(t, reason, c.what)
			continue
		}
		require.Contains(t, reason, c.says, c.what)
		require.NotEmpty(t, hint, c.what)
	}
	_, hint := place{"/it's", fs.ModeDir | 0o777, me, me}.unsafe(me, true)
	require.Contains(t, hint, `chmod go-w '/it'\''s'`)
}

func TestACacheIsMadeAndFound(t *testing.T) {
	base, err := filepath.EvalSymlinks(t.TempDir())
	require.NoError(t, err)
	for range 2 { // made, then found
		dir, err := cacheDir(filepath.Join(base, "a", "b"))
		require.NoError(t, err)
		require.Equal(t, filepath.Join(base, "a", "b"), dir)
		info, err := os.Stat(dir)
		require.NoError(t, err)
		require.Equal(t, fs.FileMode(0o700), info.Mode().Perm())
	}

	// Links are followed once: what they lead to later is not looked at.
	require.NoError(t, os.Symlink(filepath.Join(base, "a"), filepath.Join(base, "link")))
	dir, err := cacheDir(filepath.Join(base, "link", "c"))
	require.NoError(t, err)
	require.Equal(t, filepath.Join(base, "a", "c"), dir)

	t.Chdir(base)
	dir, err = cacheDir("relative")
	require.NoError(t, err)
	require.Equal(t, filepath.Join(base, "relative"), dir)
}

func TestACacheBelowWhatOthersCanWriteTo(t *testing.T) {
	base := t.TempDir()
	shared := filepath.Join(base, "shared")
	require.NoError(t, os.Mkdir(shared, 0o700))
	require.NoError(t, os.Chmod(shared, 0o777))
	require.NoError(t, os.Symlink(shared, filepath.Join(base, "link")))
	for _, dir := range []string{filepath.Join(shared, "cache"), filepath.Join(shared, "a", "b"), filepath.Join(base, "link", "cache")} {
		_, err := cacheDir(dir)
		var refused *CacheError
		require.ErrorAs(t, err, &refused)
		require.Equal(t, dir, refused.Dir)
		require.Contains(t, refused.Reason, "shared: others can write to it")
		require.Contains(t, refused.Hint, "chmod go-w ")
		require.NoError(t, refused.Err, "it is there, and not safe")
	}
	left, err := os.ReadDir(shared)
	require.NoError(t, err)
	require.Empty(t, left, "nothing is made where it is not safe")

	// A directory of the user's own in it does not help: it can be replaced.
	require.NoError(t, os.Mkdir(filepath.Join(shared, "cache"), 0o700))
	_, err = cacheDir(filepath.Join(shared, "cache"))
	require.ErrorAs(t, err, new(*CacheError))

	// As in /tmp it cannot.
	require.NoError(t, os.Chmod(shared, 0o777|os.ModeSticky))
	_, err = cacheDir(filepath.Join(shared, "cache"))
	require.NoError(t, err)
}

func TestCachesThatCannotBeMade(t *testing.T) {
	base := t.TempDir()
	file := filepath.Join(base, "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	dangling, loop := filepath.Join(base, "dangling"), filepath.Join(base, "loop")
	require.NoError(t, os.Symlink(filepath.Join(base, "nowhere"), dangling))
	require.NoError(t, os.Symlink(loop, loop))
	for dir, system := range map[string]error{
		filepath.Join(file, "cache"):    syscall.ENOTDIR,
		dangling:                        fs.ErrNotExist,
		filepath.Join(dangling, "c"):    fs.ErrNotExist,
		loop:                            nil, // package filepath's own words
		filepath.Join(base, "a\x00b"):   nil,
		filepath.Join(base, tooLong(t)): syscall.ENAMETOOLONG,
	} {
		_, err := cacheDir(dir)
		var refused *CacheError
		require.ErrorAs(t, err, &refused, "%q", dir)
		require.Error(t, refused.Err)
		require.Contains(t, refused.Reason, "cannot be made")
		if system != nil {
			require.ErrorIs(t, err, system)
		}
	}
}

func tooLong(t *testing.T) string {
	t.Helper()
	name := make([]byte, 300)
	for i := range name {
		name[i] = 'a'
	}
	return string(name)
}

func TestEntriesThatOthersMayHaveMadeAreMadeAgain(t *testing.T) {
	for name, plant := range map[string]func(t *testing.T, file string){
		"others can write to it": func(t *testing.T, file string) { require.NoError(t, os.Chmod(file, 0o666)) },
		"a link": func(t *testing.T, file string) {
			elsewhere := filepath.Join(t.TempDir(), "planted")
			require.NoError(t, os.Rename(file, elsewhere))
			require.NoError(t, os.Symlink(elsewhere, file))
		},
		"a directory": func(t *testing.T, file string) {
			require.NoError(t, os.Remove(file))
			require.NoError(t, os.Mkdir(file, 0o700))
		},
		"a pipe": func(t *testing.T, file string) {
			require.NoError(t, os.Remove(file))
			require.NoError(t, syscall.Mkfifo(file, 0o600))
		},
		"another's": func(t *testing.T, file string) {
			if err := os.Chown(file, 12345, -1); errors.Is(err, fs.ErrPermission) {
				// Only root can give files away. Who is not has the other cases.
				require.NoError(t, os.Chmod(file, 0o622))
			} else {
				require.NoError(t, err)
			}
		},
	} {
		for _, kind := range []string{codeSuffix, factsSuffix} {
			t.Run(name+kind, func(t *testing.T) {
				dir := filepath.Join(t.TempDir(), "cache")
				compileCached(t, dir)
				all := cached(t, dir)
				require.Len(t, all, 2)
				file := all[slices.IndexFunc(all, func(f string) bool { return filepath.Ext(f) == kind })]
				plant(t, file)
				require.ErrorIs(t, checkEntry(file), errForeign)

				compileCached(t, dir)
				require.Equal(t, all, cached(t, dir))
				require.NoError(t, checkEntry(file))
			})
		}
	}
}

// compileCached compiles a module with a cache.
func compileCached(t *testing.T, dir string) {
	t.Helper()
	core, err := engine.New(engine.Config{})
	require.NoError(t, err)
	defer func() { require.NoError(t, core.Close()) }()
	c, err := NewCompiler(core, dir)
	require.NoError(t, err)
	o, err := wasm.ReadOutline([]byte("\x00asm\x01\x00\x00\x00"))
	require.NoError(t, err)
	empty, err := c.Read(o)
	require.NoError(t, err)
	m, err := c.Compile(context.Background(), empty)
	require.NoError(t, err)
	m.Close()
}

func cached(t *testing.T, dir string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	require.NoError(t, err)
	return files
}
