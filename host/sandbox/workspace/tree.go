package workspace

import (
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// MaxPath is how many bytes a path may have.
const MaxPath = 4096

// Bounds of a path: bytes of a name, and names.
const (
	maxName  = 255
	maxDepth = 128
)

// entryCost is what an entry takes beside its name and the bytes of its file,
// and is counted in the bytes quota too: a million empty files are not free.
const entryCost = 128

// Quota bounds a workspace. None may be zero.
type Quota struct {
	// Bytes is the sum of the sizes of all files, with their names and some
	// 128 bytes for each entry. A file that was removed counts while it is open.
	Bytes uint64
	// Entries is the number of files and directories but the root.
	Entries uint64
	// Open is the number of files open at a time.
	Open uint64
}

// Metadata is what is known of a path.
type Metadata struct {
	Directory bool
	// Size is in bytes, 0 for a directory.
	Size uint64
}

// Entry is one entry of a directory.
type Entry struct {
	Name      string
	Directory bool
}

// node is a file or a directory.
type node struct {
	children map[string]*node // nil for a file
	content  content
	// links is 1 while the node is in the tree, open how many handles there are.
	links, open int
	// fixed nodes are those of a Fixed: many trees share them, and nothing changes
	// them.
	fixed bool
}

func (n *node) directory() bool { return n.children != nil }

// Tree is a workspace. It may be used from several goroutines.
type Tree struct {
	mu      sync.Mutex
	root    *node
	quota   Quota
	bytes   uint64
	entries uint64
	open    uint64

	memory Memory
	taken  int64 // of memory, or what would be
}

// Memory counts the memory that a tree takes for what was written into it. It is
// called while the tree is being changed and must not use the tree.
type Memory interface {
	// Take counts n bytes more; it is false where there is no room for them.
	Take(n int64) bool
	// Give takes n bytes back.
	Give(n int64)
}

// Account has the tree count what it takes with m from here on, and what it has
// taken so far. It is false where m has no room for that. A nil m ends it, and
// nothing is given back.
func (t *Tree) Account(m Memory) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if m != nil && !m.Take(t.taken) {
		return false
	}
	t.memory = m
	return true
}

// need counts n bytes of memory.
func (t *Tree) need(n int64, path string) error {
	if t.memory != nil && !t.memory.Take(n) {
		return fail(OutOfMemory, path)
	}
	t.taken += n
	return nil
}

// drop gives n bytes of memory back.
func (t *Tree) drop(n int64) {
	if t.memory != nil {
		t.memory.Give(n)
	}
	t.taken -= n
}

// New makes a workspace with these files in it, by path. The directories that
// they need are made. The bytes are not copied and must not change while the
// tree is in use; the tree does not change them either.
func New(quota Quota, files map[string][]byte) (*Tree, error) {
	t := &Tree{quota: quota, root: &node{children: map[string]*node{}, links: 1}}
	// In order, so that the same files give the same error.
	for _, path := range sortedKeys(files) {
		if err := t.seed(path, files[path]); err != nil {
			return nil, err
		}
	}
	return t, nil
}

func (t *Tree) seed(path string, data []byte) error {
	names, err := split(path)
	if err != nil {
		return err
	}
	if len(names) == 0 || len(names) > maxDepth || slices.Contains(names, "..") || strings.HasSuffix(path, "/") {
		return fail(InvalidPath, path)
	}
	dir := t.root
	for _, name := range names[:len(names)-1] {
		child, ok := dir.children[name]
		if !ok {
			child = &node{children: map[string]*node{}}
			if err := t.link(dir, name, child, path); err != nil {
				return err
			}
		}
		if !child.directory() {
			return fail(NotDirectory, path)
		}
		dir = child
	}
	name := names[len(names)-1]
	if _, ok := dir.children[name]; ok {
		return fail(Exists, path)
	}
	if err := t.link(dir, name, &node{content: content{size: int64(len(data)), shared: data}}, path); err != nil {
		return err
	}
	return t.take(uint64(len(data)), path)
}

// Stat tells what is known of a path.
func (t *Tree) Stat(path string) (Metadata, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	n, err := t.find(path)
	if err != nil {
		return Metadata{}, err
	}
	return Metadata{Directory: n.directory(), Size: uint64(n.content.size)}, nil
}

// List gives the entries of a directory, sorted by name.
func (t *Tree) List(path string) ([]Entry, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	n, err := t.find(path)
	if err != nil {
		return nil, err
	}
	if !n.directory() {
		return nil, fail(NotDirectory, path)
	}
	entries := make([]Entry, 0, len(n.children))
	for _, name := range sortedKeys(n.children) {
		entries = append(entries, Entry{Name: name, Directory: n.children[name].directory()})
	}
	return entries, nil
}

