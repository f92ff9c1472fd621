package code

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/vivarium-wasm/vivarium/host/internal/wasm"
)

// maxFacts is more than the facts of any module take, in bytes: a number of 20 digits
// for each 64 of its globals, and some kilobytes.
const maxFacts = 1 << 20

// factsKey names the facts of a module.
func (c *cache) factsKey(d digest) string {
	return c.key(fmt.Sprintf("facts %d", wasm.FactsVersion), d)
}

// read reads the code of a module, or takes its facts from the cache.
func (c *cache) read(o *wasm.Outline) (*Source, error) {
	s := &Source{digest: sha256.Sum256(o.Bytes())}
	key := c.factsKey(s.digest)
	path := c.path(key, factsSuffix)
	facts, err := c.takeEntry(path, key, maxFacts)
	if err == nil {
		if s.Module, err = o.WithFacts(facts); err == nil {
			s.known = true
			return s, nil
		}
		if errors.As(err, new(*wasm.UnsupportedError)) {
			return nil, err
		}
	}
	if !errors.Is(err, fs.ErrNotExist) {
		_ = os.Remove(path)
	}
	s.Module, err = o.ReadCode()
	return s, err
}

// putFacts keeps the facts of a module whose code is in the cache.
func (c *cache) putFacts(s *Source) {
	facts, err := s.Facts()
	if err != nil {
		return
	}
	key := c.factsKey(s.digest)
	c.put(c.path(key, factsSuffix), seal(facts, key))
}
