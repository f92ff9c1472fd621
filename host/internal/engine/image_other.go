//go:build !linux

package engine

import "os"

// newImageFile makes a file that has no name any more.
func newImageFile() (*os.File, error) {
	f, err := os.CreateTemp("", "vivarium-image-*")
	if err != nil {
		return nil, err
	}
	if err := os.Remove(f.Name()); err != nil {
		_ = f.Close()
		return nil, err
	}
	return f, nil
}

// seal does nothing: nobody else has the file.
func seal(*os.File) error { return nil }
