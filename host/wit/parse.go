package wit

import (
	"hash/maphash"
	"strings"
)

const (
	// maxFile is the size in bytes above which a file is not read.
	maxFile = 8 << 20
	// maxDepth bounds how deep types nest, in text and through their names.
	maxDepth = 100
)

// parser reads the syntax of one file with one token of look-ahead.
type parser struct {
	lex *lexer
	tok token
	// sum is over the tokens that were taken since it was last reset.
	sum maphash.Hash
}

// sumSeed makes sums of one process comparable.
var sumSeed = maphash.MakeSeed()

func parseFile(name, src string) (*astFile, error) {
	if len(src) > maxFile {
		return nil, errorf(Pos{File: name, Line: 1, Column: 1}, "the file has %d bytes, more than %d", len(src), maxFile)
	}
	lex, err := newLexer(name, src)
	if err != nil {
		return nil, err
	}
	p := &parser{lex: lex}
	p.sum.SetSeed(sumSeed)
	if err := p.advance(); err != nil {
		return nil, err
	}
	f := &astFile{name: name}
	if err := p.file(f); err != nil {
		return nil, err
	}
	f.sum ^= p.sum.Sum64()
	return f, nil
}

func (p *parser) advance() error {
	p.sum.WriteByte(byte(p.tok.kind))
	p.sum.WriteString(p.tok.text)
	p.sum.WriteByte(0)
	t, err := p.lex.next()
	p.tok = t
	return err
}

func (p *parser) here() Pos { return p.lex.pos(p.tok.pos) }

func (p *parser) unexpected(want string) error {
	return errorf(p.here(), "expected %s, found %s", want, p.tok)
}

// is tells whether the next token is this keyword or punctuation.
func (p *parser) is(text string) bool {
	return p.tok.text == text && (p.tok.kind == tokKeyword || p.tok.kind == tokPunct)
}

// accept takes the next token if it is this keyword or punctuation.
func (p *parser) accept(text string) (bool, error) {
	if !p.is(text) {
		return false, nil
	}
	return true, p.advance()
}

func (p *parser) expect(text string) error {
	if !p.is(text) {
		return p.unexpected("`" + text + "`")
	}
	return p.advance()
}

func (p *parser) ident(want string) (ident, error) {
	if p.tok.kind != tokIdent {
		return ident{}, p.unexpected(want)
	}
	id := ident{name: p.tok.text, pos: p.here()}
	return id, p.advance()
}

func (p *parser) file(f *astFile) error {
	for p.tok.kind != tokEOF {
		docs := p.tok.docs
		if !p.is("package") {
			item, err := p.item()
			if err != nil {
				return err
			}
			f.items = append(f.items, item)
			continue
		}
		pos := p.here()
		name, err := p.packageName()
		if err != nil {
			return err
		}
		if p.is("{") {
			nested := &astNested{pkg: name, pos: pos, docs: docs}
			f.sum ^= p.sum.Sum64()
			p.sum.Reset()
			if nested.items, err = p.nestedItems(); err != nil {
				return err
			}
			nested.sum = p.sum.Sum64()
			p.sum.Reset()
			f.nested = append(f.nested, nested)
			continue
		}
		if f.pkg != nil || len(f.items) > 0 || len(f.nested) > 0 {
			return errorf(pos, "a package declaration comes once and first; write `package %s { ... }` for another package", name)
		}
		if err := p.expect(";"); err != nil {
			return err
		}
		f.pkg, f.pkgPos, f.docs = &name, pos, docs
	}
	return nil
}

func (p *parser) nestedItems() ([]astItem, error) {
	if err := p.expect("{"); err != nil {
		return nil, err
	}
	var items []astItem
	for !p.is("}") {
		if p.is("package") {
			return nil, errorf(p.here(), "a package in braces cannot hold another one")
		}
		item, err := p.item()
		if err != nil {
			return nil, err
		}
		items = append(items, item)
	}
	return items, p.advance()
}

