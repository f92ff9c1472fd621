package workspace

import (
	"fmt"
)

// Kind is why an operation failed. The kinds are those of the contract's
// file-error.
type Kind int

// The kinds of errors.
const (
	// NotFound: there is no file or directory of this path.
	NotFound Kind = iota
	// Exists: there is already a file or directory of this path.
	Exists
	// Denied: the file is not open for this, or the path may not be changed.
	Denied
	// IsDirectory: the path names a directory, and the operation needs a file.
	IsDirectory
	// NotDirectory: the path names a file, and the operation needs a directory.
	NotDirectory
	// NotEmpty: the directory has entries.
	NotEmpty
	// InvalidPath: the path is not a valid one.
	InvalidPath
	// InvalidArgument: another argument is not a valid one.
	InvalidArgument
	// QuotaExceeded: the operation would pass the quota.
	QuotaExceeded
	// OutOfMemory: the Memory that the tree accounts to has no room for it.
	OutOfMemory
)

var kindNames = [...]string{
	"not found", "exists", "denied", "is a directory", "not a directory",
	"not empty", "invalid path", "invalid argument", "quota exceeded", "out of memory",
}

// String is the kind in words.
func (k Kind) String() string {
	if k < 0 || int(k) >= len(kindNames) {
		return fmt.Sprintf("kind %d", int(k))
	}
	return kindNames[k]
}

// Error says why an operation failed.
type Error struct {
	Kind Kind
	// Path is the path of the operation, empty for one on an open file.
	Path string
	// Quota is the quota that would be passed: bytes, entries or open files.
	Quota uint64
}

func (e *Error) Error() string {
	s := "workspace: "
	if e.Path != "" {
		s += fmt.Sprintf("%q: ", e.Path)
	}
	s += e.Kind.String()
	if e.Kind == QuotaExceeded {
		s += fmt.Sprintf(" (%d)", e.Quota)
	}
	return s
}

func fail(kind Kind, path string) error { return &Error{Kind: kind, Path: path} }
