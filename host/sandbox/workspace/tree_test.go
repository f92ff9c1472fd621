package workspace

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

var testQuota = Quota{Bytes: 1 << 20, Entries: 100, Open: 10}

func newTree(t *testing.T, files map[string][]byte) *Tree {
	t.Helper()
	tree, err := New(testQuota, files)
	require.NoError(t, err)
	return tree
}

// outcome is the kind of an error in words, or "ok".
func outcome(err error) string {
	var e *Error
	switch {
	case err == nil:
		return "ok"
	case errors.As(err, &e):
		return e.Kind.String()
	}
	return "another error: " + err.Error()
}

func write(t *testing.T, tree *Tree, path, text string) {
	t.Helper()
	f, err := tree.Open(path, Flags{Write: true, Create: true, Truncate: true})
	require.NoError(t, err)
	require.NoError(t, f.Write([]byte(text)))
	require.NoError(t, f.Close())
}

func read(t *testing.T, tree *Tree, path string) string {
	t.Helper()
	data, err := tree.ReadFile(path)
	require.NoError(t, err)
	return string(data)
}

func TestPaths(t *testing.T) {
	t.Parallel()
	tree := newTree(t, map[string][]byte{"a/b/f": []byte("x"), "g": nil})
	for path, want := range map[string]string{
		"":                        "directory",
		".":                       "directory",
		"/":                       "directory",
		"..":                      "directory",
		"../../..":                "directory",
		"a":                       "directory",
		"/a/":                     "directory",
		"a//b":                    "directory",
		"./a/./b/.":               "directory",
		"a/b/f":                   "file",
		"/../a/b/../b/f":          "file",
		"a/../../a/b/f":           "file",
		"a/b/f/":                  "not a directory",
		"a/b/f/.":                 "not a directory",
		"a/b/f/x":                 "not a directory",
		"a/b/f/..":                "not a directory",
		"x":                       "not found",
		"x/..":                    "not found",
		"x/y":                     "not found",
		"A":                       "not found",
		"a\\b":                    "not found",
		"a\x00":                   "invalid path",
		"\xff":                    "invalid path",
		strings.Repeat("n", 256):  "invalid path",
		strings.Repeat("n", 255):  "not found",
		strings.Repeat("/", 5000): "invalid path",
	} {
		m, err := tree.Stat(path)
		got := outcome(err)
		if err == nil {
			got = map[bool]string{true: "directory", false: "file"}[m.Directory]
		}
		require.Equal(t, want, got, "%q", path)
	}
}

func TestList(t *testing.T) {
	t.Parallel()
	tree := newTree(t, map[string][]byte{"b": nil, "a/x": nil, "B": nil, "ä": nil})
	entries, err := tree.List(".")
	require.NoError(t, err)
	require.Equal(t, []Entry{{"B", false}, {"a", true}, {"b", false}, {"ä", false}}, entries)
	_, err = tree.List("b")
	require.Equal(t, "not a directory", outcome(err))
	_, err = tree.List("none")
	require.Equal(t, "not found", outcome(err))
}

func TestOpenFlags(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		path string
		how  Flags
		want string
	}{
		{"f", Flags{Read: true}, "ok"},
		{"f", Flags{}, "invalid argument"},
		{"f", Flags{Create: true}, "invalid argument"},
		{"f", Flags{Read: true, Truncate: true}, "invalid argument"},
		{"f", Flags{Write: true, Exclusive: true}, "invalid argument"},
		{"f", Flags{Write: true, Create: true}, "ok"},
		{"f", Flags{Write: true, Create: true, Exclusive: true}, "exists"},
		{"n", Flags{Read: true}, "not found"},
		{"n", Flags{Write: true}, "not found"},
		{"n", Flags{Append: true}, "not found"},
		{"n", Flags{Append: true, Create: true}, "ok"},
		{"n", Flags{Write: true, Create: true, Exclusive: true}, "ok"},
		{"d", Flags{Read: true}, "is a directory"},
		{"d", Flags{Write: true, Create: true}, "is a directory"},
		{"d", Flags{Write: true, Create: true, Exclusive: true}, "exists"},
		{"d/n", Flags{Write: true, Create: true}, "ok"},
		{"x/n", Flags{Write: true, Create: true}, "not found"},
		{"f/n", Flags{Write: true, Create: true}, "not a directory"},
		{"n/", Flags{Write: true, Create: true}, "not a directory"},
		{"f/", Flags{Read: true}, "not a directory"},
		{"", Flags{Read: true}, "is a directory"},
		{"..", Flags{Write: true, Create: true}, "is a directory"},
	} {
		tree := newTree(t, map[string][]byte{"f": []byte("text"), "d/e": nil})
		f, err := tree.Open(c.path, c.how)
		require.Equal(t, c.want, outcome(err), "%q %+v", c.path, c.how)
		if err == nil {
			require.NoError(t, f.Close())
			require.NoError(t, f.Close())
		}
	}
}

