package sandbox

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/vivarium-wasm/vivarium/host/sandbox/wheel"
	"github.com/vivarium-wasm/vivarium/host/sandbox/workspace"
)

// packagesDir is the directory of the workspace that packages are in.
const packagesDir = "packages"

// PackageError says what is wrong with one of Config.Packages: which package, and
// which file of it.
type PackageError = wheel.Error

// Package is a package of pure Python that programs can import.
type Package struct {
	// Name is the name of the wheel's file, "attrs-25.3.0-py3-none-any.whl" say, or
	// whatever messages should call the folder by.
	Name string
	// Wheel is the wheel itself. It may be nil where Files is set.
	Wheel []byte
	// Files is a folder of modules: its root is where they are imported from.
	Files fs.FS
}

// ReadPackage reads a wheel, which is a file NAME.whl, or takes a folder of modules.
// Errors are *PackageError.
func ReadPackage(path string) (Package, error) {
	name := filepath.Base(path)
	info, err := os.Stat(path)
	if err != nil {
		return Package{}, unreadable(path, err)
	}
	if info.IsDir() {
		return Package{Name: name, Files: os.DirFS(path)}, nil
	}
	if !strings.HasSuffix(name, ".whl") {
		return Package{}, &PackageError{Package: path, Reason: "neither a wheel, whose name ends in .whl, nor a folder of modules"}
	}
	if info.Size() > wheel.MaxBytes {
		return Package{}, &PackageError{Package: path, Reason: fmt.Sprintf("the file has %d bytes, and the most is %d", info.Size(), wheel.MaxBytes)}
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return Package{}, unreadable(path, err)
	}
	return Package{Name: name, Wheel: data}, nil
}

func unreadable(path string, err error) error {
	if bare, ok := err.(*fs.PathError); ok {
		err = bare.Err
	}
	return &PackageError{Package: path, Reason: err.Error(), Err: err}
}

// packages are Config.Packages, ready for all runs.
type packages struct {
	dir     *workspace.Fixed // nil where there are none
	modules []string
}

func unpack(list []Package) (packages, error) {
	if len(list) == 0 {
		return packages{}, nil
	}
	var set wheel.Set
	for _, p := range list {
		var err error
		switch {
		case p.Files != nil && p.Wheel != nil:
			err = &PackageError{Package: p.Name, Reason: "it has both a wheel and a folder: give one of them"}
		case p.Files != nil:
			err = set.AddFS(p.Name, p.Files)
		default:
			err = set.AddWheel(p.Name, p.Wheel)
		}
		if err != nil {
			return packages{}, err
		}
	}
	dir, err := workspace.NewFixed(set.Files())
	if err != nil {
		return packages{}, &PackageError{Package: "of all", Reason: err.Error(), Err: err}
	}
	return packages{dir, set.Modules()}, nil
}

// warmup is the program that makes the packages known to the interpreter and imports
// them. One that cannot be imported, since it lacks another for example, says so to
// the program that imports it.
func (p packages) warmup() string {
	if p.dir == nil {
		return ""
	}
	return `import sys
sys.path.append('/` + packagesDir + `')
for _ in '` + strings.Join(p.modules, " ") + `'.split():
    try:
        __import__(_)
    except BaseException:
        pass
import gc
gc.collect()
del _, sys, gc
`
}
