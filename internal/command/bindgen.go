package command

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/vivarium-wasm/vivarium/host/bindgen"
	"github.com/vivarium-wasm/vivarium/host/types"
	"github.com/vivarium-wasm/vivarium/host/wit"
)

const bindgenExamples = `vivarium bindgen --world calculator --out bindings wit/
vivarium bindgen --import-path example.com/m/bindings --out bindings calc.wasm
vivarium bindgen --check --world calculator --out bindings wit/`

// bindgenCodes is the paragraph of the help.
const bindgenCodes = `Exit codes:
  0    the packages are written, or --check found no difference
  1    --check found a difference
  2    the command line or the WIT is wrong, or a file cannot be read
  4    a component is not valid, or its world cannot be written as WIT
  130  interrupted (Ctrl-C)
  143  terminated (SIGTERM)`

func (p *program) bindgenCommand() *cli.Command {
	return &cli.Command{
		Name:      "bindgen",
		Usage:     "write Go packages for a world",
		ArgsUsage: "PATH",
		Description: "Writes a Go package for the world, and one for each interface that it imports or exports, below\n" +
			"the output folder. Files that would not change are left alone. Generated files of an earlier run\n" +
			"that are no longer needed are removed.\n\n" +
			"PATH is a folder of WIT with its dependencies in deps/, a .wit file, or WebAssembly: a WIT\n" +
			"package in binary form, a core module that contains its world, or a component. A component has\n" +
			"no documentation. Its world has the name of the file, or the one of --world, which is NAME or\n" +
			"NAMESPACE:PACKAGE/NAME@VERSION.\n\n" +
			"With --check nothing is written. The differences are printed, and the exit code is 1 if there\n" +
			"are any.",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "world", Usage: "write the packages of this `WORLD` (default: the only one)"},
			&cli.StringFlag{Name: "package", Usage: "call the folder and the Go package of the world `NAME` (default: the world's name)"},
			&cli.StringFlag{Name: "out", Usage: "write below this `FOLDER`", Value: "."},
			&cli.StringFlag{Name: "import-path", Usage: "the Go import `PATH` of the output folder (default: that of its Go module)"},
			&cli.BoolFlag{Name: "one-package", Usage: "put the interfaces of other WIT packages into the world's Go package too", DisableDefaultText: true},
			&cli.BoolFlag{Name: "interfaces-only", Usage: "write the packages of the world's interfaces, not the world's own", DisableDefaultText: true},
			&cli.BoolFlag{Name: "omit-fakes", Usage: "leave out the packages of fakes for tests", DisableDefaultText: true},
			&cli.StringSliceFlag{Name: "omit-docs", Usage: "leave out the documentation of this WIT `NAMESPACE` or package, such as wasi (repeatable)"},
			&cli.StringSliceFlag{Name: "prebuilt", Usage: "import the Go packages of a WIT package instead of writing them, as `PACKAGE=IMPORT-PATH` (repeatable)"},
			&cli.StringSliceFlag{Name: "rename", Usage: "give an interface, a type, a field or case of it, or a function another Go name, as `ID=NAME` (repeatable)"},
			&cli.StringSliceFlag{Name: "feature", Usage: "switch on an unstable `FEATURE` (repeatable)"},
			&cli.BoolFlag{Name: "check", Usage: "compare the files with what would be written, and write nothing", DisableDefaultText: true},
		},
		CustomHelpTemplate: helpPage(bindgenExamples, bindgenCodes),
		Action:             p.bindgen,
	}
}

func (p *program) bindgen(c *cli.Context) error {
	path, err := oneOperand(c, "PATH")
	if err != nil {
		return err
	}
	model, err := p.loadModel(c, path)
	if err != nil {
		return err
	}
	options, err := p.bindgenOptions(c, model)
	if err != nil {
		return err
	}
	files, err := bindgen.Generate(options)
	if err != nil {
		return usagef("", "%w", err)
	}
	out := c.String("out")
	left, err := leftovers(out, files)
	if err != nil {
		return err
	}
	if !c.Bool("check") {
		for _, path := range left {
			if err := os.Remove(path); err != nil {
				return err
			}
		}
		return writeFiles(out, files)
	}
	text := newStream(p.stdout)
	stale, err := compareFiles(text, out, files)
	for _, path := range left {
		stale = true
		text.line("only in what is there: " + path)
	}
	if err == nil && stale {
		err = &failure{code: 1, err: fmt.Errorf("the bindings below %s are stale", out), hint: "run it again without --check"}
	}
	return err
}

// leftovers finds generated files that an earlier run wrote into the same packages
// and that are not among files any more.
func leftovers(folder string, files map[string][]byte) ([]string, error) {
	folders := map[string]bool{}
	for name := range files {
		dir := path.Dir(name)
		folders[dir] = true
		folders[path.Join(dir, path.Base(dir)+"test")] = true // fakes
	}
	var left []string
	for _, dir := range slices.Sorted(maps.Keys(folders)) {
		entries, err := os.ReadDir(filepath.Join(folder, filepath.FromSlash(dir)))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		for _, e := range entries {
			name := path.Join(dir, e.Name())
			if files[name] != nil || !e.Type().IsRegular() || path.Ext(name) != ".go" {
				continue
			}
			target := filepath.Join(folder, filepath.FromSlash(name))
			src, err := os.ReadFile(target)
			if err != nil {
				return nil, err
			}
			if bytes.HasPrefix(src, []byte(bindgen.Header)) {
				left = append(left, target)
			}
		}
	}
	return left, nil
}

