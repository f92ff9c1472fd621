package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/internal/release/notices"
)

// repositoryRoot is the root of the repository that the test runs in.
func repositoryRoot(t *testing.T) string {
	t.Helper()
	root, err := filepath.Abs("../..")
	require.NoError(t, err)
	return root
}

// Everything that is shipped has its notices, and the committed page lists it.
func TestInventoryIsUpToDate(t *testing.T) {
	root := repositoryRoot(t)
	all, err := products(root)
	require.NoError(t, err)
	page, err := os.ReadFile(filepath.Join(root, inventory))
	require.NoError(t, err)
	require.Equal(t, notices.Inventory(all), string(page), "%s is stale: run `just notices`", inventory)
}

func TestArchiveIsOfItsEntriesAlone(t *testing.T) {
	dir := t.TempDir()
	entries := func() []entry {
		return []entry{{name: "b", data: []byte("two")}, {name: "a", data: []byte("one"), executable: true}}
	}
	first, second := filepath.Join(dir, "1.tar.gz"), filepath.Join(dir, "2.tar.gz")
	require.NoError(t, writeArchive(first, "folder", entries()))
	turned := entries()
	turned[0], turned[1] = turned[1], turned[0]
	require.NoError(t, writeArchive(second, "folder", turned))
	data, err := os.ReadFile(first)
	require.NoError(t, err)
	again, err := os.ReadFile(second)
	require.NoError(t, err)
	require.Equal(t, data, again)

	unzipped, err := gzip.NewReader(bytes.NewReader(data))
	require.NoError(t, err)
	archive := tar.NewReader(unzipped)
	for _, want := range []struct {
		name, data string
		mode       int64
	}{{"folder/a", "one", 0o755}, {"folder/b", "two", 0o644}} {
		header, err := archive.Next()
		require.NoError(t, err)
		require.Equal(t, want.name, header.Name)
		require.Equal(t, want.mode, header.Mode)
		require.Zero(t, header.Uid+header.Gid)
		content, err := io.ReadAll(archive)
		require.NoError(t, err)
		require.Equal(t, want.data, string(content))
	}
	_, err = archive.Next()
	require.ErrorIs(t, err, io.EOF)
}

func TestChecksums(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "file"), []byte("abc"), 0o600))
	require.NoError(t, writeChecksums(dir, []string{"file"}))
	sums, err := os.ReadFile(filepath.Join(dir, "SHA256SUMS"))
	require.NoError(t, err)
	require.Equal(t, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  file\n", string(sums))
}

func TestVersions(t *testing.T) {
	root := repositoryRoot(t)
	for _, version := range []string{"0.1.0", "v0.1", "v2.0.0", "latest"} {
		_, err := readRepository(root, version)
		require.ErrorContains(t, err, "write it as v0.1.0", version)
	}
	m, err := readRepository(root, "v0.1.0-rc.1")
	require.NoError(t, err)
	require.Equal(t, "github.com/vivarium-wasm/vivarium", m.path)
	m, err = readRepository(root, "")
	require.NoError(t, err)
	require.Regexp(t, `^v0\.0\.0-\d{14}-[0-9a-f]{12}$`, m.version)
}

func TestPackageNames(t *testing.T) {
	require.Equal(t, "micropython", packageName("micropython"))
	require.Equal(t, "python_3_14", packageName("Python-3.14"))
}

// The links of the pages lead to files and folders that are there.
func TestPagesLinkToWhatIsThere(t *testing.T) {
	root := repositoryRoot(t)
	link := regexp.MustCompile(`\]\(([^)#]+)(#[^)]*)?\)`)
	code := regexp.MustCompile("(?s)```.*?```")
	links := 0
	for _, pattern := range []string{"*.md", "docs/*.md", "examples/*.md", "guest/*/*.md"} {
		pages, err := filepath.Glob(filepath.Join(root, pattern))
		require.NoError(t, err)
		for _, page := range pages {
			text, err := os.ReadFile(page)
			require.NoError(t, err)
			for _, found := range link.FindAllSubmatch(code.ReplaceAll(text, nil), -1) {
				target := string(found[1])
				if strings.Contains(target, "://") {
					continue
				}
				links++
				_, err := os.Stat(filepath.Join(filepath.Dir(page), target))
				require.NoError(t, err, "%s has a link to it", page)
			}
		}
	}
	require.Greater(t, links, 10)
}
