package command

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestWriteFilesLeavesEqualOnesAlone(t *testing.T) {
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

func TestCompareFiles(t *testing.T) {
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
