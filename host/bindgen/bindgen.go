// Package bindgen writes Go packages for worlds of the component model: types,
// Go interfaces for what the host implements, and methods for what a component
// exports. Generate is the whole of it; the command is a thin layer over it.
//
// What WIT becomes in Go, by rules that do not depend on how a type is used:
//
//   - bool, integers, floats and string are Go's; char is rune.
//   - list<u8> is []byte, list<T> is []T, list<T, N> is [N]T, map<K, V> is map[K]V.
//   - option<T> is *T, nil for none; but where T is a handle or a variant, whose Go
//     form has a nil that is no value, it is that form. A pointer is what Go
//     programmers expect of an absent field, new(v) writes a present one, and
//     options nest; a generic Option would be one more type to learn for the few
//     bytes it saves.
//   - tuples and results inside other types are those of package cm, whose
//     payloads do not overlay each other.
//   - a record is a struct; an enum a named integer with String; flags a named
//     integer of bits with Has and String.
//   - a variant is a sealed interface and a struct for each case, so that a type
//     switch covers it and the compiler refuses a case that is none.
//   - result<T, E> as the result of a function is (T, error). E implements error,
//     so that errors.As finds it; an E without a name is in a cm.Error. A host
//     function that returns another error traps with it as the cause.
//   - a resource that the host implements is a Go interface with the resource's
//     methods and Close; one that the component implements is a handle with
//     methods and Close.
//   - for each of these Go interfaces there is a type to embed, Unimplemented and
//     its name, and a fake for tests in a package of its own, runnertest beside
//     runner, which records how it is called.
//   - an interface of the world's own WIT package is part of the world's Go
//     package; one of another WIT package has a Go package of its own, which
//     worlds share.
//
// A component says less than the WIT text that it was made from: it has no
// documentation, no types that nothing uses, types in an order of its own, and
// u64 where the text says instant. So that both give the same packages, other
// names of primitive types and of resources are written as what they stand for,
// types come in the order in which functions use them, and those that no function
// of the world uses are left out, but in interfaces of other WIT packages, whose
// Go packages are complete.
//
// Names are those of WIT in Go's form, initialisms in capitals. A type whose name
// is taken gets that of its interface before it; an interface that one of its
// types is named after is called that and Host.
package bindgen

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"go/token"
	"path"

	"github.com/vivarium-wasm/vivarium/host/wit"
)

const (
	runtimePath = "github.com/vivarium-wasm/vivarium/host"
	// Version is the version of what is generated: it changes when the same
	// world gives other code.
	Version = "1"
)

// Options say what to generate.
type Options struct {
	// Model holds the world.
	Model *wit.Model
	// World is the name of the world, as (*wit.Model).World takes it.
	World string
	// ImportPath is the Go import path of the output folder.
	ImportPath string
	// Package is the folder, below the output folder, of the world's package.
	// Its last part is the name of the package.
	Package string
	// OnePackage puts interfaces of other WIT packages into the world's package.
	OnePackage bool
	// InterfacesOnly leaves out the world's package: every interface of the world
	// gets a package of its own, and Package is not needed.
	InterfacesOnly bool
	// OmitDocs names WIT namespaces ("wasi") or packages ("wasi:io") whose
	// documentation is not carried over.
	OmitDocs []string
	// Prebuilt gives, by WIT package ("wasi:io"), the import path below which the
	// Go packages of its interfaces exist already. They are imported, not written.
	Prebuilt map[string]string
	// OmitFakes leaves out the packages of fakes for tests, runnertest beside runner.
	OmitFakes bool
	// Rename gives names to Go types and interfaces: by
	// "wasi:io/streams@0.2.12#stream-error" or "vivarium:runner/files@0.1.0".
	Rename map[string]string
}

// Generate writes the packages of a world: contents by path below the output
// folder, with slashes. The same options give the same bytes.
func Generate(o Options) (files map[string][]byte, err error) {
	if o.Model == nil || o.Package == "" && !o.InterfacesOnly {
		return nil, errors.New("bindgen: Options need a Model and a Package")
	}
	if name := path.Base(o.Package); !o.InterfacesOnly && !token.IsIdentifier(name) {
		return nil, fmt.Errorf("bindgen: %q is not the name of a Go package", name)
	}
	world, err := o.Model.World(o.World)
	if err != nil {
		return nil, err
	}
	defer func() {
		if r := recover(); r != nil {
			stop, ok := r.(refusal)
			if !ok {
				panic(r)
			}
			files, err = nil, fmt.Errorf("bindgen: world %s: %w", world.Name, stop.err)
		}
	}()
	p, err := newPlan(o, world)
	if err != nil {
		return nil, err
	}
	files = map[string][]byte{}
	for _, pkg := range p.packages {
		if pkg.prebuilt {
			continue
		}
		write := p.interfacePackage
		if pkg == p.main {
			write = p.worldPackage
		}
		for _, f := range write(pkg) {
			src, err := f.bytes()
			if err != nil {
				return nil, err
			}
			files[path.Clean(f.name)] = src
		}
	}
	return files, nil
}

