package code

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/vivarium-wasm/vivarium/host/internal/engine"
	"github.com/vivarium-wasm/vivarium/host/internal/wasm"
)

// cache keeps compiled modules in a directory, one file each, named by the hash
// of the module and of all that its compiled form depends on. The files hold
// machine code, so the directory must be one that nobody else can write to.
type cache struct {
	dir         string
	fingerprint string
	unwritten   atomic.Pointer[error] // why the last entry could not be written
}

func openCache(dir, fingerprint string) (*cache, error) {
	dir, err := cacheDir(dir)
	if err != nil {
		return nil, err
	}
	return &cache{dir: dir, fingerprint: fingerprint}, nil
}

// rewritten changes with what package wasm makes of modules.
const rewritten = 1

// digest is the hash of the bytes of a module.
type digest [sha256.Size]byte

// key names a form of a module. It is the name of the entry's file and stands in
// the entry too, so that an entry that has got another's name is not taken for it.
func (c *cache) key(form string, module digest) string {
	h := sha256.New()
	fmt.Fprintf(h, "%q %q %d\n", c.fingerprint, form, rewritten)
	h.Write(module[:])
	return hex.EncodeToString(h.Sum(nil))
}

func (c *cache) path(key, suffix string) string { return filepath.Join(c.dir, key+suffix) }

// The suffixes of entries: compiled code, and the facts of a module's code.
const (
	codeSuffix  = ".cwasm"
	factsSuffix = ".facts" // stateSuffix is that of states
)

// module takes a form of a module from the cache, or compiles what rewrite makes
// of it and puts that there. An entry is compiled again where it is damaged, is
// another module's, or was put there by another user. A cache that cannot be
// written to is not an error: the next start compiles again.
func (c *cache) module(ctx context.Context, e *engine.Engine, form string, src *Source, rewrite func() (*wasm.Module, error)) (*engine.Module, error) {
	key := c.key(form, src.digest)
	path := c.path(key, codeSuffix)
	m, err := c.take(e, path, key)
	if err == nil {
		return m, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		_ = os.Remove(path)
	}
	out, err := rewrite()
	if err != nil {
		return nil, err
	}
	if m, err = e.CompileModule(ctx, out); err != nil {
		return nil, err
	}
	if data, err := m.Serialize(key); err == nil {
		c.put(path, data)
	}
	return m, nil
}

var errForeign = errors.New("host: cache: the entry is not of this user")

func (c *cache) take(e *engine.Engine, path, key string) (*engine.Module, error) {
	if err := checkEntry(path); err != nil {
		return nil, err
	}
	return e.DeserializeFile(path, key)
}

// checkEntry gives the error of an entry that is not there, or that another user
// could have put there.
func checkEntry(path string) error {
	trusted, err := trustedEntry(path)
	if err == nil && !trusted {
		err = errForeign
	}
	return err
}

// unfinished names the files that put has not finished writing; one that is older
// than abandoned is of a process that was killed.
const (
	unfinished = ".new-*"
	abandoned  = time.Hour
)

// put writes an entry, if it can.
func (c *cache) put(path string, data []byte) {
	_ = c.write(path, func(f *os.File) error { _, err := f.Write(data); return err })
}

// write makes an entry of the bytes that fill writes, as a whole or not at all, and
// notes why it could not: the file has another name until it is whole.
func (c *cache) write(path string, fill func(*os.File) error) (err error) {
	defer func() {
		if err != nil {
			c.unwritten.Store(&err)
		}
	}()
	c.sweep()
	f, err := os.CreateTemp(c.dir, unfinished)
	if err != nil {
		return err
	}
	err = fill(f)
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
	return err
}

// sweep removes what processes that were killed have left.
func (c *cache) sweep() {
	left, _ := fs.Glob(os.DirFS(c.dir), unfinished)
	for _, name := range left {
		path := filepath.Join(c.dir, name)
		if info, err := os.Lstat(path); err == nil && time.Since(info.ModTime()) > abandoned {
			_ = os.Remove(path)
		}
	}
}