func TestReadWriteSeek(t *testing.T) {
	t.Parallel()
	tree := newTree(t, nil)
	f, err := tree.Open("f", Flags{Read: true, Write: true, Create: true})
	require.NoError(t, err)

	require.NoError(t, f.Write([]byte("hello world")))
	seek := func(offset int64, whence int) int64 {
		t.Helper()
		n, err := f.Seek(offset, whence)
		require.NoError(t, err)
		return n
	}
	get := func(most uint32) string {
		t.Helper()
		data := make([]byte, min(most, 100))
		n, err := f.ReadInto(data)
		require.NoError(t, err)
		return string(data[:n])
	}
	require.EqualValues(t, 6, seek(-5, io.SeekEnd))
	require.Equal(t, "wor", get(3))
	require.Equal(t, "ld", get(math.MaxUint32))
	require.Equal(t, "", get(1))
	require.EqualValues(t, 0, seek(0, io.SeekStart))
	require.EqualValues(t, 2, seek(2, io.SeekCurrent))
	require.NoError(t, f.Write([]byte("L")))
	require.Equal(t, "heLlo world", read(t, tree, "f"))

	seek(3, io.SeekEnd)
	require.Equal(t, "", get(1))
	require.NoError(t, f.Write(nil))
	require.Equal(t, Metadata{Size: 11}, f.Stat())
	require.NoError(t, f.Write([]byte("!")))
	require.Equal(t, "heLlo world\x00\x00\x00!", read(t, tree, "f"))

	for _, c := range []struct {
		offset int64
		whence int
	}{{-1, io.SeekStart}, {-16, io.SeekEnd}, {-16, io.SeekCurrent}, {0, 3}, {0, -1}, {math.MaxInt64, io.SeekEnd}, {math.MinInt64, io.SeekCurrent}} {
		_, err := f.Seek(c.offset, c.whence)
		require.Equal(t, "invalid argument", outcome(err), "%+v", c)
	}

	require.NoError(t, f.SetSize(5))
	require.NoError(t, f.SetSize(8))
	require.Equal(t, "heLlo\x00\x00\x00", read(t, tree, "f"))
}

func TestAppendWritesAtTheEnd(t *testing.T) {
	t.Parallel()
	tree := newTree(t, map[string][]byte{"f": []byte("one ")})
	a, err := tree.Open("f", Flags{Append: true, Read: true})
	require.NoError(t, err)
	b, err := tree.Open("f", Flags{Append: true})
	require.NoError(t, err)
	require.NoError(t, a.Write([]byte("two ")))
	require.NoError(t, b.Write([]byte("three ")))
	_, err = a.Seek(0, io.SeekStart)
	require.NoError(t, err)
	require.NoError(t, a.Write([]byte("four")))
	require.Equal(t, "one two three four", read(t, tree, "f"))
	_, err = b.ReadInto(make([]byte, 1))
	require.Equal(t, "denied", outcome(err))
}

func TestHandlesAreOfWhatTheyWereOpenedFor(t *testing.T) {
	t.Parallel()
	tree := newTree(t, map[string][]byte{"f": []byte("text")})
	f, err := tree.Open("f", Flags{Read: true})
	require.NoError(t, err)
	require.Equal(t, "denied", outcome(f.Write([]byte("x"))))
	require.Equal(t, "denied", outcome(f.SetSize(0)))
	require.NoError(t, f.Close())
	_, err = f.ReadInto(make([]byte, 1))
	require.Equal(t, "denied", outcome(err))
	_, err = f.Seek(0, io.SeekStart)
	require.Equal(t, "denied", outcome(err))
	require.Equal(t, "denied", outcome(f.Write(nil)))
	require.Equal(t, Metadata{}, f.Stat())
}

