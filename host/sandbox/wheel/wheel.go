// Package wheel reads packages of pure Python: wheels, which are zip archives of the
// form that PEP 427 and the packaging guide of Python ("Binary distribution format")
// describe, and folders of modules. What it reads may be hostile: sizes and paths are
// bounded and checked before anything is kept, and an error says which file it was.
package wheel

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"unicode/utf8"
)

// Bounds of all packages together.
const (
	// MaxBytes is how many bytes the files may have, unpacked.
	MaxBytes = 64 << 20
	// MaxFiles is how many files there may be.
	MaxFiles = 20_000
	// maxArchive is how many bytes an archive may have.
	maxArchive = 64 << 20
	// maxNames bounds the depth of a path, and maxPath its bytes.
	maxNames, maxPath = 32, 1024
)

// Error says what is wrong with a package.
type Error struct {
	// Package is the name of the wheel's file, or of the folder.
	Package string
	// Member is the path of the file in it, empty where it is none alone.
	Member string
	// Reason is what is wrong.
	Reason string
	// Err is the cause, where there is one.
	Err error
}

func (e *Error) Error() string {
	if e.Member == "" {
		return fmt.Sprintf("package %s: %s", e.Package, e.Reason)
	}
	return fmt.Sprintf("package %s: %q: %s", e.Package, clip(e.Member), e.Reason)
}

// Unwrap is the cause.
func (e *Error) Unwrap() error { return e.Err }

func clip(text string) string {
	if len(text) > 200 {
		return text[:200] + "..."
	}
	return text
}

// Set is the files of packages, as one folder that Python imports from.
type Set struct {
	files   map[string][]byte
	origins map[string]string // the package that each file came from
	bytes   int64
}

// Files are the files by path. They must not be changed.
func (s *Set) Files() map[string][]byte { return s.files }

// Modules are the names that can be imported, sorted: those of the modules and
// packages in the root of the folder.
func (s *Set) Modules() []string {
	found := map[string]bool{}
	for file := range s.files {
		top, rest, inside := strings.Cut(file, "/")
		switch {
		case !inside && strings.HasSuffix(top, ".py"):
			top = strings.TrimSuffix(top, ".py")
		case !inside, !strings.HasSuffix(rest, ".py"), strings.Contains(top, "."):
			continue
		}
		if isIdentifier(top) {
			found[top] = true
		}
	}
	return slices.Sorted(maps.Keys(found))
}

func isIdentifier(name string) bool {
	for i, c := range name {
		if !(c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || i > 0 && '0' <= c && c <= '9' || c >= utf8.RuneSelf && c != utf8.RuneError) {
			return false
		}
	}
	return name != ""
}

// AddWheel unpacks the wheel in data, whose file is called name. The error is an
// *Error; the set is not to be used after one.
func (s *Set) AddWheel(name string, data []byte) error {
	fail := func(member, reason string, err error) error {
		return &Error{Package: name, Member: member, Reason: reason, Err: err}
	}
	if len(data) > maxArchive {
		return fail("", fmt.Sprintf("the archive has %d bytes, and the most is %d", len(data), maxArchive), nil)
	}
	// Each entry has this mark. The reader makes much more of one than the 46 bytes
	// that it has in the archive.
	if most := 2*MaxFiles + 1; bytes.Count(data, []byte("PK\x01\x02")) > most {
		return fail("", fmt.Sprintf("it has more than %d files and folders", most), nil)
	}
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return fail("", "not a wheel: it is not a zip archive", err)
	}
	described := false
	seen := map[string]bool{}
	for _, member := range archive.File {
		if member.Mode().IsDir() || strings.HasSuffix(member.Name, "/") {
			continue
		}
		if err := checkMember(name, member.Name); err != nil {
			return err
		}
		switch {
		case !member.Mode().IsRegular():
			return fail(member.Name, "a link or a device, where a file is expected", nil)
		case seen[member.Name]:
			return fail(member.Name, "it is in the archive twice", nil)
		case member.Flags&1 != 0:
			return fail(member.Name, "it is encrypted", nil)
		case member.Method != zip.Store && member.Method != zip.Deflate:
			return fail(member.Name, fmt.Sprintf("it is packed by method %d, which wheels do not use", member.Method), nil)
		}
		seen[member.Name] = true
		target, kept := placed(member.Name)
		if !kept {
			continue
		}
		described = described || strings.HasSuffix(path.Dir(target), ".dist-info") && path.Base(target) == "WHEEL"
		file, err := member.Open()
		if err != nil {
			return fail(member.Name, "it cannot be unpacked", err)
		}
		content, err := s.read(file)
		_ = file.Close()
		if err != nil {
			return fail(member.Name, "it cannot be unpacked: "+err.Error(), err)
		}
		if err := s.add(name, target, content); err != nil {
			return err
		}
	}
	if !described {
		return fail("", "not a wheel: it has no file NAME.dist-info/WHEEL", nil)
	}
	return nil
}

