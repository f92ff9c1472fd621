package code

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/internal/engine"
)

func TestStatesAreWrittenAndRead(t *testing.T) {
	contents := strings.Repeat("page one", wasmPage/8) + strings.Repeat("\x00", wasmPage) + strings.Repeat("page two", wasmPage/8)
	image, err := engine.NewImage(strings.NewReader(contents), 3*wasmPage)
	require.NoError(t, err)
	other, err := engine.NewImage(strings.NewReader(contents[2*wasmPage:]), wasmPage)
	require.NoError(t, err)
	state := &State{
		Memories: [][]*engine.Image{{image, nil}, {}, {other}},
		Globals:  []Global{{Step: 2, Export: 1, Value: engine.Raw{Lo: 1<<64 - 1, Hi: 7}}},
		Note:     []byte("note"),
	}
	defer state.Close()
	path := filepath.Join(t.TempDir(), "state")
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	require.NoError(t, err)
	require.NoError(t, state.write(f, "name"))
	require.NoError(t, f.Close())

	read, err := takeState(path, "name")
	require.NoError(t, err)
	defer read.Close()
	require.Equal(t, state.Globals, read.Globals)
	require.Equal(t, state.Note, read.Note)
	require.Len(t, read.Memories, 3)
	require.Nil(t, read.Memories[0][1])
	require.Empty(t, read.Memories[1])
	for n, want := range map[*engine.Image]string{read.Memories[0][0]: contents, read.Memories[2][0]: contents[2*wasmPage:]} {
		got := make([]byte, n.Size())
		_, err := n.ReadAt(got, 0)
		require.NoError(t, err)
		require.Equal(t, want, string(got))
		_, err = n.ReadAt(got[:1], int64(n.Size()))
		require.Error(t, err, "what follows it in the file is not its")
	}
	_, err = takeState(path, "another name")
	require.ErrorIs(t, err, errEntry)
}

// Whole entries whose description does not fit what is there.
func TestStatesThatAreDescribedWrongly(t *testing.T) {
	for name, text := range map[string]string{
		"no JSON":             `{`,
		"more than there is":  `{"Sizes":[[131072]]}`,
		"less than there is":  `{"Sizes":[[]]}`,
		"no whole page":       `{"Sizes":[[65535,1]]}`,
		"a sum that is round": `{"Sizes":[[65536,18446744073709486080,65536]]}`,
	} {
		t.Run(name, func(t *testing.T) {
			contents := append(make([]byte, wasmPage), text...)
			path := filepath.Join(t.TempDir(), "state")
			require.NoError(t, os.WriteFile(path, seal(binary.LittleEndian.AppendUint64(contents, uint64(len(text))), "name"), 0o600))
			_, err := takeState(path, "name")
			require.ErrorIs(t, err, errEntry)
		})
	}
	for name, contents := range map[string][]byte{
		"no length":                {1, 2, 3},
		"a length of too much":     binary.LittleEndian.AppendUint64(nil, 1),
		"a length of far too much": binary.LittleEndian.AppendUint64(nil, 1<<63),
	} {
		path := filepath.Join(t.TempDir(), "state")
		require.NoError(t, os.WriteFile(path, seal(contents, "name"), 0o600))
		_, err := takeState(path, "name")
		require.ErrorIs(t, err, errEntry, name)
	}
}
