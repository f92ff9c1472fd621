package code

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/internal/engine"
	"github.com/vivarium-wasm/vivarium/host/internal/wasm"
)

// The second time a module is met, its code is not read: what is known of it is.
func TestTheCodeOfACachedModuleIsNotReadAgain(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "cache")
	// A body that cannot be read: only facts get past it.
	unreadable := append([]byte(wasm.Preamble), 1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0, 10, 5, 1, 3, 0, 0xff, 0x0b)
	o, err := wasm.ReadOutline(unreadable)
	require.NoError(t, err)
	core, err := engine.New(engine.Config{})
	require.NoError(t, err)
	defer func() { require.NoError(t, core.Close()) }()
	c, err := NewCompiler(core, dir)
	require.NoError(t, err)
	_, err = c.Read(o)
	require.Error(t, err)

	readable, err := wasm.ReadOutline([]byte(wasm.Preamble))
	require.NoError(t, err)
	first, err := c.Read(readable)
	require.NoError(t, err)
	require.False(t, first.known)
	again, err := c.Read(readable)
	require.NoError(t, err)
	require.False(t, again.known, "nothing is kept of what was not compiled")
	m, err := c.Compile(context.Background(), first)
	require.NoError(t, err)
	m.Close()
	again, err = c.Read(readable)
	require.NoError(t, err)
	require.True(t, again.known)
	require.Equal(t, first.Cost(), again.Cost())

	// An entry under the name of another's is not taken for it.
	kept := cached(t, dir)
	var facts string
	for _, file := range kept {
		if filepath.Ext(file) == factsSuffix {
			facts = file
		}
	}
	key := c.cache.factsKey(digest{})
	require.NoError(t, os.Rename(facts, c.cache.path(key, factsSuffix)))
	_, err = c.cache.takeEntry(c.cache.path(key, factsSuffix), key, maxFacts)
	require.ErrorIs(t, err, errEntry)
}

func TestSealedEntries(t *testing.T) {
	entry := seal([]byte("contents"), "key")
	contents, err := unseal(entry, "key")
	require.NoError(t, err)
	require.Equal(t, "contents", string(contents))
	for _, key := range []string{"", "ke", "kez", "skey", "another key"} {
		_, err = unseal(entry, key)
		require.ErrorIs(t, err, errEntry, "%q", key)
	}
	for n := range entry {
		_, err = unseal(entry[:n], "key")
		require.ErrorIs(t, err, errEntry, "the first %d bytes", n)
		damaged := append([]byte(nil), entry...)
		damaged[n] ^= 1
		_, err = unseal(damaged, "key")
		require.ErrorIs(t, err, errEntry, "a bit of byte %d", n)
	}
}
