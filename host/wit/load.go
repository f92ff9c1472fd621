package wit

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// maxFiles is how many files one package folder and its deps may have.
const maxFiles = 10_000

// Options say how text is resolved.
type Options struct {
	// Features are the unstable features that are switched on.
	Features []string
	// AllFeatures switches on every one.
	AllFeatures bool
}

// Parse reads the text of one file, which holds a whole package and, in braces,
// those that it uses. The name is for messages.
func Parse(name, text string, o Options) (*Model, error) {
	f, err := parseFile(name, text)
	if err != nil {
		return nil, err
	}
	r := newResolver(o)
	if r.main, err = r.add([]*astFile{f}); err != nil {
		return nil, err
	}
	return r.resolve()
}

// Load reads a package: a file, or a folder whose files are the package and
// whose folder deps holds what it uses, each dependency a file, a folder, or a
// package in binary form, whose errors have their place in its text.
func Load(name string, o Options) (*Model, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, fmt.Errorf("wit: %w", err)
	}
	if info.IsDir() {
		return load(os.DirFS(name), ".", name, o)
	}
	if info.Size() > maxFile {
		return nil, errorf(Pos{File: name, Line: 1, Column: 1}, "the file has %d bytes, more than %d", info.Size(), maxFile)
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("wit: %w", err)
	}
	return Parse(name, string(text), o)
}

// LoadFS is Load for a folder of a file system.
func LoadFS(fsys fs.FS, dir string, o Options) (*Model, error) { return load(fsys, dir, dir, o) }

func load(fsys fs.FS, dir, shown string, o Options) (*Model, error) {
	l := &loader{fsys: fsys, dir: dir, shown: shown}
	r := newResolver(o)
	files, err := l.folder(dir)
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("wit: no file in %s ends in .wit", shown)
	}
	if r.main, err = r.add(files); err != nil {
		return nil, err
	}
	deps := path.Join(dir, "deps")
	entries, err := fs.ReadDir(fsys, deps)
	if err != nil && !os.IsNotExist(err) {
		return nil, fmt.Errorf("wit: %w", err)
	}
	for _, e := range entries {
		name := path.Join(deps, e.Name())
		info, err := fs.Stat(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("wit: %w", err)
		}
		var files []*astFile
		switch {
		case info.IsDir():
			files, err = l.folder(name)
		case strings.HasSuffix(name, ".wit"), strings.HasSuffix(name, ".wasm"):
			var f *astFile
			f, err = l.file(name)
			files = []*astFile{f}
		}
		if err != nil {
			return nil, err
		}
		if len(files) > 0 {
			if _, err := r.add(files); err != nil {
				return nil, err
			}
		}
	}
	return r.resolve()
}

type loader struct {
	fsys       fs.FS
	dir, shown string
	n          int
}

func (l *loader) folder(dir string) ([]*astFile, error) {
	entries, err := fs.ReadDir(l.fsys, dir)
	if err != nil {
		return nil, fmt.Errorf("wit: %w", err)
	}
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	var files []*astFile
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".wit") || e.IsDir() {
			continue
		}
		f, err := l.file(path.Join(dir, e.Name()))
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	return files, nil
}

func (l *loader) file(name string) (*astFile, error) {
	if l.n++; l.n > maxFiles {
		return nil, fmt.Errorf("wit: %s holds more than %d files", l.shown, maxFiles)
	}
	info, err := fs.Stat(l.fsys, name)
	if err != nil {
		return nil, fmt.Errorf("wit: %w", err)
	}
	if info.Size() > maxFile {
		return nil, errorf(Pos{File: name, Line: 1, Column: 1}, "the file has %d bytes, more than %d", info.Size(), maxFile)
	}
	text, err := fs.ReadFile(l.fsys, name)
	if err != nil {
		return nil, fmt.Errorf("wit: %w", err)
	}
	shown := name
	if l.shown != l.dir {
		shown = filepath.Join(l.shown, name)
	}
	if strings.HasSuffix(name, ".wasm") {
		m, err := FromBinary(text, "")
		if err != nil {
			return nil, fmt.Errorf("%s: %w", shown, err)
		}
		text = []byte(Print(m.Main))
	}
	return parseFile(shown, string(text))
}
