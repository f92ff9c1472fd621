package sandbox

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

const (
	// DefaultGuest is the name of the guest that runs where none is named. In a
	// program that carries guests and not this one, the first of them by name runs.
	DefaultGuest = "cpython"
	// GuestVariable is the environment variable that names a guest.
	GuestVariable = "VIVARIUM_GUEST"

	guestSuffix = ".wasm"
	// maxGuest is the size that a guest's file may have in bytes.
	maxGuest = 512 * mib
)

// Guest is an interpreter that has a name.
type Guest struct {
	// Name is what it is called by: its file's name without ".wasm".
	Name string
	// Path is its file, empty where the program carries the guest in itself.
	Path string
	// Size is the file's size in bytes.
	Size int64
	// Installed says that it is one of the user's guests: see InstallGuest.
	Installed bool
	// Embedded says that the program carries it in itself: see RegisterGuests.
	Embedded bool
}

// GuestError says why there is no guest to run: its file is missing, cannot be
// read, or is not a component of the world.
type GuestError struct {
	// Guest is the name or path that was asked for.
	Guest string
	// Looked are the files that were looked for, none where a path was asked for.
	Looked []string
	// Known are the names of the guests that there are, where a name was asked for
	// that none has.
	Known []string
	// Hint says what to do, as a command mostly.
	Hint string
	// Err is the cause.
	Err error
}

func (e *GuestError) Error() string {
	s := fmt.Sprintf("sandbox: guest %s: %v", e.Guest, e.Err)
	if e.Hint != "" {
		s += ": " + e.Hint
	}
	return s
}

// Unwrap is the cause: errors.Is(err, fs.ErrNotExist) where the file is missing.
func (e *GuestError) Unwrap() error { return e.Err }

// GuestDir is the directory of the user's guests: vivarium/guests in the user's
// data directory, which is $XDG_DATA_HOME, else ~/.local/share; on macOS
// ~/Library/Application Support, on Windows %LocalAppData%. It need not exist.
func GuestDir() (string, error) {
	dir, err := userDataDir()
	if err != nil {
		return "", fmt.Errorf("no directory for guests: %w", err)
	}
	return filepath.Join(dir, "vivarium", "guests"), nil
}

// userDataDir is to data what os.UserCacheDir is to caches.
func userDataDir() (string, error) {
	if runtime.GOOS == "windows" {
		return os.UserCacheDir() // %LocalAppData% is for both
	}
	if dir := os.Getenv("XDG_DATA_HOME"); dir != "" {
		if !filepath.IsAbs(dir) {
			return "", errors.New("the path in $XDG_DATA_HOME is relative")
		}
		return dir, nil
	}
	home := os.Getenv("HOME")
	if home == "" {
		return "", errors.New("neither $XDG_DATA_HOME nor $HOME is set")
	}
	if runtime.GOOS == "darwin" {
		return filepath.Join(home, "Library", "Application Support"), nil
	}
	return filepath.Join(home, ".local", "share"), nil
}

// FindGuest gives the guest of this name or path. A name has no slash and no
// ".wasm" in it. It is looked for among the guests that the program carries in
// itself (RegisterGuests), then among the user's guests, then beside the program.
// So a program that carries a guest of this name runs that one, for every user and
// on every machine. Empty means the value of VIVARIUM_GUEST in the environment,
// else the default guest.
// The error is a *GuestError.
func FindGuest(nameOrPath string) (Guest, error) {
	if nameOrPath == "" {
		nameOrPath = os.Getenv(GuestVariable)
	}
	if nameOrPath == "" {
		nameOrPath = defaultGuest()
	}
	if isPath(nameOrPath) {
		return statGuest(nameOrPath)
	}
	if guest, there, err := statCarried(nameOrPath); there {
		return guest, err
	}
	var looked []string
	for _, dir := range guestDirs() {
		path := filepath.Join(dir.path, nameOrPath+guestSuffix)
		guest, err := statGuest(path)
		if err == nil {
			guest.Installed = dir.installed
			return guest, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return Guest{}, err
		}
		looked = append(looked, path)
	}
	missing := &GuestError{
		Guest: nameOrPath, Looked: looked, Known: knownGuests(), Err: fs.ErrNotExist,
		Hint: "install it with `vivarium guest install FILE`, or import its Go module, github.com/vivarium-wasm/vivarium/guests/" + nameOrPath,
	}
	if len(missing.Known) > 0 {
		missing.Hint += "; there are " + strings.Join(missing.Known, ", ")
	}
	return Guest{}, missing
}

// knownGuests are the names of the guests that there are, as far as they can be
// listed.
func knownGuests() []string {
	guests, err := Guests()
	if err != nil {
		return nil
	}
	names := make([]string, len(guests))
	for i, g := range guests {
		names[i] = g.Name
	}
	return names
}

