package wheel

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
)

const described = "demo-1.0.dist-info/WHEEL"

// pack makes a zip archive of these files, in this order.
func pack(t testing.TB, files ...*zip.FileHeader) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, header := range files {
		text := header.Comment
		header.Comment = ""
		if header.Method == 0 {
			header.Method = zip.Deflate
		}
		file, err := w.CreateHeader(header)
		require.NoError(t, err)
		_, err = file.Write([]byte(text))
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return b.Bytes()
}

// file is a file of an archive, its content in the comment until it is packed.
func file(name, content string) *zip.FileHeader {
	return &zip.FileHeader{Name: name, Comment: content}
}

func TestAWheelIsUnpacked(t *testing.T) {
	var set Set
	require.NoError(t, set.AddWheel("demo-1.0-py3-none-any.whl", pack(t,
		file("demo/__init__.py", "x = 1"), file("demo/data.txt", "text"), file("single.py", ""),
		file("demo-1.0.data/purelib/extra.py", "y = 2"), file("demo-1.0.data/scripts/tool", "#!python"),
		file("demo-1.0.data/data/share/x", ""), file(described, "Wheel-Version: 1.0"),
	)))
	require.Equal(t, map[string][]byte{
		"demo/__init__.py": []byte("x = 1"), "demo/data.txt": []byte("text"), "single.py": {},
		"extra.py": []byte("y = 2"), described: []byte("Wheel-Version: 1.0"),
	}, set.Files())
	require.Equal(t, []string{"demo", "extra", "single"}, set.Modules())
}

func TestAFolderIsTaken(t *testing.T) {
	var set Set
	require.NoError(t, set.AddFS("mine", fstest.MapFS{
		"mine/__init__.py": {Data: []byte("x = 1")}, "mine/__pycache__/old.pyc": {Data: []byte("x")}, "README.md": {Data: []byte("x")},
	}))
	require.Len(t, set.Files(), 2)
	require.Equal(t, []string{"mine"}, set.Modules())
}

func TestWheelsThatAreRefused(t *testing.T) {
	bomb := strings.Repeat("\x00", MaxBytes+1)
	link := file("demo/link.py", "/etc/passwd")
	link.SetMode(fs.ModeSymlink | 0o777)
	device := file("demo/device.py", "")
	device.SetMode(fs.ModeDevice | 0o600)
	for name, c := range map[string]struct {
		data         []byte
		member, says string
	}{
		"nothing":             {nil, "", "not a zip archive"},
		"text":                {[]byte("print(1)"), "", "not a zip archive"},
		"cut short":           {pack(t, file(described, ""), file("a.py", strings.Repeat("x", 1000)))[:100], "", "not a zip archive"},
		"no wheel":            {pack(t, file("a.py", "")), "", "it has no file NAME.dist-info/WHEEL"},
		"extension of Linux":  {pack(t, file("demo/_fast.cpython-313-x86_64-linux-gnu.so", "")), "demo/_fast.cpython-313-x86_64-linux-gnu.so", "extension module"},
		"library of Linux":    {pack(t, file("demo.libs/libblas-1.so.3", "")), "demo.libs/libblas-1.so.3", "extension module"},
		"extension, Windows":  {pack(t, file("demo/_fast.PYD", "")), "demo/_fast.PYD", "extension module"},
		"library of macOS":    {pack(t, file("demo/.dylibs/x.dylib", "")), "demo/.dylibs/x.dylib", "extension module"},
		"a path upwards":      {pack(t, file("demo/../../x.py", "")), "demo/../../x.py", "not a path inside the package"},
		"an absolute path":    {pack(t, file("/etc/x.py", "")), "/etc/x.py", "not a path inside the package"},
		"a path of Windows":   {pack(t, file("..\\x.py", "")), "..\\x.py", "not a path inside the package"},
		"a NUL in the path":   {pack(t, file("a\x00b.py", "")), "a\x00b.py", "not a path inside the package"},
		"a deep path":         {pack(t, file(strings.Repeat("d/", 40)+"x.py", "")), strings.Repeat("d/", 40) + "x.py", "more than 32 names"},
		"a long path":         {pack(t, file(strings.Repeat("d", 2000), "")), strings.Repeat("d", 2000), "the most is 1024"},
		"the same name twice": {pack(t, file("a.py", "1"), file("a.py", "2")), "a.py", "twice"},
		"a symbolic link":     {pack(t, link), "demo/link.py", "a link or a device"},
		"a device":            {pack(t, device), "demo/device.py", "a link or a device"},
		"a bomb":              {pack(t, file("a.py", bomb)), "a.py", "more than 67108864 bytes"},
		"bombs in parts":      {pack(t, file("a.py", bomb[:MaxBytes/2]), file("b.py", bomb[:MaxBytes/2]), file("c.py", "x")), "c.py", "more than 67108864 bytes"},
		"another place of it": {pack(t, file("a.py", "1"), file("d.data/purelib/a.py", "2")), "a.py", "another file of this path"},
	} {
		t.Run(name, func(t *testing.T) {
			var set Set
			err := set.AddWheel("demo.whl", c.data)
			var bad *Error
			require.ErrorAs(t, err, &bad)
			require.Equal(t, "demo.whl", bad.Package)
			require.Equal(t, c.member, bad.Member)
			require.Contains(t, bad.Reason, c.says)
		})
	}
}