// MakeDirectory makes a directory in one that exists.
func (t *Tree) MakeDirectory(path string) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	at, err := t.locate(path)
	if err != nil {
		return err
	}
	if at.node != nil {
		return fail(Exists, path)
	}
	return t.link(at.dir, at.name, &node{children: map[string]*node{}}, path)
}

// Remove removes a file or an empty directory. An open file can be used until
// it is closed.
func (t *Tree) Remove(path string) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	at, err := t.locate(path)
	switch {
	case err != nil:
		return err
	case at.dir == nil: // the root
		return fail(Denied, path)
	case at.node == nil:
		return fail(NotFound, path)
	case at.node.fixed:
		return fail(Denied, path)
	case at.wantDirectory && !at.node.directory():
		return fail(NotDirectory, path)
	case len(at.node.children) > 0:
		return fail(NotEmpty, path)
	}
	t.unlink(at.dir, at.name)
	return nil
}

// Rename gives a file or directory another path. A file replaces a file that is
// there, a directory an empty directory.
func (t *Tree) Rename(source, target string) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	from, err := t.locate(source)
	if err != nil {
		return err
	}
	to, err := t.locate(target)
	if err != nil {
		return err
	}
	switch {
	case from.dir == nil:
		return fail(Denied, source)
	case from.node == nil:
		return fail(NotFound, source)
	case from.node.fixed:
		return fail(Denied, source)
	case from.wantDirectory && !from.node.directory():
		return fail(NotDirectory, source)
	case to.dir == nil, to.dir.fixed, to.node != nil && to.node.fixed:
		return fail(Denied, target)
	case to.wantDirectory && !from.node.directory():
		return fail(NotDirectory, target)
	case from.node == to.node:
		return nil
	case slices.Contains(to.parents, from.node):
		return fail(InvalidArgument, target)
	case len(to.parents)+height(from.node)-1 > maxDepth:
		return fail(InvalidPath, target)
	case to.node == nil:
	case to.node.directory() && !from.node.directory():
		return fail(IsDirectory, target)
	case !to.node.directory() && from.node.directory():
		return fail(NotDirectory, target)
	case len(to.node.children) > 0:
		return fail(NotEmpty, target)
	}
	// The new name may be longer than the old one and the quota used up. What
	// is replaced gives its share back first.
	freed := uint64(len(from.name))
	if to.node != nil {
		freed += uint64(len(to.name)) + entryCost
	}
	if t.bytes-freed+uint64(len(to.name)) > t.quota.Bytes {
		return &Error{Kind: QuotaExceeded, Path: target, Quota: t.quota.Bytes}
	}
	if to.node != nil {
		t.unlink(to.dir, to.name)
	}
	delete(from.dir.children, from.name)
	to.dir.children[to.name] = from.node
	t.bytes += uint64(len(to.name)) - uint64(len(from.name))
	t.drop(int64(len(from.name) - len(to.name)))
	return nil
}

// height is how many names a path into n may have, its own included. It is
// maxDepth at most, because no rename makes more.
func height(n *node) int {
	most := 0
	for _, child := range n.children {
		most = max(most, height(child))
	}
	return most + 1
}

// ReadFile gives a copy of a file's bytes.
func (t *Tree) ReadFile(path string) ([]byte, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	n, err := t.find(path)
	if err != nil {
		return nil, err
	}
	if n.directory() {
		return nil, fail(IsDirectory, path)
	}
	return n.content.bytes(), nil
}