// packageName reads `package ns:name@version`, up to what ends it.
func (p *parser) packageName() (PackageName, error) {
	var n PackageName
	if err := p.advance(); err != nil {
		return n, err
	}
	ns, err := p.ident("a package's namespace")
	if err != nil {
		return n, err
	}
	if err := p.expect(":"); err != nil {
		return n, err
	}
	name, err := p.ident("a package's name")
	if err != nil {
		return n, err
	}
	if p.is(":") || p.is("/") {
		return n, errorf(p.here(), "nested namespaces and packages are not supported")
	}
	if err := lowerCase(ns, name); err != nil {
		return n, err
	}
	n = PackageName{Namespace: ns.name, Name: name.name}
	n.Version, err = p.atVersion()
	return n, err
}

// lowerCase refuses upper case in names of packages (Explainer.md, "words").
func lowerCase(ids ...ident) error {
	for _, id := range ids {
		if id.name != strings.ToLower(id.name) {
			return errorf(id.pos, "`%s`: a package's name is in lower case", id.name)
		}
	}
	return nil
}

func (p *parser) atVersion() (string, error) {
	if p.is("@") {
		return "", errorf(p.here(), "expected a version of three numbers after `@`")
	}
	if p.tok.kind != tokVersion || !p.tok.at {
		return "", nil
	}
	v := p.tok.text
	return v, p.advance()
}

// item reads a use, an interface or a world at the top level of a package.
func (p *parser) item() (astItem, error) {
	docs := p.tok.docs
	gate, ext, err := p.attributes()
	if err != nil {
		return nil, err
	}
	if ext.set {
		return nil, errorf(ext.pos, "`@external-id` belongs to an import, an export or an item of an interface")
	}
	if docs == "" {
		docs = p.tok.docs
	}
	switch {
	case p.is("use"):
		return p.topUse()
	case p.is("interface"):
		it := &astInterface{docs: docs, gate: gate}
		if err := p.advance(); err != nil {
			return nil, err
		}
		if it.name, err = p.ident("an interface's name"); err != nil {
			return nil, err
		}
		it.items, err = p.interfaceBody()
		return it, err
	case p.is("world"):
		return p.world(docs, gate)
	}
	return nil, p.unexpected("`world`, `interface`, `use` or `package`")
}

func (p *parser) topUse() (astItem, error) {
	u := &astTopUse{pos: p.here()}
	if err := p.advance(); err != nil {
		return nil, err
	}
	var err error
	if u.target, err = p.path(); err != nil {
		return nil, err
	}
	if u.as, err = p.asName(); err != nil {
		return nil, err
	}
	return u, p.expect(";")
}

func (p *parser) asName() (*ident, error) {
	ok, err := p.accept("as")
	if !ok || err != nil {
		return nil, err
	}
	id, err := p.ident("a name")
	return &id, err
}

func (p *parser) path() (usePath, error) {
	first, err := p.ident("the name of an interface or a package")
	if err != nil {
		return usePath{}, err
	}
	if !p.is(":") {
		return usePath{name: first, pos: first.pos}, nil
	}
	return p.pathAfter(first)
}

// pathAfter reads the rest of a path whose namespace has been read.
func (p *parser) pathAfter(ns ident) (usePath, error) {
	if err := p.expect(":"); err != nil {
		return usePath{}, err
	}
	pkg, err := p.ident("a package's name")
	if err != nil {
		return usePath{}, err
	}
	if !p.is("/") {
		return usePath{}, errorf(ns.pos, "`%s:%s` names a package: expected `/` and the name of an interface or world in it, found %s", ns.name, pkg.name, p.tok)
	}
	if err := p.advance(); err != nil {
		return usePath{}, err
	}
	name, err := p.ident("the name of an interface or a world")
	if err != nil {
		return usePath{}, err
	}
	if p.is("/") {
		return usePath{}, errorf(p.here(), "nested packages are not supported")
	}
	version, err := p.atVersion()
	if err != nil {
		return usePath{}, err
	}
	return usePath{pkg: &PackageName{ns.name, pkg.name, version}, name: name, pos: ns.pos}, nil
}

