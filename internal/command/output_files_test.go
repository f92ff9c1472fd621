package command

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/require"
)

func TestWriteFilesLeavesEqualOnesAlone(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	files := map[string][]byte{"a.go": []byte("package a\n"), "sub/b.go": []byte("package b\n")}
	require.NoError(t, writeFiles(folder, files))
	old := time.Now().Add(-time.Hour)
	require.NoError(t, os.Chtimes(filepath.Join(folder, "a.go"), old, old))

	files["sub/b.go"] = []byte("package b // changed\n")
	require.NoError(t, writeFiles(folder, files))
	info, err := os.Stat(filepath.Join(folder, "a.go"))
	require.NoError(t, err)
	require.True(t, info.ModTime().Equal(old), "an equal file was written again")
	got, err := os.ReadFile(filepath.Join(folder, "sub", "b.go"))
	require.NoError(t, err)
	require.Equal(t, "package b // changed\n", string(got))

	entries, err := os.ReadDir(folder)
	require.NoError(t, err)
	require.Len(t, entries, 2, "a temporary file was left behind")
}

func TestReplaceFileLeavesTheOldOneWhereItFails(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	path := filepath.Join(folder, "a.txt")
	require.NoError(t, replaceFile(path, strings.NewReader("old"), 0o666))
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o644), info.Mode())

	broken := errors.New("broken")
	half := io.MultiReader(strings.NewReader("new"), iotest.ErrReader(broken))
	require.ErrorIs(t, replaceFile(path, half, 0o666), broken)
	got, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, "old", string(got))
	entries, err := os.ReadDir(folder)
	require.NoError(t, err)
	require.Len(t, entries, 1, "a temporary file was left behind")

	require.Error(t, replaceFile(filepath.Join(folder, "missing", "a.txt"), strings.NewReader("new"), 0o666))
}

func TestCompareFiles(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	files := map[string][]byte{"a.go": []byte("package a\n")}
	var out bytes.Buffer
	stale, err := compareFiles(&out, folder, files)
	require.NoError(t, err)
	require.True(t, stale, "a missing file is stale")
	require.Contains(t, out.String(), "+package a")

	require.NoError(t, writeFiles(folder, files))
	out.Reset()
	stale, err = compareFiles(&out, folder, files)
	require.NoError(t, err)
	require.False(t, stale)
	require.Empty(t, out.String())
}