// placed is where a file of a wheel belongs. Scripts, headers and data have no place
// here.
func placed(member string) (target string, kept bool) {
	top, rest, _ := strings.Cut(member, "/")
	if !strings.HasSuffix(top, ".data") {
		return member, true
	}
	scheme, rest, _ := strings.Cut(rest, "/")
	return rest, (scheme == "purelib" || scheme == "platlib") && rest != ""
}

// AddFS takes the modules below the root of files; name is for messages. The error
// is an *Error; the set is not to be used after one.
func (s *Set) AddFS(name string, files fs.FS) error {
	unreadable := func(member string, err error) error {
		return &Error{Package: name, Member: member, Reason: "it cannot be read: " + err.Error(), Err: err}
	}
	entries := 0
	return fs.WalkDir(files, ".", func(member string, entry fs.DirEntry, err error) error {
		if err != nil {
			return unreadable(member, err)
		}
		if entries++; entries > 2*MaxFiles {
			return &Error{Package: name, Reason: fmt.Sprintf("it has more than %d files and folders", 2*MaxFiles)}
		}
		if entry.IsDir() {
			if entry.Name() == "__pycache__" {
				return fs.SkipDir
			}
			return nil
		}
		if err := checkMember(name, member); err != nil {
			return err
		}
		if !entry.Type().IsRegular() {
			return &Error{Package: name, Member: member, Reason: "a link or a device, where a file is expected"}
		}
		file, err := files.Open(member)
		if err != nil {
			return unreadable(member, err)
		}
		content, err := s.read(file)
		_ = file.Close()
		if err != nil {
			return unreadable(member, err)
		}
		return s.add(name, member, content)
	})
}

// checkMember checks the path of a file before the file is looked at.
func checkMember(name, member string) error {
	reason := ""
	switch {
	case len(member) > maxPath:
		reason = fmt.Sprintf("the path has %d bytes, and the most is %d", len(member), maxPath)
	case !fs.ValidPath(member) || strings.ContainsAny(member, "\\\x00"):
		reason = "not a path inside the package"
	case strings.Count(member, "/") >= maxNames:
		reason = fmt.Sprintf("the path has more than %d names", maxNames)
	case isExtension(member):
		reason = "an extension module: only packages of pure Python can be imported in a sandbox"
	default:
		return nil
	}
	return &Error{Package: name, Member: member, Reason: reason}
}

// isExtension tells whether a file is machine code by its name: mod.so,
// mod.cpython-313-x86_64-linux-gnu.so, libx.so.1, mod.pyd, x.dylib, x.dll.
func isExtension(member string) bool {
	base := strings.ToLower(path.Base(member))
	switch path.Ext(base) {
	case ".so", ".pyd", ".dylib", ".dll":
		return true
	}
	return strings.Contains(base, ".so.")
}

// read reads a file as far as there is room for it, whatever its archive says of its
// size.
func (s *Set) read(file io.Reader) ([]byte, error) {
	room := MaxBytes - s.bytes
	content, err := io.ReadAll(io.LimitReader(file, room+1))
	if err != nil {
		return nil, err
	}
	if int64(len(content)) > room {
		return nil, fmt.Errorf("all packages together have more than %d bytes", MaxBytes)
	}
	return content, nil
}

func (s *Set) add(name, target string, content []byte) error {
	if s.files == nil {
		s.files, s.origins = map[string][]byte{}, map[string]string{}
	}
	if old, there := s.files[target]; there {
		// Parts of a namespace have the same empty __init__.py.
		if bytes.Equal(old, content) {
			return nil
		}
		return &Error{Package: name, Member: target, Reason: "package " + s.origins[target] + " has another file of this path"}
	}
	if len(s.files) >= MaxFiles {
		return &Error{Package: name, Reason: fmt.Sprintf("all packages together have more than %d files", MaxFiles)}
	}
	s.files[target], s.origins[target] = content, name
	s.bytes += int64(len(content))
	return nil
}
