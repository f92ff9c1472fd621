package sandbox

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
)

// carry registers guests for the length of a test.
func carry(t *testing.T, files fs.FS) {
	t.Helper()
	RegisterGuests(files)
	t.Cleanup(func() {
		carried.Lock()
		carried.files = nil
		carried.Unlock()
	})
}

func TestAProgramRunsTheGuestThatItCarries(t *testing.T) {
	data := emptyHome(t)
	binary := assemble(t, "moody")
	carry(t, fstest.MapFS{"moody.wasm": {Data: binary}, "notes.txt": {Data: []byte("no guest")}})

	carriedGuest := Guest{Name: "moody", Size: int64(len(binary)), Embedded: true}
	guest, err := FindGuest("")
	require.NoError(t, err)
	require.Equal(t, carriedGuest, guest, "the only guest that the program carries is its default")

	sb := open(t, Config{})
	result, err := sb.Run(context.Background(), "echo")
	require.NoError(t, err)
	require.Equal(t, "echo", result.Stdout)

	// A user's guest of the same name, older perhaps, does not take its place.
	writeGuest(t, filepath.Join(data, "vivarium", "guests", "moody.wasm"), []byte("older"))
	guests, err := Guests()
	require.NoError(t, err)
	require.Equal(t, []Guest{carriedGuest}, guests)
	source := filepath.Join(t.TempDir(), "moody.wasm")
	writeGuest(t, source, binary)
	_, err = InstallGuest(context.Background(), source, "")
	require.ErrorContains(t, err, "embeds a guest moody")

	// The environment and the configuration come first.
	t.Setenv(GuestVariable, source)
	guest, err = FindGuest("")
	require.NoError(t, err)
	require.Equal(t, source, guest.Path)
	guest, err = FindGuest("moody")
	require.NoError(t, err)
	require.Equal(t, carriedGuest, guest)
}

func TestTheDefaultGuestOfSeveral(t *testing.T) {
	emptyHome(t)
	carry(t, fstest.MapFS{"zz.wasm": {}, DefaultGuest + ".wasm": {}, "aa.wasm": {}})
	guest, err := FindGuest("")
	require.NoError(t, err)
	require.Equal(t, DefaultGuest, guest.Name)
}

// A program without a home has nowhere to keep compiled code and runs all the same.
func TestACarriedGuestNeedsNoHome(t *testing.T) {
	emptyHome(t)
	for _, variable := range []string{"HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"} {
		t.Setenv(variable, "")
		require.NoError(t, os.Unsetenv(variable))
	}
	carry(t, fstest.MapFS{"moody.wasm": {Data: assemble(t, "moody")}})
	sb := open(t, Config{})
	result, err := sb.Run(context.Background(), "echo")
	require.NoError(t, err)
	require.Equal(t, "echo", result.Stdout)
}

func TestACarriedGuestThatIsNone(t *testing.T) {
	emptyHome(t)
	carry(t, fstest.MapFS{"text.wasm": {Data: []byte("print(1)")}})
	_, err := Open(context.Background(), Config{})
	var refused *GuestError
	require.ErrorAs(t, err, &refused)
	require.Equal(t, "text", refused.Guest)
}

func TestRegisterGuestsRefuses(t *testing.T) {
	carry(t, fstest.MapFS{"moody.wasm": {}})
	require.PanicsWithValue(t, "sandbox: RegisterGuests: guest moody is registered twice", func() {
		RegisterGuests(fstest.MapFS{"moody.wasm": {}})
	})
	require.Panics(t, func() { RegisterGuests(fstest.MapFS{"below/moody.wasm": {}}) })
	require.Panics(t, func() { RegisterGuests(fstest.MapFS{"a guest.wasm": {}}) })
}
