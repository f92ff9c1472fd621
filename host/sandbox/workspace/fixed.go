package workspace

import "math"

// Fixed is a directory whose contents never change. It is made once, and many trees
// may have it at a time: it costs none of them anything.
type Fixed struct{ root *node }

// NewFixed makes a directory of these files, by path. The bytes are not copied and
// must not change.
func NewFixed(files map[string][]byte) (*Fixed, error) {
	t, err := New(Quota{Bytes: math.MaxInt64, Entries: math.MaxInt64, Open: 1}, files)
	if err != nil {
		return nil, err
	}
	fix(t.root)
	return &Fixed{t.root}, nil
}

func fix(n *node) {
	n.fixed = true
	for _, child := range n.children {
		fix(child)
	}
}

// Mount puts a directory into the root of the tree under this name. It does not count
// towards the quota, and what would change it is Denied.
func (t *Tree) Mount(name string, f *Fixed) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.root.children[name] != nil {
		return fail(Exists, name)
	}
	t.root.children[name] = f.root
	return nil
}