func TestTooManyFiles(t *testing.T) {
	var headers []*zip.FileHeader
	for i := range MaxFiles {
		headers = append(headers, file(fmt.Sprintf("m%d.py", i), ""))
	}
	var set Set
	require.ErrorContains(t, set.AddWheel("demo.whl", pack(t, append(headers, file(described, ""))...)), "all packages together have more than 20000 files")
	set = Set{}
	require.NoError(t, set.AddWheel("demo.whl", pack(t, append(headers[:MaxFiles-1:MaxFiles-1], file(described, ""))...)))
	require.ErrorContains(t, set.AddFS("more", fstest.MapFS{"more.py": {}}), "all packages together have more than 20000 files")
}

// So many entries are not even read.
func TestAMillionEntries(t *testing.T) {
	entry := append([]byte("PK\x01\x02"), make([]byte, 42)...)
	var set Set
	require.ErrorContains(t, set.AddWheel("demo.whl", bytes.Repeat(entry, 1_000_000)), "more than 40001 files and folders")
}

// The sizes that the archive declares are not believed.
func TestAForgedSize(t *testing.T) {
	data := pack(t, file("a.py", strings.Repeat("x", 100)), file(described, ""))
	at := bytes.LastIndex(data, []byte("PK\x01\x02a")) // not there: the name stands later
	require.Equal(t, -1, at)
	at = bytes.Index(data, []byte("PK\x01\x02"))
	copy(data[at+24:], []byte{1, 0, 0, 0}) // the size, unpacked
	var set Set
	var bad *Error
	require.ErrorAs(t, set.AddWheel("demo.whl", data), &bad)
	require.Equal(t, "a.py", bad.Member)
}

func TestPackagesThatShareAFile(t *testing.T) {
	var set Set
	require.NoError(t, set.AddFS("one", fstest.MapFS{"space/__init__.py": {}, "space/a.py": {}}))
	require.NoError(t, set.AddFS("two", fstest.MapFS{"space/__init__.py": {}, "space/b.py": {}}))
	require.EqualError(t, set.AddFS("three", fstest.MapFS{"space/a.py": {Data: []byte("1")}}), `package three: "space/a.py": package one has another file of this path`)
}

func FuzzAddWheel(f *testing.F) {
	f.Add([]byte{})
	f.Add(pack(f, file("a.py", "x"), file("demo/b.so", ""), file(described, "")))
	f.Add(pack(f, file("a.py", "x"), file(described, "")))
	f.Fuzz(func(t *testing.T, data []byte) {
		var set Set
		if err := set.AddWheel("x.whl", data); err != nil {
			var bad *Error
			require.ErrorAs(t, err, &bad)
			return
		}
		for name := range set.Files() {
			require.True(t, fs.ValidPath(name), name)
			require.False(t, isExtension(name), name)
		}
	})
}