func TestFilesGivenAreNotChanged(t *testing.T) {
	t.Parallel()
	given := []byte("given")
	files := map[string][]byte{"a": given, "b": given[:3]}
	change := map[string]func(*testing.T, *File){
		"write":  func(t *testing.T, f *File) { require.NoError(t, f.Write([]byte("X"))) },
		"extend": func(t *testing.T, f *File) { require.NoError(t, f.SetSize(9)) },
		"cut and write": func(t *testing.T, f *File) {
			require.NoError(t, f.SetSize(1))
			require.NoError(t, f.SetSize(4))
			require.NoError(t, f.Write([]byte("XYZ")))
		},
	}
	for name, do := range change {
		for _, path := range []string{"a", "b"} {
			tree := newTree(t, files)
			f, err := tree.Open(path, Flags{Write: true})
			require.NoError(t, err)
			do(t, f)
			require.Equal(t, "given", string(given), "%s %s", name, path)
		}
	}
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"":                                   "invalid path",
		"/":                                  "invalid path",
		"a/":                                 "invalid path",
		"../a":                               "invalid path",
		"a\x00":                              "invalid path",
		"f/below":                            "not a directory",
		"./f":                                "exists",
		strings.Repeat("d/", maxDepth) + "f": "invalid path",
	} {
		_, err := New(testQuota, map[string][]byte{path: nil, "f": nil})
		if path == "f/below" || path == "./f" {
			require.Error(t, err, path)
			continue
		}
		require.Equal(t, want, outcome(err), path)
	}
	_, err := New(Quota{Bytes: 1000, Entries: 10, Open: 1}, map[string][]byte{"f": make([]byte, 1000)})
	require.Equal(t, "quota exceeded", outcome(err))
	_, err = New(Quota{Bytes: 1 << 20, Entries: 2, Open: 1}, map[string][]byte{"a/b/c": nil})
	require.Equal(t, "quota exceeded", outcome(err))
}

func TestRename(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ source, target, want, state string }{
		{"f", "n", "ok", "d/ d/x=dx e/ g=g n=f"},
		{"f", "d/n", "ok", "d/ d/n=f d/x=dx e/ g=g"},
		{"f", "g", "ok", "d/ d/x=dx e/ g=f"},
		{"f", "f", "ok", ""},
		{"f", "./d/../f", "ok", ""},
		{"d", "n", "ok", "e/ f=f g=g n/ n/x=dx"},
		{"d", "e", "ok", "e/ e/x=dx f=f g=g"},
		{"d", "d", "ok", ""},
		{"e", "d", "not empty", ""},
		{"f", "d", "is a directory", ""},
		{"d", "f", "not a directory", ""},
		{"d", "d/n", "invalid argument", ""},
		{"none", "n", "not found", ""},
		{"f", "none/n", "not found", ""},
		{"f", "g/n", "not a directory", ""},
		{"f", "n/", "not a directory", ""},
		{"f/", "n", "not a directory", ""},
		{"d/", "n/", "ok", "e/ f=f g=g n/ n/x=dx"},
		{"", "n", "denied", ""},
		{"f", "", "denied", ""},
		{"d", "..", "denied", ""},
		{"f", "n\x00", "invalid path", ""},
	} {
		tree := newTree(t, map[string][]byte{"f": []byte("f"), "g": []byte("g"), "d/x": []byte("dx")})
		require.NoError(t, tree.MakeDirectory("e"))
		before, used := state(t, tree), tree.Used()
		require.Equal(t, c.want, outcome(tree.Rename(c.source, c.target)), "%q to %q", c.source, c.target)
		if c.state == "" {
			require.Equal(t, before, state(t, tree))
			require.Equal(t, used, tree.Used())
			continue
		}
		require.Equal(t, c.state, state(t, tree), "%q to %q", c.source, c.target)
		requireCounted(t, tree)
	}
}

