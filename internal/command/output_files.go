package command

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/rogpeppe/go-internal/diff"
)

// writeFiles writes files below folder, by their paths. It leaves a file alone that
// has the content already. Each file is replaced as a whole.
func writeFiles(folder string, files map[string][]byte) error {
	for _, path := range sortedPaths(files) {
		target := filepath.Join(folder, filepath.FromSlash(path))
		if old, err := os.ReadFile(target); err == nil && bytes.Equal(old, files[path]) {
			continue
		}
		if err := os.MkdirAll(filepath.Dir(target), 0o777); err != nil {
			return err
		}
		if err := replaceFile(target, bytes.NewReader(files[path]), 0o666); err != nil {
			return err
		}
	}
	return nil
}

// compareFiles writes a diff of the files below folder and files, and tells whether
// there is a difference.
func compareFiles(w io.Writer, folder string, files map[string][]byte) (stale bool, err error) {
	for _, path := range sortedPaths(files) {
		target := filepath.Join(folder, filepath.FromSlash(path))
		old, err := os.ReadFile(target)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return false, err
		}
		if difference := diff.Diff(target, old, target+" (generated)", files[path]); difference != nil {
			stale = true
			if _, err := w.Write(difference); err != nil {
				return false, err
			}
		}
	}
	return stale, nil
}

func sortedPaths(files map[string][]byte) []string {
	paths := make([]string, 0, len(files))
	for path := range files {
		paths = append(paths, path)
	}
	slices.Sort(paths)
	return paths
}

// replaceFile replaces the file at path as a whole: a reader sees either the old
// content or the new. If it fails, the old content stays.
func replaceFile(path string, content io.Reader, mode fs.FileMode) (err error) {
	file, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(file.Name())
		}
	}()
	if _, err = io.Copy(file, content); err != nil {
		_ = file.Close()
		return fmt.Errorf("%s: %w", path, err)
	}
	if err = file.Chmod(mode &^ 0o022); err != nil {
		_ = file.Close()
		return err
	}
	if err = file.Close(); err != nil {
		return err
	}
	return os.Rename(file.Name(), path)
}
