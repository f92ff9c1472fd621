package sandbox

import (
	"archive/zip"
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
)

// makeWheel makes a wheel of these files.
func makeWheel(t testing.TB, files map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, text := range files {
		file, err := w.Create(name)
		require.NoError(t, err)
		_, err = file.Write([]byte(text))
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return b.Bytes()
}

func TestPackages(t *testing.T) {
	demo := makeWheel(t, map[string]string{
		"demo/__init__.py":             "from demo.inner import double\nprint('only once')\n",
		"demo/inner.py":                "def double(n):\n    return 2 * n\n",
		"demo/late.py":                 "x = 5\n",
		"demo-1.2.dist-info/WHEEL":     "Wheel-Version: 1.0\n",
		"demo-1.2.dist-info/METADATA":  "Metadata-Version: 2.1\nName: demo\nVersion: 1.2\n",
		"broken.py":                    "import nothing_of_this_name\n",
		"demo-1.2.data/scripts/script": "",
	})
	path := filepath.Join(t.TempDir(), "demo-1.2-py3-none-any.whl")
	require.NoError(t, os.WriteFile(path, demo, 0o600))
	wheel, err := ReadPackage(path)
	require.NoError(t, err)
	require.Equal(t, "demo-1.2-py3-none-any.whl", wheel.Name)
	onEachGuest(t, func(t *testing.T, guest string) {
		sb := openPython(t, guest, Config{
			Packages: []Package{wheel, {Name: "mine", Files: fstest.MapFS{"single.py": {Data: []byte("y = 7\n")}}}},
			Files:    map[string][]byte{"own.txt": []byte("1")},
			Warmup:   "import demo\ntriple = lambda n: demo.double(n) + n",
		})
		for _, c := range []struct{ code, repr, ends string }{
			{"import demo, sys\ndemo.double(21)", "42", "ok"},
			{"triple(2)", "6", "ok"},
			{"import sys\n'demo.inner' in sys.modules, 'demo.late' in sys.modules", "(True, False)", "ok"},
			{"import demo.late\ndemo.late.x", "5", "ok"},
			{"from single import y\ny", "7", "ok"},
			{"import broken", "", "exception ModuleNotFoundError"},
			{"import os\nsorted(os.listdir('/'))", "['own.txt', 'packages']", "ok"},
			{"open('/packages/single.py', 'w')", "", "exception PermissionError"},
			{"import os\nos.remove('/packages/single.py')", "", "exception PermissionError"},
			{"import os\nos.rename('/packages', '/x')", "", "exception PermissionError"},
			{"open('/packages/new.py', 'w')", "", "exception PermissionError"},
			{"import demo\ndemo.double = None", "", "ok"},
			{"import demo\ndemo.double(1)", "2", "ok"},
		} {
			result, err := sb.Run(context.Background(), c.code)
			require.Equal(t, c.ends, outcome(err), "%s: %v", c.code, err)
			require.Empty(t, result.Stdout, "the package was imported before the image")
			if c.repr != "" {
				require.Equal(t, c.repr, result.Value.Repr, c.code)
			}
			require.NotContains(t, result.Workspace.Files(), "packages/single.py")
		}
		narrow, err := sb.Narrow(Scope{})
		require.NoError(t, err)
		result, err := narrow.Run(context.Background(), "import demo\ndemo.double(3)")
		require.NoError(t, err)
		require.Equal(t, "6", result.Value.Repr)

		prompt, err := sb.Prompt(context.Background())
		require.NoError(t, err)
		require.Regexp(t, "Modules that can be imported: .*demo, single\\.", prompt)
		if guest == "cpython" {
			result, err := sb.Run(context.Background(), "from importlib.metadata import version\nversion('demo')")
			require.NoError(t, err)
			require.Equal(t, "'1.2'", result.Value.Repr)
			_, err = sb.Run(context.Background(), "import numpy")
			require.ErrorContains(t, err, "the packages broken, demo, single")
		}
	})
}

func TestPackagesThatAreRefused(t *testing.T) {
	component := assemble(t, "moody")
	for name, c := range map[string]struct {
		packages []Package
		says     string
	}{
		"an extension":                    {[]Package{{Name: "numpy-2.0-cp313-cp313-linux_x86_64.whl", Wheel: makeWheel(t, map[string]string{"numpy/_core/_multiarray.so": ""})}}, `package numpy-2.0-cp313-cp313-linux_x86_64.whl: "numpy/_core/_multiarray.so": an extension module`},
		"nothing":                         {[]Package{{Name: "x"}}, "package x: not a wheel"},
		"both":                            {[]Package{{Name: "x", Wheel: []byte{}, Files: fstest.MapFS{}}}, "give one of them"},
		"a name that a workspace has not": {[]Package{{Name: "x", Files: fstest.MapFS{string(bytes.Repeat([]byte("d"), 300)): {}}}}, "invalid path"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Open(context.Background(), Config{Component: component, Packages: c.packages})
			var bad *PackageError
			require.ErrorAs(t, err, &bad)
			require.ErrorContains(t, err, c.says)
		})
	}
	_, err := Open(context.Background(), Config{
		Component: component,
		Packages:  []Package{{Name: "x", Files: fstest.MapFS{"x.py": {}}}},
		Files:     map[string][]byte{"packages/y.py": nil},
	})
	require.EqualError(t, err, `sandbox: Files: workspace: "packages": exists`)

	dir := t.TempDir()
	text := filepath.Join(dir, "x.txt")
	require.NoError(t, os.WriteFile(text, nil, 0o600))
	for path, says := range map[string]string{
		filepath.Join(dir, "missing.whl"): "no such file or directory", text: "neither a wheel",
	} {
		_, err := ReadPackage(path)
		var bad *PackageError
		require.ErrorAs(t, err, &bad)
		require.ErrorContains(t, err, says)
	}
	folder, err := ReadPackage(dir)
	require.NoError(t, err)
	require.NotNil(t, folder.Files)
}