// state is the whole tree in one line.
func state(t *testing.T, tree *Tree) string {
	t.Helper()
	var words []string
	var walk func(path string)
	walk = func(path string) {
		entries, err := tree.List(path)
		require.NoError(t, err)
		for _, e := range entries {
			name := strings.TrimPrefix(path+"/"+e.Name, "/")
			if e.Directory {
				words = append(words, name+"/")
				walk(name)
				continue
			}
			words = append(words, name+"="+read(t, tree, name))
		}
	}
	walk("")
	return strings.Join(words, " ")
}

// requireCounted counts anew what a tree without open files uses.
func requireCounted(t require.TestingT, tree *Tree) {
	var want Quota
	taken := int64(0)
	var walk func(n *node)
	walk = func(n *node) {
		for name, child := range n.children {
			want.Entries++
			taken += int64(len(name)+entryCost) + child.content.room()
			want.Bytes += uint64(len(name)) + entryCost + uint64(child.content.size)
			walk(child)
		}
	}
	walk(tree.root)
	require.Equal(t, want, tree.Used())
	require.Equal(t, taken, tree.taken)
}

// ledger is a Memory with a limit.
type ledger struct{ used, most int64 }

func (l *ledger) Take(n int64) bool {
	if l.used+n > l.most {
		return false
	}
	l.used += n
	return true
}

func (l *ledger) Give(n int64) { l.used -= n }

// A tree asks for memory before it takes it, and a refusal changes nothing.
func TestMemoryOfATree(t *testing.T) {
	t.Parallel()
	tree := newTree(t, map[string][]byte{"given": make([]byte, 100_000)})
	memory := &ledger{most: 300_000}
	require.True(t, tree.Account(memory))
	require.EqualValues(t, len("given")+entryCost, memory.used, "bytes that were given are not the tree's")

	given, err := tree.Open("given", Flags{Write: true, Read: true})
	require.NoError(t, err)
	require.NoError(t, given.Write([]byte("x")))
	requireTaken := func() {
		t.Helper()
		requireCounted(t, tree)
		require.Equal(t, tree.taken, memory.used)
	}
	require.NoError(t, given.Close())
	requireTaken()
	require.Equal(t, "x\x00", read(t, tree, "given")[:2])

	f, err := tree.Open("f", Flags{Write: true, Create: true})
	require.NoError(t, err)
	used := tree.Used()
	err = f.Write(make([]byte, 200_000))
	require.EqualError(t, err, "workspace: out of memory")
	require.Equal(t, used, tree.Used())
	require.ErrorContains(t, f.SetSize(200_000), "out of memory")
	require.Equal(t, used, tree.Used())
	require.NoError(t, f.Write(make([]byte, 130_000)))
	require.NoError(t, f.SetSize(10))
	require.NoError(t, f.Close())
	requireTaken()
	require.EqualValues(t, 64, tree.root.children["f"].content.room())

	require.NoError(t, tree.Remove("given"))
	require.NoError(t, tree.Remove("f"))
	requireTaken()
	require.Zero(t, memory.used)

	memory.most = 100
	require.ErrorContains(t, tree.MakeDirectory("d"), "out of memory")
	requireTaken()
	tree.Account(nil)
	require.NoError(t, tree.MakeDirectory("d"))
	require.False(t, tree.Account(memory))
}

// A file whose blocks were another's before shows zeros where nothing was written.
func TestBlocksAreUsedAgain(t *testing.T) {
	t.Parallel()
	tree := newTree(t, nil)
	f, err := tree.Open("f", Flags{Write: true, Create: true})
	require.NoError(t, err)
	for _, size := range []int64{1, 63, 64, 65, 1000, blockSize - 1, blockSize, blockSize + 1, 3*blockSize + 7} {
		require.NoError(t, f.SetSize(0))
		_, err := f.Seek(0, 0)
		require.NoError(t, err)
		require.NoError(t, f.Write(bytes.Repeat([]byte("a"), int(size))))
		require.Equal(t, strings.Repeat("a", int(size)), read(t, tree, "f"))
		require.NoError(t, f.SetSize(uint64(size/2)))
		require.NoError(t, f.SetSize(uint64(size)))
		require.Equal(t, strings.Repeat("a", int(size/2))+strings.Repeat("\x00", int(size-size/2)), read(t, tree, "f"))
		_, err = f.Seek(size+100_000, 0)
		require.NoError(t, err)
		require.NoError(t, f.Write([]byte("z")))
		require.Equal(t, strings.Repeat("\x00", 100_000)+"z", read(t, tree, "f")[size:])
	}
	require.NoError(t, f.Close())
	requireCounted(t, tree)
}

