package sandbox

import (
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"
)

// carried are the guests that the program carries in itself, by name.
var carried struct {
	sync.RWMutex
	files map[string]fs.FS
}

// RegisterGuests makes each file NAME.wasm in the root of files a guest of this
// program that is called NAME: the program carries it in itself and needs no file
// beside it. A package that embeds guests calls it once, as the program starts:
//
//	//go:embed micropython.wasm
//	var files embed.FS
//
//	func init() { sandbox.RegisterGuests(files) }
//
// A file is read when a sandbox is opened with it, not before. RegisterGuests
// panics where files has no guest, where a name is not one that a guest may have,
// and where two guests have one name. It may be called from several goroutines.
func RegisterGuests(files fs.FS) {
	found, err := fs.Glob(files, "*"+guestSuffix)
	if err != nil || len(found) == 0 {
		panic(fmt.Sprintf("sandbox: RegisterGuests: the files have no guest: their root has no file NAME%s", guestSuffix))
	}
	carried.Lock()
	defer carried.Unlock()
	if carried.files == nil {
		carried.files = map[string]fs.FS{}
	}
	for _, file := range found {
		name := strings.TrimSuffix(file, guestSuffix)
		if !isGuestName(name) {
			panic(fmt.Sprintf("sandbox: RegisterGuests: %q is not a name for a guest: use letters, digits, dot, - and _", name))
		}
		if carried.files[name] != nil {
			panic(fmt.Sprintf("sandbox: RegisterGuests: guest %s is registered twice", name))
		}
		carried.files[name] = files
	}
}

// carriedNames are the names of the guests that the program carries, sorted.
func carriedNames() []string {
	carried.RLock()
	defer carried.RUnlock()
	return slices.Sorted(maps.Keys(carried.files))
}

// statCarried gives the guest of this name that the program carries. there is
// false where it carries none.
func statCarried(name string) (guest Guest, there bool, err error) {
	carried.RLock()
	files := carried.files[name]
	carried.RUnlock()
	if files == nil {
		return Guest{}, false, nil
	}
	info, err := fs.Stat(files, name+guestSuffix)
	if err != nil {
		return Guest{}, true, &GuestError{Guest: name, Err: err}
	}
	return Guest{Name: name, Size: info.Size(), Embedded: true}, true, nil
}

func readCarried(name string) ([]byte, error) {
	carried.RLock()
	files := carried.files[name]
	carried.RUnlock()
	return fs.ReadFile(files, name+guestSuffix)
}

// defaultGuest is the name of the guest that runs where none is named: that of
// the contract, or the one that the program carries in its place.
func defaultGuest() string {
	if names := carriedNames(); len(names) > 0 && !slices.Contains(names, DefaultGuest) {
		return names[0]
	}
	return DefaultGuest
}
