package workspace

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAFixedDirectory(t *testing.T) {
	_, err := NewFixed(map[string][]byte{"m.py": []byte("x = 1"), "empty/": nil})
	require.Equal(t, "invalid path", outcome(err))
	fixed, err := NewFixed(map[string][]byte{"m.py": []byte("x = 1"), "p/__init__.py": nil})
	require.NoError(t, err)

	one, two := newTree(t, map[string][]byte{"own": []byte("1")}), newTree(t, nil)
	for _, tree := range []*Tree{one, two} {
		before := tree.Used()
		require.NoError(t, tree.Mount("packages", fixed))
		require.Equal(t, before, tree.Used())
		require.Equal(t, "x = 1", read(t, tree, "packages/m.py"))
	}
	entries, err := one.List("packages")
	require.NoError(t, err)
	require.Equal(t, []Entry{{"m.py", false}, {"p", true}}, entries)
	require.Equal(t, map[string][]byte{"own": []byte("1")}, one.Files())
	require.Equal(t, "exists", outcome(one.Mount("own", fixed)))

	for name, change := range map[string]func() error{
		"write":             func() error { _, err := one.Open("packages/m.py", Flags{Write: true}); return err },
		"append":            func() error { _, err := one.Open("packages/m.py", Flags{Append: true}); return err },
		"truncate":          func() error { _, err := one.Open("packages/m.py", Flags{Write: true, Truncate: true}); return err },
		"create":            func() error { _, err := one.Open("packages/p/new", Flags{Write: true, Create: true}); return err },
		"make a directory":  func() error { return one.MakeDirectory("packages/new") },
		"remove a file":     func() error { return one.Remove("packages/m.py") },
		"remove all":        func() error { return one.Remove("packages") },
		"rename away":       func() error { return one.Rename("packages/m.py", "m.py") },
		"rename all":        func() error { return one.Rename("packages", "other") },
		"rename into":       func() error { return one.Rename("own", "packages/own") },
		"rename over":       func() error { return one.Rename("own", "packages/m.py") },
		"a path around it":  func() error { return one.Rename("own", "packages/p/../m.py") },
		"through the other": func() error { return two.Remove("./packages/p/__init__.py") },
	} {
		require.Equal(t, "denied", outcome(change()), name)
	}
	f, err := one.Open("packages/m.py", Flags{Read: true})
	require.NoError(t, err)
	require.NoError(t, f.Close())
	require.Equal(t, "x = 1", read(t, two, "packages/m.py"))
}
