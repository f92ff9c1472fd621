package notices

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const isc = `Permission to use, copy, modify, and/or distribute this software for any
purpose with or without fee is hereby granted, provided that the above
copyright notice and this permission notice appear in all copies.

THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH
REGARD TO THIS SOFTWARE INCLUDING ALL IMPLIED WARRANTIES OF MERCHANTABILITY AND
FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT,
INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS
OF USE, DATA OR PROFITS, WHETHER IN AN ACTION OF CONTRACT, NEGLIGENCE OR OTHER
TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF
THIS SOFTWARE.
`

// collect collects what a notices.toml with this text describes.
func collect(t *testing.T, text string, files map[string]string) (Product, error) {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600))
	}
	file := filepath.Join(dir, "notices.toml")
	require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	return Collect(dir, "thing", file)
}

func TestAProductHasEachTextOnce(t *testing.T) {
	product, err := collect(t, `
[[library]]
name = "one"
version = "1"
license = "ISC"
files = ["LICENSE*"]
[[library]]
name = "two"
license = "ISC"
headers = ["*.c"]
[[library]]
name = "three"
license = "ISC"
text = """
`+isc+`"""`, map[string]string{"LICENSE.txt": isc, "a.c": "/* " + isc + " */\n/* more */\nint a; /* no part of it */"})
	require.NoError(t, err)
	text := product.Text()
	require.Equal(t, 2, strings.Count(text, "purpose with or without fee"), text)
	require.Contains(t, text, "library one 1 (ISC)\n")
	require.Contains(t, text, "library one 1\nlibrary three\n\nPermission to use")
	require.Contains(t, text, "/* more */")
	require.NotContains(t, text, "no part of it")
	require.Contains(t, Inventory([]Product{product}), "\n## thing\n")
	require.Contains(t, Inventory([]Product{product}), "| one | 1 | ISC |\n")
}

func TestAProductIsRefused(t *testing.T) {
	for _, c := range []struct{ text, says string }{
		{`color = "red"`, "unknown key color"},
		{"[[library]]\nname = \"x\"\nlicense = \"ISC\"", `library x: licence "ISC" has no text`},
		{"[[library]]\nname = \"x\"\nlicense = \"ISC\"\nfiles = [\"nosuch\"]", "no file"},
		{"[[library]]\nname = \"x\"\nlicense = \"ISC\"\ntext = \"all rights reserved\"", `licence "ISC" has no text`},
		{"[[library]]\nname = \"x\"\nlicense = \"GPL-3.0-only\"\nfiles = [\"LICENSE\"]", "not one that may be shipped"},
		{"[[library]]\nname = \"x\"\nfiles = [\"LICENSE\"]", "a licence is missing"},
		{"[[crates]]\nmanifest = \"nosuch/Cargo.toml\"\ntargets = [\"wasm32-unknown-unknown\"]", "cargo metadata"},
	} {
		_, err := collect(t, c.text, map[string]string{"LICENSE": isc})
		require.ErrorContains(t, err, c.says, c.text)
	}
}

func TestTextsAreSharedByCratesOfOneProject(t *testing.T) {
	parts := func() []Part {
		return []Part{{Name: "a", License: "ISC", Texts: []string{isc}}, {Name: "b", License: "ISC"}, {Name: "c", License: "MIT"}}
	}
	shared := parts()
	require.NoError(t, shareTexts(shared, map[string]string{"b": "a"}))
	require.Equal(t, []string{isc}, shared[1].Texts)
	require.ErrorContains(t, shareTexts(parts(), map[string]string{"c": "a"}), "licences differ")
	require.ErrorContains(t, shareTexts(parts(), map[string]string{"a": "b"}), "has its own")
	require.ErrorContains(t, shareTexts(parts(), map[string]string{"gone": "a"}), "both must be linked")
}
