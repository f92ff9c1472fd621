package sandbox

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
)

// emptyHome gives the test a data directory of its own and no guest by environment.
func emptyHome(t *testing.T) (data string) {
	t.Helper()
	data = t.TempDir()
	t.Setenv("XDG_DATA_HOME", data)
	t.Setenv(GuestVariable, "")
	return data
}

func writeGuest(t *testing.T, path string, binary []byte) {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o700))
	require.NoError(t, os.WriteFile(path, binary, 0o600))
}

func TestFindGuest(t *testing.T) {
	data := emptyHome(t)
	dir := filepath.Join(data, "vivarium", "guests")
	elsewhere := filepath.Join(t.TempDir(), "own.wasm")
	writeGuest(t, elsewhere, []byte("12345"))

	_, err := FindGuest("")
	var missing *GuestError
	require.ErrorAs(t, err, &missing)
	require.ErrorIs(t, err, fs.ErrNotExist)
	require.Equal(t, DefaultGuest, missing.Guest)
	require.Equal(t, filepath.Join(dir, DefaultGuest+".wasm"), missing.Looked[0])
	require.ErrorContains(t, err, "vivarium guest install FILE")

	guest, err := FindGuest(elsewhere)
	require.NoError(t, err)
	require.Equal(t, Guest{Name: "own", Path: elsewhere, Size: 5}, guest)

	t.Setenv(GuestVariable, elsewhere)
	guest, err = FindGuest("")
	require.NoError(t, err)
	require.Equal(t, elsewhere, guest.Path)

	writeGuest(t, filepath.Join(dir, "mine.wasm"), []byte("1"))
	t.Setenv(GuestVariable, "mine")
	guest, err = FindGuest("")
	require.NoError(t, err)
	require.Equal(t, Guest{Name: "mine", Path: filepath.Join(dir, "mine.wasm"), Size: 1, Installed: true}, guest)

	// The configuration comes before the environment. Of a name that no guest has
	// the error lists those that there are.
	_, err = FindGuest("nosuch")
	require.ErrorContains(t, err, "guest nosuch")
	require.ErrorContains(t, err, "there are mine")
	require.ErrorAs(t, err, &missing)
	require.Equal(t, []string{"mine"}, missing.Known)

	_, err = FindGuest(filepath.Join(dir, "nosuch.wasm"))
	require.ErrorIs(t, err, fs.ErrNotExist)
	_, err = FindGuest(dir + "/")
	require.ErrorContains(t, err, "not a regular file")
}

func TestInstallAndListGuests(t *testing.T) {
	data := emptyHome(t)
	dir := filepath.Join(data, "vivarium", "guests")
	guests, err := Guests()
	require.NoError(t, err)
	require.Empty(t, guests)

	source := filepath.Join(t.TempDir(), "moody.wasm")
	binary := assemble(t, "moody")
	writeGuest(t, source, binary)
	installed, err := InstallGuest(context.Background(), source, "")
	require.NoError(t, err)
	require.Equal(t, Guest{Name: "moody", Path: filepath.Join(dir, "moody.wasm"), Size: int64(len(binary)), Installed: true}, installed)
	second, err := InstallGuest(context.Background(), source, "a.second-one_2")
	require.NoError(t, err)
	_, err = InstallGuest(context.Background(), source, "") // again
	require.NoError(t, err)

	guests, err = Guests()
	require.NoError(t, err)
	require.Equal(t, []Guest{second, installed}, guests)
	copied, err := os.ReadFile(installed.Path)
	require.NoError(t, err)
	require.Equal(t, binary, copied)

	sb := open(t, Config{Guest: "moody"})
	result, err := sb.Run(context.Background(), "echo")
	require.NoError(t, err)
	require.Equal(t, "echo", result.Stdout)
}

func TestInstallRefuses(t *testing.T) {
	data := emptyHome(t)
	other := filepath.Join(t.TempDir(), "other.wasm")
	writeGuest(t, other, assemble(t, "other"))
	text := filepath.Join(t.TempDir(), "text.wasm")
	writeGuest(t, text, []byte("print(1)"))
	for _, c := range []struct{ path, name, says string }{
		{other, "", "run-python"},
		{text, "", "magic header"},
		{filepath.Join(data, "missing.wasm"), "", "no such file"},
		{data, "dir", "not a regular file"},
		{other, "../up", "use letters"},
		{other, "a/b", "use letters"},
		{other, ".hidden", "use letters"},
		{other, "x.wasm", "use letters"},
	} {
		_, err := InstallGuest(context.Background(), c.path, c.name)
		require.ErrorContains(t, err, c.says)
	}
	require.NoDirExists(t, filepath.Join(data, "vivarium", "guests"), "nothing is left behind")
}

func TestInstallWhereNothingCanBeKept(t *testing.T) {
	data := emptyHome(t)
	source := filepath.Join(data, "moody.wasm")
	writeGuest(t, source, assemble(t, "moody"))
	file := filepath.Join(data, "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	for _, home := range []string{"", file} {
		t.Setenv("XDG_DATA_HOME", home)
		t.Setenv("HOME", "")
		_, err := InstallGuest(context.Background(), source, "")
		var refused *GuestError
		require.ErrorAs(t, err, &refused)
		require.Equal(t, "moody", refused.Guest)
		require.Contains(t, refused.Hint, "data directory")
	}
}

func TestGuestDir(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has one directory, %LocalAppData%, for caches and data")
	}
	below := map[string]string{"darwin": "Library/Application Support"}[runtime.GOOS]
	if below == "" {
		below = ".local/share"
	}
	for _, c := range []struct{ data, home, want, says string }{
		{data: "/data", home: "/home/ada", want: "/data/vivarium/guests"},
		{home: "/home/ada", want: "/home/ada/" + below + "/vivarium/guests"},
		{data: "data", home: "/home/ada", says: "$XDG_DATA_HOME is relative"},
		{says: "neither $XDG_DATA_HOME nor $HOME is set"},
	} {
		t.Setenv("XDG_DATA_HOME", c.data)
		t.Setenv("HOME", c.home)
		dir, err := GuestDir()
		require.Equal(t, c.want, dir)
		if c.says != "" {
			require.ErrorContains(t, err, c.says)
			continue
		}
		require.NoError(t, err)
	}
}
