package command

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/vivarium-wasm/vivarium/host/sandbox"
)

// moveGuests moves guests from the user's cache, where earlier versions installed
// them, to the data directory. A guest whose name is taken there is left alone. If
// tell is set, each move and each failure is reported on stderr.
func (p *program) moveGuests(tell bool) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return
	}
	from := filepath.Join(cache, "vivarium", "guests")
	to, err := sandbox.GuestDir()
	if err != nil || from == to {
		return
	}
	if info, err := os.Stat(from); err != nil || info.Mode().Perm()&0o022 != 0 {
		return // there is none, or others could have put it there
	}
	entries, err := os.ReadDir(from)
	if err != nil {
		return
	}
	for _, entry := range entries {
		name, isGuest := strings.CutSuffix(entry.Name(), ".wasm")
		if !isGuest || !entry.Type().IsRegular() || name == "" || name[0] == '.' {
			continue
		}
		source, target := filepath.Join(from, entry.Name()), filepath.Join(to, entry.Name())
		if _, err := os.Lstat(target); !errors.Is(err, fs.ErrNotExist) {
			continue
		}
		text := fmt.Sprintf("moved the guest %s from %s to %s, where guests are now", name, from, to)
		if err := moveFile(source, target); err != nil {
			text = fmt.Sprintf("the guest %s is in %s and cannot be moved to %s, where guests are now: %v", name, from, to, pathReason(err))
		}
		if tell {
			p.explain(errors.New(text))
		}
	}
	_ = os.Remove(from) // where nothing is left in it
}

// moveFile copies a file and removes the original: the folders may be on different
// file systems.
func moveFile(source, target string) error {
	if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
		return err
	}
	file, err := os.Open(source)
	if err != nil {
		return err
	}
	defer file.Close()
	if err := replaceFile(target, file, 0o644); err != nil {
		return err
	}
	return os.Remove(source)
}
