package sandbox

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// images are the images that are kept in a cache.
func images(t *testing.T, dir string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.image"))
	require.NoError(t, err)
	return files
}

// compiled is a cache with the compiled code of a guest, and without its image.
func compiled(t *testing.T, guest string) string {
	t.Helper()
	openPython(t, guest, Config{})
	dir := filepath.Join(t.TempDir(), "compiled")
	require.NoError(t, os.Mkdir(dir, 0o700))
	for _, suffix := range []string{"*.cwasm", "*.facts"} {
		files, err := filepath.Glob(filepath.Join(DefaultCacheDir(), suffix))
		require.NoError(t, err)
		for _, file := range files {
			if os.Link(file, filepath.Join(dir, filepath.Base(file))) != nil {
				// Of another file system: the test compiles the guest.
				return dir
			}
		}
	}
	return dir
}

const timeAndChance = `import random, time
print(random.random(), time.monotonic() if hasattr(time, 'monotonic') else time.ticks_us() / 1e6)`

// The second Open starts from the image of the first one, and what a program sees is
// the same, but for chance; monotonic time goes on.
func TestTheWarmImageIsKept(t *testing.T) {
	onEachGuest(t, func(t *testing.T, guest string) {
		dir := compiled(t, guest)
		var random []string
		var needs uint64
		for n := range 3 {
			sb := openPython(t, guest, Config{CacheDir: dir})
			require.Len(t, images(t, dir), 1)
			if n == 0 {
				needs = sb.needs
				old := time.Unix(1_000_000_000, 0)
				require.NoError(t, os.Chtimes(images(t, dir)[0], old, old))
			}
			require.Equal(t, needs, sb.needs)
			for range 2 {
				result, err := sb.Run(context.Background(), timeAndChance)
				require.NoError(t, err)
				fields := strings.Fields(result.Stdout)
				require.NotContains(t, random, fields[0])
				random = append(random, fields[0])
				now, err := strconv.ParseFloat(fields[1], 64)
				require.NoError(t, err)
				require.Positive(t, now)
			}
			require.NoError(t, sb.Close())
			info, err := os.Stat(images(t, dir)[0])
			require.NoError(t, err)
			require.Equal(t, 2001, info.ModTime().UTC().Year(), "it was taken, not made again")
		}

		// One that is damaged is made again.
		file := images(t, dir)[0]
		contents, err := os.ReadFile(file)
		require.NoError(t, err)
		contents[len(contents)/2] ^= 1
		require.NoError(t, os.Remove(file))
		require.NoError(t, os.WriteFile(file, contents, 0o600))
		sb := openPython(t, guest, Config{CacheDir: dir})
		result, err := sb.Run(context.Background(), "import json; print(json.dumps([1]))")
		require.NoError(t, err)
		require.Equal(t, "[1]\n", result.Stdout)
		again, err := os.ReadFile(file)
		require.NoError(t, err)
		require.NotEqual(t, contents, again)
	})
}

// Only the image of the default warm-up is kept, and the limits are those of this Open.
func TestImagesThatAreNotKept(t *testing.T) {
	component := assemble(t, "moody")
	t.Run("that of another warm-up", func(t *testing.T) {
		cfg := Config{Component: component, CacheDir: filepath.Join(t.TempDir(), "compiled"), Warmup: "echo"}
		open(t, cfg)
		require.Empty(t, images(t, cfg.CacheDir))
	})
	t.Run("a limit that the image is above", func(t *testing.T) {
		cfg := Config{Component: component, CacheDir: filepath.Join(t.TempDir(), "compiled")}
		open(t, cfg)
		require.Len(t, images(t, cfg.CacheDir), 1)
		cfg.Limits.Memory = 1
		for range 2 { // started, then from the image
			_, err := Open(context.Background(), cfg)
			var config *ConfigError
			require.ErrorAs(t, err, &config)
			require.Equal(t, "Limits.Memory", config.Field)
		}
	})
}

func TestTheClockGoesOn(t *testing.T) {
	clock := clockFrom(time.Hour)
	require.GreaterOrEqual(t, clock.Monotonic(), time.Hour)
	require.Less(t, clock.Monotonic(), 2*time.Hour)
}