func TestRemove(t *testing.T) {
	t.Parallel()
	tree := newTree(t, map[string][]byte{"f": []byte("f"), "d/x": []byte("x")})
	for _, c := range []struct{ path, want string }{
		{"none", "not found"},
		{"", "denied"},
		{"..", "denied"},
		{"d", "not empty"},
		{"f/", "not a directory"},
		{"d/x", "ok"},
		{"d/", "ok"},
		{"f", "ok"},
		{"f", "not found"},
	} {
		require.Equal(t, c.want, outcome(tree.Remove(c.path)), c.path)
	}
	require.Equal(t, Quota{}, tree.Used())
}

func TestARemovedFileLivesWhileItIsOpen(t *testing.T) {
	t.Parallel()
	tree := newTree(t, map[string][]byte{"f": make([]byte, 1000)})
	f, err := tree.Open("f", Flags{Read: true, Write: true})
	require.NoError(t, err)
	require.NoError(t, tree.Remove("f"))
	require.EqualValues(t, 1000, tree.Used().Bytes)
	require.NoError(t, f.SetSize(2000))
	require.EqualValues(t, 2000, tree.Used().Bytes)
	write(t, tree, "f", "new")
	require.EqualValues(t, 2000, f.Stat().Size)
	require.NoError(t, f.Close())
	requireCounted(t, tree)
	require.Equal(t, "new", read(t, tree, "f"))
}

func TestQuota(t *testing.T) {
	t.Parallel()
	tree, err := New(Quota{Bytes: 10_000, Entries: 3, Open: 2}, nil)
	require.NoError(t, err)
	f, err := tree.Open("f", Flags{Write: true, Create: true})
	require.NoError(t, err)

	room := 10_000 - entryCost - uint64(len("f"))
	for _, size := range []uint64{room + 1, 1 << 40, math.MaxInt64, math.MaxUint64} {
		require.Equal(t, "quota exceeded", outcome(f.SetSize(size)), size)
	}
	require.Equal(t, "quota exceeded", outcome(f.Write(make([]byte, room+1))))
	require.Zero(t, f.Stat().Size, "a write that has no room writes nothing")
	_, err = f.Seek(1<<40, io.SeekStart)
	require.NoError(t, err)
	require.Equal(t, "quota exceeded", outcome(f.Write([]byte("x"))))
	_, err = f.Seek(math.MaxInt64, io.SeekStart)
	require.NoError(t, err)
	require.Equal(t, "quota exceeded", outcome(f.Write([]byte("x"))))
	require.NoError(t, f.SetSize(room))
	var e *Error
	require.ErrorAs(t, tree.MakeDirectory("d"), &e)
	require.EqualValues(t, 10_000, e.Quota)
	require.Equal(t, "quota exceeded", outcome(tree.Rename("f", "longer")))
	require.NoError(t, f.SetSize(0))

	_, err = tree.Open("f", Flags{Read: true})
	require.NoError(t, err)
	_, err = tree.Open("f", Flags{Read: true})
	require.ErrorAs(t, err, &e)
	require.EqualValues(t, 2, e.Quota)

	require.NoError(t, tree.MakeDirectory("1"))
	require.NoError(t, tree.MakeDirectory("2"))
	require.ErrorAs(t, tree.MakeDirectory("3"), &e)
	require.EqualValues(t, 3, e.Quota)
	require.Equal(t, `workspace: "3": quota exceeded (3)`, e.Error())
}

// Cutting a file gives its memory back: otherwise many files that were large
// once would hold many times the quota.
func TestMemoryIsBoundedByTheQuota(t *testing.T) {
	t.Parallel()
	tree := newTree(t, nil)
	for i := range 50 {
		f, err := tree.Open(fmt.Sprint(i), Flags{Write: true, Create: true})
		require.NoError(t, err)
		require.NoError(t, f.SetSize(1<<19))
		require.NoError(t, f.SetSize(1<<18))
		require.NoError(t, f.SetSize(1))
		require.LessOrEqual(t, f.node.content.room(), int64(256))
		for range 1000 {
			require.NoError(t, f.Write([]byte("x")))
		}
		require.LessOrEqual(t, f.node.content.room(), int64(2000))
		require.NoError(t, f.Close())
	}
}

