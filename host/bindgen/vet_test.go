package bindgen

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path"
	"reflect"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/suite/vet"
)

// packages are generated packages that are compiled as far as their types go, and
// vetted, all in this process: the go command would start a compiler and a vet for
// each of the 700 packages of the corpora, which takes twenty times as long.
type packages struct {
	fset  *token.FileSet
	files map[string][]*ast.File // by import path
}

// add parses what was generated for an import path: files by name, with a folder
// where the package is one below it.
func (p *packages) add(t testing.TB, importPath string, files map[string][]byte) {
	t.Helper()
	if p.fset == nil {
		p.fset, p.files = token.NewFileSet(), map[string][]*ast.File{}
	}
	for name, src := range files {
		at := path.Join(importPath, name)
		file, err := parser.ParseFile(p.fset, at, src, parser.ParseComments|parser.SkipObjectResolution)
		require.NoError(t, err)
		p.files[path.Dir(at)] = append(p.files[path.Dir(at)], file)
	}
}

// vet checks the types of all packages and runs the analyzers of go vet on them.
func (p *packages) vet(t testing.TB) error {
	t.Helper()
	require.NotEmpty(t, p.files)
	compiled := importer.ForCompiler(p.fset, "gc", exports(t, p.imported(t)))
	checked := map[string]*types.Package{}
	facts := map[factKey]analysis.Fact{}
	var check importerFunc
	check = func(at string) (*types.Package, error) {
		files := p.files[at]
		if files == nil {
			return compiled.Import(at)
		}
		if pkg := checked[at]; pkg != nil {
			return pkg, nil
		}
		info := &types.Info{
			Types: map[ast.Expr]types.TypeAndValue{}, Instances: map[*ast.Ident]types.Instance{},
			Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
			Implicits: map[ast.Node]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{},
			Scopes: map[ast.Node]*types.Scope{}, FileVersions: map[*ast.File]string{},
		}
		config := types.Config{Importer: check, GoVersion: "go1.26", Sizes: types.SizesFor("gc", "amd64")}
		pkg, err := config.Check(at, p.fset, files, info)
		if err != nil {
			return nil, err
		}
		checked[at] = pkg
		return pkg, analyze(p.fset, files, pkg, info, config.Sizes, facts)
	}
	for at := range p.files {
		if _, err := check(at); err != nil {
			return err
		}
	}
	return nil
}

// imported are the packages that the generated ones import beside each other.
func (p *packages) imported(t testing.TB) (paths []string) {
	t.Helper()
	for _, files := range p.files {
		for _, file := range files {
			for _, spec := range file.Imports {
				at, err := strconv.Unquote(spec.Path.Value)
				require.NoError(t, err)
				require.NotContains(t, at, "/internal", "other modules cannot import it")
				if p.files[at] == nil && !slices.Contains(paths, at) {
					paths = append(paths, at)
				}
			}
		}
	}
	return paths
}

// exports opens what the compiler wrote of the types of packages and of all that
// they import.
func exports(t testing.TB, paths []string) importer.Lookup {
	t.Helper()
	list := exec.Command("go", append([]string{"list", "-export", "-deps", "-json=ImportPath,Export", "--"}, paths...)...)
	var stderr bytes.Buffer
	list.Stderr = &stderr
	out, err := list.Output()
	require.NoError(t, err, "%s", &stderr)
	files := map[string]string{}
	for d := json.NewDecoder(bytes.NewReader(out)); d.More(); {
		var pkg struct{ ImportPath, Export string }
		require.NoError(t, d.Decode(&pkg))
		files[pkg.ImportPath] = pkg.Export
	}
	return func(at string) (io.ReadCloser, error) { return os.Open(files[at]) }
}

type importerFunc func(path string) (*types.Package, error)

func (f importerFunc) Import(path string) (*types.Package, error) { return f(path) }

// factKey names a fact that an analyzer found of a package, or of an object in it.
type factKey struct {
	analyzer *analysis.Analyzer
	pkg      *types.Package
	object   types.Object
	kind     reflect.Type
}

// analyze runs the analyzers of go vet on a package, those first that others
// require. What they report is the error.
func analyze(fset *token.FileSet, files []*ast.File, pkg *types.Package, info *types.Info, sizes types.Sizes, facts map[factKey]analysis.Fact) error {
	var reported []string
	results := map[*analysis.Analyzer]any{}
	var run func(a *analysis.Analyzer) error
	run = func(a *analysis.Analyzer) error {
		if _, done := results[a]; done {
			return nil
		}
		for _, required := range a.Requires {
			if err := run(required); err != nil {
				return err
			}
		}
		known := func(p *types.Package, o types.Object, into analysis.Fact) bool {
			fact := facts[factKey{a, p, o, reflect.TypeOf(into)}]
			if fact != nil {
				reflect.ValueOf(into).Elem().Set(reflect.ValueOf(fact).Elem())
			}
			return fact != nil
		}
		pass := &analysis.Pass{
			Analyzer: a, Fset: fset, Files: files, Pkg: pkg, TypesInfo: info, TypesSizes: sizes,
			ResultOf: results, ReadFile: os.ReadFile,
			Report: func(d analysis.Diagnostic) {
				reported = append(reported, fmt.Sprintf("%s: %s", fset.Position(d.Pos), d.Message))
			},
			ImportObjectFact:  func(o types.Object, fact analysis.Fact) bool { return known(o.Pkg(), o, fact) },
			ImportPackageFact: func(p *types.Package, fact analysis.Fact) bool { return known(p, nil, fact) },
			ExportObjectFact: func(o types.Object, fact analysis.Fact) {
				facts[factKey{a, o.Pkg(), o, reflect.TypeOf(fact)}] = fact
			},
			ExportPackageFact: func(fact analysis.Fact) { facts[factKey{a, pkg, nil, reflect.TypeOf(fact)}] = fact },
			AllObjectFacts:    func() []analysis.ObjectFact { return nil },
			AllPackageFacts:   func() []analysis.PackageFact { return nil },
		}
		result, err := a.Run(pass)
		results[a] = result
		return err
	}
	for _, a := range vet.Suite {
		if err := run(a); err != nil {
			return fmt.Errorf("%s: %w", a.Name, err)
		}
	}
	if len(reported) > 0 {
		return fmt.Errorf("go vet reports %q", reported)
	}
	return nil
}

// TestVetFindsFaults shows that what checks the corpora finds what the compiler and
// go vet would.
func TestVetFindsFaults(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ src, want string }{
		"a type":             {"package p; var x int = \"\"", "cannot use"},
		"an unused import":   {"package p; import \"fmt\"", "imported and not used"},
		"an unused variable": {"package p; func f() { x := 1 }", "declared and not used"},
		"no return":          {"package p; func f() int {}", "missing return"},
		"a format":           {"package p; import \"fmt\"; var _ = fmt.Sprintf(\"%d\", \"\")", "Sprintf"},
		"a copied lock":      {"package p; import \"sync\"; func f(m sync.Mutex) {}", "passes lock by value"},
		"unreachable code":   {"package p; func f() int { return 1; return 2 }", "unreachable"},
		"across packages":    {"package p; import \"example.test/q\"; func f() { q.Say(\"%d\", \"\") }", "Say"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var p packages
			p.add(t, "example.test/p", map[string][]byte{"p.go": []byte(c.src)})
			p.add(t, "example.test/q", map[string][]byte{"q.go": []byte(
				"package q; import \"fmt\"; func Say(format string, args ...any) { fmt.Printf(format, args...) }")})
			require.ErrorContains(t, p.vet(t), c.want)
		})
	}
}
