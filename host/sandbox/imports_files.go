package sandbox

import (
	"context"
	"errors"
	"io"
	"maps"

	"github.com/vivarium-wasm/vivarium/bindings/runner"
	"github.com/vivarium-wasm/vivarium/host/sandbox/workspace"
)

// filesImport is the interface files.
type filesImport struct{ *seat }

// use gives the workspace, which is made when it is first used.
func (r filesImport) use() (*workspace.Tree, error) {
	if r.cut.Bytes > 0 {
		return nil, runner.FileErrorInvalidPath{}
	}
	if r.tree == nil {
		tree, err := r.sandbox.workspace(r.program.Files)
		if err != nil {
			return nil, err
		}
		if r.held.instance != nil && !tree.Account(&r.held) {
			return nil, r.met(r.outOfMemory())
		}
		r.tree = tree
	}
	return r.tree, nil
}

// workspace makes a workspace of the sandbox's files, its packages and more files.
func (s *Sandbox) workspace(more map[string][]byte) (*workspace.Tree, error) {
	files := s.files
	if len(more) > 0 {
		files = make(map[string][]byte, len(s.files)+len(more))
		maps.Copy(files, s.files)
		maps.Copy(files, more)
	}
	tree, err := workspace.New(s.limits.workspace(), files)
	if err == nil && s.packages.dir != nil {
		err = tree.Mount(packagesDir, s.packages.dir)
	}
	return tree, err
}

func (r filesImport) Open(_ context.Context, path string, how runner.OpenFlags) (runner.File, error) {
	tree, err := r.use()
	if err != nil {
		return nil, err
	}
	file, err := tree.Open(path, workspace.Flags{
		Read:      how.Has(runner.OpenFlagsRead),
		Write:     how.Has(runner.OpenFlagsWrite),
		Append:    how.Has(runner.OpenFlagsAppend),
		Create:    how.Has(runner.OpenFlagsCreate),
		Exclusive: how.Has(runner.OpenFlagsExclusive),
		Truncate:  how.Has(runner.OpenFlagsTruncate),
	})
	if err != nil {
		return nil, fileError(err)
	}
	return openFile{r.run, file}, nil
}

func (r filesImport) Stat(_ context.Context, path string) (runner.Metadata, error) {
	tree, err := r.use()
	if err != nil {
		return runner.Metadata{}, err
	}
	m, err := tree.Stat(path)
	return metadata(m), fileError(err)
}

func (r filesImport) List(_ context.Context, path string) ([]runner.Entry, error) {
	tree, err := r.use()
	if err != nil {
		return nil, err
	}
	found, err := tree.List(path)
	if err != nil {
		return nil, fileError(err)
	}
	entries := make([]runner.Entry, len(found))
	for i, e := range found {
		entries[i] = runner.Entry{Name: e.Name, Kind: kind(e.Directory)}
	}
	return entries, nil
}

func (r filesImport) MakeDirectory(_ context.Context, path string) error {
	tree, err := r.use()
	if err != nil {
		return err
	}
	return fileError(tree.MakeDirectory(path))
}

func (r filesImport) Remove(_ context.Context, path string) error {
	tree, err := r.use()
	if err != nil {
		return err
	}
	return fileError(tree.Remove(path))
}

func (r filesImport) Rename(_ context.Context, source, target string) error {
	tree, err := r.use()
	if err != nil {
		return err
	}
	return fileError(tree.Rename(source, target))
}

// openFile is the resource file.
type openFile struct {
	run  *run
	file *workspace.File
}

func (f openFile) Read(_ context.Context, most uint32) ([]byte, error) {
	bytes := f.run.scratch(most)
	n, err := f.file.ReadInto(bytes)
	return bytes[:n], fileError(err)
}

func (f openFile) Write(_ context.Context, bytes []byte) error {
	return fileError(f.file.Write(bytes))
}

// scratch is a buffer for what one call gives the guest, which is used again by
// the next.
func (r *run) scratch(most uint32) []byte {
	n := int(min(most, maxRead))
	if n > cap(r.buffer) {
		r.buffer = make([]byte, n)
	}
	return r.buffer[:n]
}

// whences are those of package io for the contract's.
var whences = map[runner.Whence]int{
	runner.WhenceStart:   io.SeekStart,
	runner.WhenceCurrent: io.SeekCurrent,
	runner.WhenceEnd:     io.SeekEnd,
}

func (f openFile) Seek(_ context.Context, offset int64, origin runner.Whence) (uint64, error) {
	position, err := f.file.Seek(offset, whences[origin])
	return uint64(position), fileError(err)
}

func (f openFile) SetSize(_ context.Context, size uint64) error {
	return fileError(f.file.SetSize(size))
}

func (f openFile) Stat(context.Context) (runner.Metadata, error) {
	return metadata(f.file.Stat()), nil
}

func (f openFile) Close(context.Context) error { return f.file.Close() }

func metadata(m workspace.Metadata) runner.Metadata {
	return runner.Metadata{Kind: kind(m.Directory), Size: m.Size}
}

func kind(directory bool) runner.Kind {
	if directory {
		return runner.KindDirectory
	}
	return runner.KindFile
}

// fileError is the error in the contract's form.
func fileError(err error) error {
	var e *workspace.Error
	if !errors.As(err, &e) {
		return err
	}
	switch e.Kind {
	case workspace.NotFound:
		return runner.FileErrorNotFound{}
	case workspace.Exists:
		return runner.FileErrorExists{}
	case workspace.Denied:
		return runner.FileErrorDenied{}
	case workspace.IsDirectory:
		return runner.FileErrorIsDirectory{}
	case workspace.NotDirectory:
		return runner.FileErrorNotDirectory{}
	case workspace.NotEmpty:
		return runner.FileErrorNotEmpty{}
	case workspace.InvalidPath:
		return runner.FileErrorInvalidPath{}
	case workspace.QuotaExceeded:
		return runner.FileErrorQuota{Value: e.Quota}
	case workspace.OutOfMemory:
		return runner.FileErrorOutOfMemory{}
	}
	return runner.FileErrorInvalidArgument{}
}