func TestDepthIsBounded(t *testing.T) {
	t.Parallel()
	tree, err := New(Quota{Bytes: 1 << 20, Entries: 1000, Open: 1}, nil)
	require.NoError(t, err)
	path := ""
	for range maxDepth {
		path += "d/"
		require.NoError(t, tree.MakeDirectory(path))
	}
	require.Equal(t, "invalid path", outcome(tree.MakeDirectory(path+"d")))
	require.NoError(t, tree.MakeDirectory("e"))
	require.Equal(t, "invalid path", outcome(tree.Rename("d", "e/d")))
	require.NoError(t, tree.Rename("e", strings.Repeat("d/", maxDepth-1)+"e"))
}

func TestFiles(t *testing.T) {
	t.Parallel()
	tree := newTree(t, map[string][]byte{"a/b": []byte("1")})
	write(t, tree, "c", "2")
	files := tree.Files()
	require.Equal(t, map[string][]byte{"a/b": []byte("1"), "c": []byte("2")}, files)
	files["c"][0] = 'X'
	require.Equal(t, "2", read(t, tree, "c"))
}

// The tree does what a real file system does.
func TestAgainstTheFileSystem(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dir, err := os.MkdirTemp("", "workspace")
		require.NoError(t, err)
		defer os.RemoveAll(dir)
		tree, err := New(Quota{Bytes: 1 << 20, Entries: 1000, Open: 10}, nil)
		require.NoError(t, err)
		path := rapid.Custom(func(t *rapid.T) string {
			return strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c"}), 1, 3).Draw(t, "path"), "/")
		})
		real := func(p string) string { return filepath.Join(dir, filepath.FromSlash(p)) }
		t.Repeat(map[string]func(*rapid.T){
			"make a directory": func(t *rapid.T) {
				p := path.Draw(t, "path")
				requireSame(t, os.Mkdir(real(p), 0o700), tree.MakeDirectory(p))
			},
			"remove": func(t *rapid.T) {
				p := path.Draw(t, "path")
				requireSame(t, os.Remove(real(p)), tree.Remove(p))
			},
			"rename": func(t *rapid.T) {
				p, q := path.Draw(t, "source"), path.Draw(t, "target")
				// Package os refuses a directory as target, which the system does not.
				requireSame(t, syscall.Rename(real(p), real(q)), tree.Rename(p, q))
			},
			"write": func(t *rapid.T) {
				p, at := path.Draw(t, "path"), rapid.Int64Range(0, 20).Draw(t, "at")
				f, err := os.OpenFile(real(p), os.O_WRONLY|os.O_CREATE, 0o600)
				g, gerr := tree.Open(p, Flags{Write: true, Create: true})
				requireSame(t, err, gerr)
				if err != nil {
					return
				}
				defer f.Close()
				defer g.Close()
				_, err = f.WriteAt([]byte("text"), at)
				require.NoError(t, err)
				_, err = g.Seek(at, io.SeekStart)
				require.NoError(t, err)
				require.NoError(t, g.Write([]byte("text")))
				if rapid.Bool().Draw(t, "cut") {
					require.NoError(t, f.Truncate(at+1))
					require.NoError(t, g.SetSize(uint64(at)+1))
				}
			},
			"": func(t *rapid.T) {
				files := map[string][]byte{}
				require.NoError(t, filepath.WalkDir(dir, func(p string, d os.DirEntry, err error) error {
					if err == nil && !d.IsDir() {
						rel, _ := filepath.Rel(dir, p)
						files[filepath.ToSlash(rel)], err = os.ReadFile(p)
					}
					return err
				}))
				require.Equal(t, files, tree.Files())
				requireCounted(t, tree)
			},
		})
	})
}

func requireSame(t *rapid.T, real, ours error) {
	require.Equal(t, real == nil, ours == nil, "file system: %v, workspace: %v", real, ours)
	if errors.Is(real, os.ErrNotExist) {
		require.Equal(t, "not found", outcome(ours))
	}
}