// header is the first lines of every file of a package: the version of the
// generator, what the package is of, and a digest of its types.
func (p *plan) header(pkg *goPackage) string {
	if p.digests[pkg] == "" {
		p.digests[pkg] = p.worldDigest()
		if pkg != p.main {
			p.digests[pkg] = p.digest(pkg.ifaces[0].iface)
		}
	}
	source := p.world.Package.Name.Interface(p.world.Name)
	if pkg != p.main {
		source = pkg.ifaces[0].iface.ID()
	}
	return fmt.Sprintf("// Code generated by vivarium bindgen %s from %s, types %s. DO NOT EDIT.\n\n", Version, source, p.digests[pkg])
}

// interfacePackage writes the package of one interface.
func (p *plan) interfacePackage(pkg *goPackage) []*file {
	ip := pkg.ifaces[0]
	top := p.newFile(pkg, "")
	abi := p.newFile(pkg, "_abi")
	abi.structural = true
	id := ip.iface.ID()
	top.doc = fmt.Sprintf("Package %s is the interface %s.", pkg.name, id)
	top.typeDecls(ip.types)
	top.implement(ip)
	g := newCodec(abi)
	e := newExpected(abi)
	l := &linker{file: abi, codec: g, expected: e}
	if ip.name != "" || hasResources(ip) {
		top.assertRuntime()
		top.f("// ID is the name by which components import the interface.")
		top.f("const ID = %q\n", id)
		if ip.name != "" {
			top.f("// Link offers the interface through l. of gives the implementation for the")
			top.f("// instance that calls.")
			top.f("func Link(l *%s.Linker, of func(*%s.Call) %s) { LinkAs(l, ID, of) }\n", top.host(), top.host(), ip.name)
		} else {
			top.f("// Link offers the interface through l.")
			top.f("func Link(l *%s.Linker) { LinkAs(l, ID) }\n", top.host())
		}
		top.resourceVars(ip.types)
		l.f("// LinkAs is Link under another name.")
		l.link(ip)
		e.finish()
		g.finish()
	}
	files := []*file{top}
	methods := p.newFile(pkg, "_methods")
	methods.typeMethods(ip.types)
	if methods.body.Len() > 0 {
		files = append(files, methods)
	}
	if abi.body.Len() > 0 {
		files = append(files, abi)
	}
	un := p.newFile(pkg, "_unimplemented")
	un.unimplemented(ip)
	if un.body.Len() > 0 {
		files = append(files, un)
	}
	return p.withFakes(files, pkg, nil)
}

// withFakes adds the fakes of a package to its files.
func (p *plan) withFakes(files []*file, pkg *goPackage, w *worldPlan) []*file {
	if p.opts.OmitFakes {
		return files
	}
	if f := p.fakes(pkg, w); f != nil {
		files = append(files, f)
	}
	return files
}

// worldPackage writes the package of the world.
func (p *plan) worldPackage(pkg *goPackage) []*file {
	w := newWorldPlan(p)
	top := p.newFile(pkg, "")
	link := p.newFile(pkg, "_link")
	abi := p.newFile(pkg, "_abi")
	un := p.newFile(pkg, "_unimplemented")
	link.structural, abi.structural = true, true
	name := p.world.Package.Name.Interface(p.world.Name)
	top.doc = fmt.Sprintf("Package %s is the world %s.", pkg.name, name)
	if docs := p.docs(p.world.Package, p.world.Docs); docs != "" {
		top.doc += "\n\n" + docs
	}
	top.assertRuntime()
	top.f("// World is the name of the world.")
	top.f("const World = %q\n", name)
	for _, ip := range pkg.ifaces {
		top.typeDecls(ip.types)
	}
	top.typeDecls(pkg.types)
	for _, ip := range pkg.ifaces {
		top.implement(ip)
		un.unimplemented(ip)
	}
	for _, t := range w.resources {
		top.resourceDecl(t)
		un.unimplementedType(t.name, t.methods, name, true)
	}
	if w.funcsName != "" {
		un.unimplementedType(w.funcsName, w.funcs, name, false)
	}
	top.top(w)
	g := newCodec(abi)
	e := newExpected(link)
	l := &linker{file: link, codec: g, expected: e}
	for _, ip := range pkg.ifaces {
		link.resourceVars(ip.types)
	}
	link.resourceVars(pkg.types)
	l.register(w)
	for _, ip := range pkg.ifaces {
		if p.implemented(ip) && (ip.name != "" || hasResources(ip)) {
			l.link(ip)
		}
	}
	e.finish()
	calls := &linker{file: abi, codec: g, expected: e}
	calls.calls(w)
	g.finish()
	methods := p.newFile(pkg, "_methods")
	for _, ip := range pkg.ifaces {
		methods.typeMethods(ip.types)
	}
	methods.typeMethods(pkg.types)
	files := []*file{top, link}
	for _, f := range []*file{methods, abi, un} {
		if f.body.Len() > 0 {
			files = append(files, f)
		}
	}
	return p.withFakes(files, pkg, w)
}

// assertRuntime writes what does not compile with a runtime that lacks what this
// version of generated code needs.
func (f *file) assertRuntime() {
	f.f("// This needs a package host that runs code of version %s of bindgen.", Version)
	f.f("const _ = %s.RunsBindings%s\n", f.host(), Version)
}

func sum(text string) string {
	h := sha256.Sum256([]byte(text))
	return hex.EncodeToString(h[:8])
}
