package bindgen

import (
	"bytes"
	"cmp"
	"fmt"
	"go/format"
	"path"
	"slices"
	"strings"

	"github.com/vivarium-wasm/vivarium/host/wit"
)

// file is one Go file while it is written.
type file struct {
	plan *plan
	pkg  *goPackage
	name string
	// source is the package that the header names, where it is not pkg.
	source *goPackage
	// doc is the package's documentation, for one file of each package.
	doc     string
	body    bytes.Buffer
	imports map[string]string // name by path
	// structural says that types are written without the names of aliases.
	structural bool
}

func (p *plan) newFile(pkg *goPackage, suffix string) *file {
	return &file{plan: p, pkg: pkg, name: path.Join(pkg.dir, pkg.name+suffix+".go"), imports: map[string]string{}}
}

// f writes formatted text and ends the line.
func (f *file) f(text string, args ...any) {
	fmt.Fprintf(&f.body, text, args...)
	f.body.WriteByte('\n')
}

// use imports a package and gives its name.
func (f *file) use(importPath string) string {
	name := path.Base(importPath)
	f.imports[importPath] = name
	return name
}

func (f *file) host() string  { return f.use(runtimePath) }
func (f *file) abi() string   { return f.use(runtimePath + "/abi") }
func (f *file) types() string { return f.use(runtimePath + "/types") }
func (f *file) cm() string    { return f.use(runtimePath + "/cm") }
func (f *file) ctx() string   { return f.use("context") + ".Context" }

// in is an identifier of another package as this file has to write it.
func (f *file) in(pkg *goPackage, name string) string {
	if pkg == f.pkg {
		return name
	}
	f.imports[pkg.path] = pkg.alias
	return pkg.alias + "." + name
}

// lineLength is the length of lines of comments that the generator words.
const lineLength = 80

// say writes a comment, in lines of lineLength however long the names in it are.
func (f *file) say(text string, args ...any) {
	line := "//"
	for word := range strings.FieldsSeq(fmt.Sprintf(text, args...)) {
		if len(line)+1+len(word) > lineLength {
			f.f("%s", line)
			line = "//"
		}
		line += " " + word
	}
	f.f("%s", line)
}

// comment writes documentation, or what stands in for it.
func (f *file) comment(indent, docs, instead string) {
	if docs == "" && instead != "" {
		f.say("%s", instead)
		return
	}
	if docs == "" {
		return
	}
	for line := range strings.SplitSeq(docs, "\n") {
		f.f("%s", strings.TrimRight(indent+"// "+docLine(line), " "))
	}
}

// docLine is a line of documentation as a comment of Go can have it: without byte
// order marks, and no build constraint, which formatting would move to the top of
// the file.
func docLine(line string) string {
	line = strings.ReplaceAll(line, "\ufeff", "")
	if rest, ok := strings.CutPrefix(strings.TrimSpace(line), "+build"); ok {
		return "`+build`" + rest
	}
	return line
}

// docs is the documentation of something of a WIT package, unless it is left out.
func (p *plan) docs(pkg *wit.Package, docs string) string {
	for _, ns := range p.opts.OmitDocs {
		if ns == pkg.Name.Namespace || ns == pkg.Name.Namespace+":"+pkg.Name.Name {
			return ""
		}
	}
	return docs
}

// bytes is the file, formatted.
func (f *file) bytes() ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(f.plan.header(cmp.Or(f.source, f.pkg)))
	if f.doc != "" {
		for line := range strings.SplitSeq(f.doc, "\n") {
			b.WriteString(strings.TrimRight("// "+docLine(line), " ") + "\n")
		}
	}
	fmt.Fprintf(&b, "package %s\n\n", f.pkg.name)
	var std, other []string
	for p := range f.imports {
		if strings.Contains(p, ".") {
			other = append(other, p)
		} else {
			std = append(std, p)
		}
	}
	slices.Sort(std)
	slices.Sort(other)
	if len(std)+len(other) > 0 {
		b.WriteString("import (\n")
		for i, group := range [][]string{std, other} {
			if i > 0 && len(std) > 0 && len(other) > 0 {
				b.WriteByte('\n')
			}
			for _, p := range group {
				if name := f.imports[p]; name != path.Base(p) {
					fmt.Fprintf(&b, "\t%s %q\n", name, p)
				} else {
					fmt.Fprintf(&b, "\t%q\n", p)
				}
			}
		}
		b.WriteString(")\n\n")
	}
	b.Write(f.body.Bytes())
	src, err := format.Source(b.Bytes())
	if err != nil {
		return b.Bytes(), fmt.Errorf("bindgen: %s: %w", f.name, err)
	}
	return src, nil
}
