package code

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/vivarium-wasm/vivarium/host/fault"
)

// CacheError is package host's.
type CacheError = fault.CacheError

// cacheDir makes a directory for compiled code, or finds that it is there, and
// gives its path without symbolic links. What is in it is executed, so nobody else
// may write to it, nor put another directory in its place: all that are above it
// belong to the user or to root, and are not for others to write to.
//
// Those above are looked at before anything is made in them, and on the path
// that is used from then on, so that there is nothing left that others can change.
func cacheDir(dir string) (string, error) {
	absolute, err := filepath.Abs(dir)
	if err != nil {
		return "", unmade(dir, err)
	}
	there, missing, err := deepest(absolute)
	if err != nil {
		return "", unmade(dir, err)
	}
	if err := checkPlaces(dir, there, missing == ""); err != nil {
		return "", err
	}
	if missing == "" {
		return there, nil
	}
	made := filepath.Join(there, missing)
	if err := os.MkdirAll(made, 0o700); err != nil {
		return "", unmade(dir, err)
	}
	return made, checkPlaces(dir, made, true)
}

func unmade(dir string, err error) error {
	reason := err
	var path *fs.PathError
	if errors.As(err, &path) {
		reason = fmt.Errorf("%s: %w", path.Path, path.Err)
	}
	return &CacheError{Dir: dir, Reason: "it cannot be made: " + reason.Error(), Hint: "choose a directory that you can write to", Err: err}
}

// deepest splits a path into the part of it that is there, with its symbolic
// links resolved, and the part that is missing.
func deepest(path string) (there, missing string, err error) {
	for at := path; ; at = filepath.Dir(at) {
		real, err := filepath.EvalSymlinks(at)
		if err == nil {
			missing, err := filepath.Rel(at, path)
			if missing == "." {
				missing = ""
			}
			return real, missing, err
		}
		// A link that leads nowhere is there; what it leads to is not ours to make.
		if _, there := os.Lstat(at); !errors.Is(err, fs.ErrNotExist) || there == nil || at == filepath.Dir(at) {
			return "", "", err
		}
	}
}

// checkPlaces looks at all directories from the root down to path, which is the
// cache itself where whole is set.
func checkPlaces(dir, path string, whole bool) error {
	for at := path; ; at = filepath.Dir(at) {
		info, err := os.Lstat(at)
		if err != nil {
			return unmade(dir, err)
		}
		p := place{path: at, mode: info.Mode(), uid: os.Geteuid()}
		if stat, ok := info.Sys().(*syscall.Stat_t); ok {
			p.uid, p.gid = int(stat.Uid), int(stat.Gid)
		}
		if reason, hint := p.unsafe(os.Geteuid(), whole && at == path); reason != "" {
			if at != path || !whole {
				reason = at + ": " + reason
			}
			return &CacheError{Dir: dir, Reason: reason, Hint: hint}
		}
		if at == filepath.Dir(at) {
			return nil
		}
	}
}

// place is what matters here of a file or directory.
type place struct {
	path     string
	mode     fs.FileMode
	uid, gid int
}

// unsafe says what would let others than this user and root choose what is in
// the cache, and what to do about it. own is set for the cache itself, which
// must be the user's own.
func (p place) unsafe(user int, own bool) (reason, hint string) {
	const another = "or choose another directory"
	quoted := "'" + strings.ReplaceAll(p.path, "'", `'\''`) + "'"
	others := p.mode.Perm() & 0o022
	switch {
	case !p.mode.IsDir():
		return "it is not a directory", "choose another path"
	case p.uid != user && (own || p.uid != 0):
		return fmt.Sprintf("it belongs to user %d, and compiled code is run as user %d", p.uid, user), "choose a directory of your own"
	case own:
	case p.mode&fs.ModeSticky != 0:
		// The sticky bit: a user who can write there cannot replace the files of others.
		others = 0
	case p.uid == user && p.gid == user && user != 0:
		// The usual group of one member, which many systems let write by default.
		others &^= 0o020
	}
	if others != 0 {
		return fmt.Sprintf("others can write to it (mode %#o)", p.mode.Perm()), "run chmod go-w " + quoted + ", " + another
	}
	return "", ""
}

// trustedEntry tells whether a file in the cache was put there by this user.
// Others could do so while the directory was for them to write to.
func trustedEntry(path string) (bool, error) {
	info, err := os.Lstat(path)
	if err != nil {
		return false, err
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	return info.Mode().IsRegular() && info.Mode().Perm()&0o022 == 0 && (!ok || int(stat.Uid) == os.Geteuid()), nil
}