// loadModel reads WIT text, or the world of a component.
func (p *program) loadModel(c *cli.Context, path string) (*wit.Model, error) {
	wasm, err := isWasm(path)
	if err != nil {
		return nil, usagef("", "%w", pathError(err))
	}
	if !wasm {
		model, err := wit.Load(path, wit.Options{Features: c.StringSlice("feature")})
		if err != nil {
			return nil, usagef(hintOfFolder(path), "%w", err)
		}
		return model, nil
	}
	name := worldName(c.String("world"), path)
	if _, err := wit.FromComponent(&types.Component{}, name); err != nil {
		return nil, usagef("give a NAME or NAMESPACE:PACKAGE/NAME@VERSION", "--world: %w", err)
	}
	return p.binaryModel(c.Context, path, name)
}

// binaryModel reads WIT from WebAssembly: a package in binary form, or the world of a
// component. The world gets the name that is given.
func (p *program) binaryModel(ctx context.Context, path, name string) (*wit.Model, error) {
	binary, err := p.readComponent(ctx, path)
	if err != nil {
		return nil, err
	}
	done := p.progress("reading " + fileName(path))
	defer done()
	model, err := abandon(ctx, func() (*wit.Model, error) { return wit.FromBinary(binary, name) })
	switch {
	case err == nil:
		return model, nil
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case isInvalid(err):
		return nil, explainedFile(path, err, binary)
	}
	return nil, &failure{code: exitComponent, err: fmt.Errorf("%s: %w", fileName(path), err), hint: "vivarium inspect shows any component"}
}

// isWasm tells whether a file is WebAssembly, by its first bytes or its name. A
// missing file is not: wit.Load gives the error.
func isWasm(path string) (bool, error) {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		return false, nil
	}
	file, err := os.Open(path)
	if err != nil {
		return false, err
	}
	defer file.Close()
	magic := make([]byte, 4)
	n, _ := io.ReadFull(file, magic)
	return string(magic[:n]) == "\x00asm" || filepath.Ext(path) == ".wasm", nil
}

// worldName is the full name of a component's world: the name that was asked for,
// or else one that is made from the name of the file.
func worldName(asked, path string) string {
	const unnamed = "root:component/"
	switch {
	case strings.Contains(asked, "/"):
		return asked
	case asked != "":
		return unnamed + asked
	}
	return unnamed + label(strings.TrimSuffix(filepath.Base(path), filepath.Ext(path)))
}

// label makes a WIT name from the name of a file: words of lower-case letters and
// digits, each beginning with a letter. Without any letter the name is root.
func label(name string) string {
	var words []string
	for _, word := range strings.FieldsFunc(strings.ToLower(name), func(r rune) bool {
		return ('a' > r || r > 'z') && ('0' > r || r > '9')
	}) {
		switch {
		case 'a' <= word[0] && word[0] <= 'z':
			words = append(words, word)
		case len(words) > 0:
			words[len(words)-1] += word
		}
	}
	if len(words) == 0 {
		return "root"
	}
	return strings.Join(words, "-")
}

func (p *program) bindgenOptions(c *cli.Context, model *wit.Model) (bindgen.Options, error) {
	o := bindgen.Options{
		Model:          model,
		World:          c.String("world"),
		ImportPath:     c.String("import-path"),
		Package:        c.String("package"),
		OnePackage:     c.Bool("one-package"),
		InterfacesOnly: c.Bool("interfaces-only"),
		OmitDocs:       c.StringSlice("omit-docs"),
		OmitFakes:      c.Bool("omit-fakes"),
	}
	world, err := model.World(o.World)
	if err != nil {
		return o, usagef("", "%w", err)
	}
	if o.Package == "" {
		o.Package = strings.ReplaceAll(world.Name, "-", "")
	}
	if o.Prebuilt, err = pairs(c, "prebuilt", "PACKAGE=IMPORT-PATH"); err != nil {
		return o, err
	}
	if o.Rename, err = pairs(c, "rename", "ID=NAME"); err != nil {
		return o, err
	}
	if o.ImportPath == "" {
		o.ImportPath, err = importPath(c, c.String("out"))
	}
	return o, err
}

// pairs reads a repeatable flag of KEY=VALUE.
func pairs(c *cli.Context, flag, shape string) (map[string]string, error) {
	found := map[string]string{}
	for _, text := range c.StringSlice(flag) {
		key, value, ok := strings.Cut(text, "=")
		if !ok || key == "" || value == "" {
			return nil, usagef("", "--%s %q is not %s", flag, text, shape)
		}
		found[key] = value
	}
	return found, nil
}

// importPath asks the go command which module a folder is in. The folder need not
// exist yet.
func importPath(c *cli.Context, folder string) (string, error) {
	folder, err := filepath.Abs(folder)
	if err != nil {
		return "", err
	}
	from := folder
	for {
		if _, err := os.Stat(from); !errors.Is(err, fs.ErrNotExist) {
			break
		}
		from = filepath.Dir(from)
	}
	list := exec.CommandContext(c.Context, "go", "list", "-m", "-f", "{{.Path}}\n{{.Dir}}")
	list.Dir = from
	var out bytes.Buffer
	list.Stdout, list.Stderr = &out, io.Discard
	err = list.Run()
	module, dir, _ := strings.Cut(strings.TrimSpace(out.String()), "\n")
	if err != nil || dir == "" {
		return "", usagef("give the import path of the output folder with --import-path", "%s is in no Go module", folder)
	}
	below, err := filepath.Rel(dir, folder)
	if err != nil {
		return "", err
	}
	if below == "." {
		return module, nil
	}
	return module + "/" + filepath.ToSlash(below), nil
}