// Files gives a copy of every file but those of a Fixed, by path. A nil Tree, of a run that touched no
// file, has none.
func (t *Tree) Files() map[string][]byte {
	if t == nil {
		return map[string][]byte{}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	files := map[string][]byte{}
	collect(t.root, "", files) // as deep as maxDepth allows
	return files
}

func collect(n *node, prefix string, files map[string][]byte) {
	for name, child := range n.children {
		if child.fixed {
			continue
		}
		if child.directory() {
			collect(child, prefix+name+"/", files)
		} else {
			files[prefix+name] = child.content.bytes()
		}
	}
}

// Used is what counts towards the quota now.
func (t *Tree) Used() Quota {
	t.mu.Lock()
	defer t.mu.Unlock()
	return Quota{Bytes: t.bytes, Entries: t.entries, Open: t.open}
}

// place is where a path leads: a name in a directory, and what is there.
type place struct {
	dir     *node   // nil for the root
	parents []*node // root first, dir last
	name    string
	node    *node // nil where there is nothing
	// wantDirectory is set by a trailing slash.
	wantDirectory bool
}

// locate follows a path. All but its last name must be there. A last name that
// is "." or ".." leads to that directory itself, under its own name.
func (t *Tree) locate(path string) (place, error) {
	names, err := split(path)
	if err != nil {
		return place{}, err
	}
	var parents []*node
	var trail []string
	here := t.root
	for i, name := range names {
		if !here.directory() {
			return place{}, fail(NotDirectory, path)
		}
		if name == ".." {
			if len(parents) > 0 {
				here, parents, trail = parents[len(parents)-1], parents[:len(parents)-1], trail[:len(trail)-1]
			}
			continue
		}
		if len(parents) == maxDepth {
			return place{}, fail(InvalidPath, path)
		}
		parents, trail = append(parents, here), append(trail, name)
		child, ok := here.children[name]
		if !ok {
			if i < len(names)-1 {
				return place{}, fail(NotFound, path)
			}
			return place{dir: here, parents: parents, name: name, wantDirectory: endsAsDirectory(path)}, nil
		}
		here = child
	}
	at := place{parents: parents, node: here, wantDirectory: endsAsDirectory(path)}
	if len(parents) > 0 {
		at.dir, at.name = parents[len(parents)-1], trail[len(trail)-1]
	}
	return at, nil
}

// find follows a path to what must be there.
func (t *Tree) find(path string) (*node, error) {
	at, err := t.locate(path)
	if err != nil {
		return nil, err
	}
	if at.node == nil {
		return nil, fail(NotFound, path)
	}
	if at.wantDirectory && !at.node.directory() {
		return nil, fail(NotDirectory, path)
	}
	return at.node, nil
}

// endsAsDirectory tells whether a path asks for a directory by its end.
func endsAsDirectory(path string) bool {
	return strings.HasSuffix(path, "/") || strings.HasSuffix(path, "/.")
}

// split is the names of a path, without empty ones and dots.
func split(path string) ([]string, error) {
	if len(path) > MaxPath || strings.ContainsRune(path, 0) || !utf8.ValidString(path) {
		return nil, fail(InvalidPath, clip(path))
	}
	var names []string
	for name := range strings.SplitSeq(path, "/") {
		if len(name) > maxName {
			return nil, fail(InvalidPath, clip(path))
		}
		if name != "" && name != "." {
			names = append(names, name)
		}
	}
	return names, nil
}

func clip(path string) string {
	const most = 80
	if len(path) <= most {
		return path
	}
	return path[:most] + "..."
}

// link puts a node into a directory and counts it.
func (t *Tree) link(dir *node, name string, n *node, path string) error {
	if dir.fixed {
		return fail(Denied, path)
	}
	if t.entries >= t.quota.Entries {
		return &Error{Kind: QuotaExceeded, Path: path, Quota: t.quota.Entries}
	}
	cost := uint64(len(name)) + entryCost
	if err := t.take(cost, path); err != nil {
		return err
	}
	if err := t.need(int64(cost), path); err != nil {
		t.bytes -= cost
		return err
	}
	t.entries++
	n.links++
	dir.children[name] = n
	return nil
}

// unlink takes a node out of a directory, and frees it unless it is open.
func (t *Tree) unlink(dir *node, name string) {
	n := dir.children[name]
	delete(dir.children, name)
	t.entries--
	t.bytes -= uint64(len(name)) + entryCost
	t.drop(int64(len(name) + entryCost))
	n.links--
	t.release(n)
}

// release gives the bytes of a file back once nothing leads to it.
func (t *Tree) release(n *node) {
	if n.links == 0 && n.open == 0 {
		t.clear(n)
	}
}

// clear takes a file's bytes away.
func (t *Tree) clear(n *node) {
	t.bytes -= uint64(n.content.size)
	t.drop(n.content.room())
	release(n.content.blocks)
	n.content = content{}
}

// resize makes a file's blocks its own and those for size bytes, with what it held,
// and counts the change before it makes it. What there is more is not cleared.
func (t *Tree) resize(n *node, size int64) error {
	c := &n.content
	old := c.size
	if size > old {
		if err := t.take(uint64(size-old), ""); err != nil {
			return err
		}
	}
	room := roomFor(size)
	if room > c.room() {
		if err := t.need(room-c.room(), ""); err != nil {
			t.bytes -= uint64(max(size-old, 0))
			return err
		}
	} else {
		t.drop(c.room() - room)
	}
	c.setRoom(size)
	if size < old {
		t.bytes -= uint64(old - size)
	}
	c.size = size
	return nil
}

// take counts bytes, if the quota has them.
func (t *Tree) take(n uint64, path string) error {
	if t.bytes > t.quota.Bytes || n > t.quota.Bytes-t.bytes {
		return &Error{Kind: QuotaExceeded, Path: path, Quota: t.quota.Bytes}
	}
	t.bytes += n
	return nil
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