// Guests lists the guests that have a name, sorted by it. Of those that have the
// same name it lists the one that FindGuest gives.
func Guests() ([]Guest, error) {
	var guests []Guest
	for _, name := range carriedNames() {
		guest, _, err := statCarried(name)
		if err != nil {
			return nil, err
		}
		guests = append(guests, guest)
	}
	for _, dir := range guestDirs() {
		entries, err := os.ReadDir(dir.path)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("sandbox: guests: %w", err)
		}
		for _, entry := range entries {
			if !strings.HasSuffix(entry.Name(), guestSuffix) || strings.HasPrefix(entry.Name(), ".") {
				continue
			}
			guest, err := statGuest(filepath.Join(dir.path, entry.Name()))
			if err != nil || slices.ContainsFunc(guests, func(g Guest) bool { return g.Name == guest.Name }) {
				continue
			}
			guest.Installed = dir.installed
			guests = append(guests, guest)
		}
	}
	slices.SortFunc(guests, func(a, b Guest) int { return strings.Compare(a.Name, b.Name) })
	return guests, nil
}

// InstallGuest copies the component in a file to the user's guests, where it is
// called name; empty means the file's own. It is checked first, and takes the
// place of one of that name at once or not at all. Errors are *GuestError and
// *ConfigError.
func InstallGuest(ctx context.Context, path, name string) (Guest, error) {
	if name == "" {
		name = strings.TrimSuffix(filepath.Base(path), guestSuffix)
	}
	if !isGuestName(name) {
		return Guest{}, &ConfigError{Field: "guest name", Message: fmt.Sprintf("%q: use letters, digits, dot, - and _", name)}
	}
	if slices.Contains(carriedNames(), name) {
		return Guest{}, &ConfigError{Field: "guest name", Message: fmt.Sprintf("this program embeds a guest %s, which hides an installed one of the same name: choose another name", name)}
	}
	source, err := statGuest(path)
	if err != nil {
		return Guest{}, err
	}
	binary, err := readGuest(source)
	if err != nil {
		return Guest{}, err
	}
	if err := CheckGuest(ctx, path, binary); err != nil {
		return Guest{}, err
	}
	const hint = "guests are kept in the user's data directory, which must be one that can be written to"
	dir, err := GuestDir()
	if err != nil {
		return Guest{}, &GuestError{Guest: name, Err: err, Hint: hint}
	}
	target := filepath.Join(dir, name+guestSuffix)
	if err := writeFile(target, binary); err != nil {
		return Guest{}, &GuestError{Guest: name, Err: fmt.Errorf("cannot be installed: %w", err), Hint: hint}
	}
	return Guest{Name: name, Path: target, Size: int64(len(binary)), Installed: true}, nil
}

type guestDir struct {
	path      string
	installed bool
}

// guestDirs are where guests are looked for by name, in order.
func guestDirs() []guestDir {
	var dirs []guestDir
	if dir, err := GuestDir(); err == nil {
		dirs = append(dirs, guestDir{dir, true})
	}
	if program, err := os.Executable(); err == nil {
		if real, err := filepath.EvalSymlinks(program); err == nil {
			program = real
		}
		beside := filepath.Dir(program)
		dirs = append(dirs, guestDir{beside, false}, guestDir{filepath.Join(beside, "guests"), false})
	}
	return dirs
}

func isPath(nameOrPath string) bool {
	return strings.ContainsAny(nameOrPath, `/\`) || strings.HasSuffix(nameOrPath, guestSuffix)
}

func isGuestName(name string) bool {
	for i := range len(name) {
		c := name[i]
		if !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-' || c == '_' || c == '.' && i > 0) {
			return false
		}
	}
	return name != "" && len(name) <= 100 && !isPath(name)
}

func statGuest(path string) (Guest, error) {
	info, err := os.Stat(path)
	if err != nil {
		var bare *fs.PathError
		if errors.As(err, &bare) {
			err = bare.Err
		}
		return Guest{}, &GuestError{Guest: path, Err: err}
	}
	if !info.Mode().IsRegular() {
		return Guest{}, &GuestError{Guest: path, Err: errors.New("not a regular file")}
	}
	name := strings.TrimSuffix(filepath.Base(path), guestSuffix)
	return Guest{Name: name, Path: path, Size: info.Size()}, nil
}

// place is what messages call the guest by.
func (g Guest) place() string {
	if g.Embedded {
		return g.Name
	}
	return g.Path
}

func readGuest(g Guest) ([]byte, error) {
	if g.Size > maxGuest {
		return nil, &GuestError{Guest: g.place(), Err: fmt.Errorf("%d bytes are more than a guest may have, which is %d", g.Size, int64(maxGuest))}
	}
	var binary []byte
	var err error
	if g.Embedded {
		binary, err = readCarried(g.Name)
	} else {
		binary, err = os.ReadFile(g.Path)
	}
	if err != nil {
		return nil, &GuestError{Guest: g.place(), Err: err}
	}
	return binary, nil
}

// writeFile writes a file under another name first, so that nobody sees half of it.
func writeFile(path string, data []byte) error {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	file, err := os.CreateTemp(dir, ".installing-*")
	if err != nil {
		return err
	}
	defer os.Remove(file.Name()) // of no effect once it is renamed
	_, err = file.Write(data)
	if err == nil {
		err = file.Chmod(0o644)
	}
	if err == nil {
		err = file.Sync()
	}
	if closing := file.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return err
	}
	return os.Rename(file.Name(), path)
}