// external is what `@external-id` says, and where.
type external struct {
	set  bool
	text string
	pos  Pos
}

// attributes reads feature gates and external names (WIT.md, "Feature Gates").
func (p *parser) attributes() (Stability, external, error) {
	var s Stability
	var ext external
	for p.is("@") {
		pos := p.here()
		if err := p.advance(); err != nil {
			return s, ext, err
		}
		word, err := p.ident("the name of an attribute")
		if err != nil {
			return s, ext, err
		}
		if err := p.expect("("); err != nil {
			return s, ext, err
		}
		switch word.name {
		case "since":
			err = p.gateVersion(pos, word.name, &s.Since)
		case "deprecated":
			err = p.gateVersion(pos, word.name, &s.Deprecated)
		case "unstable":
			err = p.gateFeature(pos, &s.Feature)
		case "external-id":
			if p.tok.kind != tokString {
				return s, ext, p.unexpected("a string")
			}
			if ext.set {
				return s, ext, errorf(pos, "`@external-id` is given twice")
			}
			ext = external{set: true, text: p.tok.text, pos: pos}
			err = p.advance()
		default:
			return s, ext, errorf(pos, "there is no attribute `@%s`", word.name)
		}
		if err != nil {
			return s, ext, err
		}
		if err := p.expect(")"); err != nil {
			return s, ext, err
		}
		if s.Since != "" && s.Feature != "" {
			return s, ext, errorf(pos, "an item is gated by `@since` or by `@unstable`, not by both")
		}
		s.pos = pos
	}
	if s.Deprecated != "" && s.Since == "" && s.Feature == "" {
		return s, ext, errorf(s.pos, "`@deprecated` needs a `@since` or `@unstable` beside it")
	}
	return s, ext, nil
}

func (p *parser) gateField(name string) error {
	if p.tok.kind != tokIdent || p.tok.text != name {
		return p.unexpected("`" + name + "`")
	}
	if err := p.advance(); err != nil {
		return err
	}
	return p.expect("=")
}

func (p *parser) gateVersion(pos Pos, attr string, into *string) error {
	if *into != "" {
		return errorf(pos, "`@%s` is given twice", attr)
	}
	if err := p.gateField("version"); err != nil {
		return err
	}
	if p.tok.kind != tokVersion || p.tok.at {
		return p.unexpected("a version of three numbers")
	}
	*into = p.tok.text
	return p.advance()
}

func (p *parser) gateFeature(pos Pos, into *string) error {
	if *into != "" {
		return errorf(pos, "`@unstable` is given twice")
	}
	if err := p.gateField("feature"); err != nil {
		return err
	}
	id, err := p.ident("the name of a feature")
	*into = id.name
	return err
}

// commaList reads items separated by commas up to the closing token; a comma may
// follow the last one.
func (p *parser) commaList(open, closing string, item func() error) error {
	if err := p.expect(open); err != nil {
		return err
	}
	for !p.is(closing) {
		if err := item(); err != nil {
			return err
		}
		if p.is(closing) {
			break
		}
		if !p.is(",") {
			return p.unexpected("`,` or `" + closing + "`")
		}
		if err := p.advance(); err != nil {
			return err
		}
	}
	return p.advance()
}

// escapeID is a label as WIT text has to write it.
func escapeID(label string) string {
	if isKeyword(label) {
		return "%" + label
	}
	return label
}

// quote writes a string literal that unescape reads back.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r < 0x20 || forbidden(r):
			b.WriteString(`\u{`)
			const digits = "0123456789abcdef"
			for shift := 20; shift >= 0; shift -= 4 {
				b.WriteByte(digits[r>>shift&0xf])
			}
			b.WriteByte('}')
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
