package needs

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"path/filepath"
)

// Compiled is a directory for XDG_CACHE_HOME in which the code of the guests, once
// compiled, stays from one package and run of the tests to the next: compiling CPython
// takes a quarter of a minute. There is one for the guests that are built. Those for
// others are removed.
func Compiled() (string, error) {
	at, err := root()
	if err != nil {
		return "", err
	}
	guests, err := filepath.Glob(filepath.Join(at, "build", "guests", "*.wasm"))
	if err != nil {
		return "", err
	}
	content := sha256.New()
	for _, guest := range guests {
		if err := addFile(content, guest); err != nil {
			return "", err
		}
	}
	all := filepath.Join(at, "build", "compiled")
	dir := filepath.Join(all, hex.EncodeToString(content.Sum(nil)[:8]))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	kept, err := os.ReadDir(all)
	if err != nil {
		return "", err
	}
	for _, other := range kept {
		if path := filepath.Join(all, other.Name()); path != dir {
			if err := os.RemoveAll(path); err != nil {
				return "", err
			}
		}
	}
	return dir, nil
}

func addFile(to io.Writer, path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	_, err = io.Copy(to, file)
	return err
}
