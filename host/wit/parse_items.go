package wit

import "strconv"

func (p *parser) world(docs string, gate Stability) (astItem, error) {
	w := &astWorld{docs: docs, gate: gate}
	if err := p.advance(); err != nil {
		return nil, err
	}
	var err error
	if w.name, err = p.ident("a world's name"); err != nil {
		return nil, err
	}
	if err := p.expect("{"); err != nil {
		return nil, err
	}
	for !p.is("}") {
		item, err := p.worldItem()
		if err != nil {
			return nil, err
		}
		w.items = append(w.items, item)
	}
	return w, p.advance()
}

func (p *parser) worldItem() (astWorldItem, error) {
	docs := p.tok.docs
	gate, ext, err := p.attributes()
	if err != nil {
		return nil, err
	}
	if docs == "" {
		docs = p.tok.docs
	}
	switch {
	case p.is("import"), p.is("export"):
		return p.extern(docs, gate, ext)
	case ext.set:
		return nil, errorf(ext.pos, "`@external-id` belongs to an import, an export or an item of an interface")
	case p.is("use"):
		return p.use(gate)
	case p.is("include"):
		return p.include(gate)
	}
	t, err := p.typeDef(docs, gate, "")
	if err != nil {
		return nil, err
	}
	if t == nil {
		return nil, p.unexpected("`import`, `export`, `include`, `use` or a type")
	}
	return t, nil
}

func (p *parser) extern(docs string, gate Stability, ext external) (astWorldItem, error) {
	e := &astExtern{export: p.is("export"), docs: docs, gate: gate, ext: ext.text, pos: p.here()}
	if err := p.advance(); err != nil {
		return nil, err
	}
	end := p.tok.end
	first, err := p.ident("a name or an interface")
	if err != nil {
		return nil, err
	}
	if !p.is(":") {
		e.target = &usePath{name: first, pos: first.pos}
		return e, p.endOfInterface(e, ext)
	}
	// `a:b` with nothing between is the beginning of a path, `a: b` a name and
	// what it stands for.
	colon := p.tok
	if rest := p.lex.src[colon.end:]; colon.pos == end && rest != "" && (isLetter(rest[0]) || rest[0] == '%') && !p.keywordFollows() {
		target, err := p.pathAfter(first)
		if err != nil {
			return nil, err
		}
		e.target = &target
		return e, p.endOfInterface(e, ext)
	}
	if err := p.advance(); err != nil {
		return nil, err
	}
	e.name = &first
	switch {
	case p.is("interface"):
		if err := p.advance(); err != nil {
			return nil, err
		}
		e.inline, err = p.interfaceBody()
		return e, err
	case p.is("func"), p.is("async"):
		e.fn = &astFunc{name: first, docs: docs, gate: gate, ext: ext.text}
		if err := p.funcType(e.fn); err != nil {
			return nil, err
		}
		return e, p.expect(";")
	}
	target, err := p.path()
	if err != nil {
		return nil, p.betterExtern(err)
	}
	e.target = &target
	return e, p.expect(";")
}

// betterExtern says what may follow a name where no path does.
func (p *parser) betterExtern(err error) error {
	if p.tok.kind != tokIdent && !p.is(":") {
		return p.unexpected("`func`, `interface` or the path of an interface")
	}
	return err
}

func (p *parser) endOfInterface(e *astExtern, ext external) error {
	if ext.set {
		return errorf(ext.pos, "`@external-id` needs a plain name: write `NAME: %s`", e.target.name.name)
	}
	return p.expect(";")
}

// keywordFollows tells whether the word after the next token is a keyword.
func (p *parser) keywordFollows() bool {
	saved := *p.lex
	defer func() { *p.lex = saved }()
	t, err := p.lex.next()
	return err == nil && t.kind == tokKeyword
}

func (p *parser) include(gate Stability) (astWorldItem, error) {
	in := &astInclude{gate: gate, pos: p.here()}
	if err := p.advance(); err != nil {
		return nil, err
	}
	var err error
	if in.target, err = p.path(); err != nil {
		return nil, err
	}
	if !p.is("with") {
		return in, p.expect(";")
	}
	if err := p.advance(); err != nil {
		return nil, err
	}
	if err := p.commaList("{", "}", func() error {
		name, err := p.ident("a name")
		if err != nil {
			return err
		}
		if !p.is("as") {
			return p.unexpected("`as`")
		}
		as, err := p.asName()
		in.with = append(in.with, astUseName{name, as})
		return err
	}); err != nil {
		return nil, err
	}
	_, err = p.accept(";")
	return in, err
}

func (p *parser) use(gate Stability) (*astUse, error) {
	u := &astUse{gate: gate, pos: p.here()}
	if err := p.advance(); err != nil {
		return nil, err
	}
	var err error
	if u.from, err = p.path(); err != nil {
		return nil, err
	}
	if err := p.expect("."); err != nil {
		return nil, err
	}
	if err := p.commaList("{", "}", func() error {
		name, err := p.ident("the name of a type")
		if err != nil {
			return err
		}
		as, err := p.asName()
		u.names = append(u.names, astUseName{name, as})
		return err
	}); err != nil {
		return nil, err
	}
	return u, p.expect(";")
}

func (p *parser) interfaceBody() ([]astInterfaceItem, error) {
	if err := p.expect("{"); err != nil {
		return nil, err
	}
	items := []astInterfaceItem{}
	for !p.is("}") {
		item, err := p.interfaceItem()
		if err != nil {
			return nil, err
		}
		items = append(items, item)
	}
	return items, p.advance()
}

func (p *parser) interfaceItem() (astInterfaceItem, error) {
	docs := p.tok.docs
	gate, ext, err := p.attributes()
	if err != nil {
		return nil, err
	}
	if docs == "" {
		docs = p.tok.docs
	}
	if p.is("use") {
		if ext.set {
			return nil, errorf(ext.pos, "`@external-id` does not belong to a use")
		}
		return p.use(gate)
	}
	t, err := p.typeDef(docs, gate, ext.text)
	if err != nil {
		return nil, err
	}
	if t != nil {
		return t, nil
	}
	f := &astFunc{docs: docs, gate: gate, ext: ext.text}
	if f.name, err = p.ident("`use`, a type or the name of a function"); err != nil {
		return nil, err
	}
	if err := p.expect(":"); err != nil {
		return nil, err
	}
	if err := p.funcType(f); err != nil {
		return nil, err
	}
	return f, p.expect(";")
}

func (p *parser) funcType(f *astFunc) error {
	var err error
	if f.async, err = p.accept("async"); err != nil {
		return err
	}
	if err := p.expect("func"); err != nil {
		return err
	}
	return p.signature(f)
}

func (p *parser) signature(f *astFunc) error {
	if err := p.commaList("(", ")", func() error {
		name, err := p.ident("a parameter's name")
		if err != nil {
			return err
		}
		if err := p.expect(":"); err != nil {
			return err
		}
		t, err := p.typ(0)
		f.params = append(f.params, astParam{name, t})
		return err
	}); err != nil {
		return err
	}
	ok, err := p.accept("->")
	if !ok || err != nil {
		return err
	}
	f.result, err = p.typ(0)
	return err
}

// typeDef reads the definition of a type, or gives nil where none is next.
func (p *parser) typeDef(docs string, gate Stability, ext string) (*astTypeDef, error) {
	word := p.tok.text
	if p.tok.kind != tokKeyword {
		return nil, nil
	}
	t := &astTypeDef{docs: docs, gate: gate, ext: ext}
	switch word {
	case "record", "variant", "enum", "flags", "resource", "type":
	default:
		return nil, nil
	}
	if err := p.advance(); err != nil {
		return nil, err
	}
	var err error
	if t.name, err = p.ident("a type's name"); err != nil {
		return nil, err
	}
	switch word {
	case "record":
		r := &astRecord{}
		t.def = r
		err = p.fields(&r.fields)
	case "variant":
		v := &astVariant{}
		t.def = v
		err = p.cases(&v.cases)
	case "enum":
		e := &astEnum{}
		t.def = e
		err = p.names(&e.names)
	case "flags":
		f := &astFlags{}
		t.def = f
		err = p.names(&f.names)
	case "resource":
		t.def, err = p.resource(t)
	case "type":
		if err := p.expect("="); err != nil {
			return nil, err
		}
		a := &astAlias{}
		t.def = a
		if a.typ, err = p.typ(0); err != nil {
			return nil, err
		}
		err = p.expect(";")
	}
	return t, err
}

func (p *parser) fields(into *[]astField) error {
	return p.commaList("{", "}", func() error {
		f := astField{docs: p.tok.docs}
		var err error
		if f.name, err = p.ident("a field's name"); err != nil {
			return err
		}
		if err := p.expect(":"); err != nil {
			return err
		}
		f.typ, err = p.typ(0)
		*into = append(*into, f)
		return err
	})
}

func (p *parser) cases(into *[]astField) error {
	return p.commaList("{", "}", func() error {
		c := astField{docs: p.tok.docs}
		var err error
		if c.name, err = p.ident("a case's name"); err != nil {
			return err
		}
		if ok, err := p.accept("("); err != nil {
			return err
		} else if ok {
			if c.typ, err = p.typ(0); err != nil {
				return err
			}
			if err := p.expect(")"); err != nil {
				return err
			}
		}
		*into = append(*into, c)
		return nil
	})
}

func (p *parser) names(into *[]astName) error {
	return p.commaList("{", "}", func() error {
		n := astName{docs: p.tok.docs}
		var err error
		n.name, err = p.ident("a name")
		*into = append(*into, n)
		return err
	})
}

func (p *parser) resource(t *astTypeDef) (astDef, error) {
	r := &astResource{}
	if ok, err := p.accept(";"); ok || err != nil {
		return r, err
	}
	if err := p.expect("{"); err != nil {
		return nil, err
	}
	for !p.is("}") {
		f := &astFunc{docs: p.tok.docs, kind: Method}
		var ext external
		var err error
		if f.gate, ext, err = p.attributes(); err != nil {
			return nil, err
		}
		f.ext = ext.text
		if f.docs == "" {
			f.docs = p.tok.docs
		}
		if p.is("constructor") {
			f.kind = Constructor
			f.name = ident{name: t.name.name, pos: p.here()}
			if err := p.advance(); err != nil {
				return nil, err
			}
			if err := p.signature(f); err != nil {
				return nil, err
			}
		} else {
			if f.name, err = p.ident("`constructor` or the name of a function"); err != nil {
				return nil, err
			}
			if err := p.expect(":"); err != nil {
				return nil, err
			}
			static, err := p.accept("static")
			if err != nil {
				return nil, err
			}
			if static {
				f.kind = Static
			}
			if err := p.funcType(f); err != nil {
				return nil, err
			}
		}
		if err := p.expect(";"); err != nil {
			return nil, err
		}
		r.funcs = append(r.funcs, f)
	}
	return r, p.advance()
}

// typ reads a type. depth is how many types it stands in.
func (p *parser) typ(depth int) (astType, error) {
	t := &astTypeNode{pos: p.here()}
	if depth >= maxDepth {
		return nil, errorf(t.pos, "types nest deeper than %d", maxDepth)
	}
	if p.tok.kind == tokIdent {
		var err error
		t.name, err = p.ident("a type")
		return t, err
	}
	if p.tok.kind != tokKeyword {
		return nil, p.unexpected("a type")
	}
	t.word = p.tok.text
	minArgs, maxArgs := 0, 0
	switch t.word {
	case "bool", "s8", "u8", "s16", "u16", "s32", "u32", "s64", "u64", "f32", "f64", "char", "string", "error-context":
	case "list", "option", "borrow", "own":
		minArgs, maxArgs = 1, 1
	case "map":
		minArgs, maxArgs = 2, 2
	case "result":
		maxArgs = 2
	case "future", "stream":
		maxArgs = 1
	case "tuple":
		minArgs, maxArgs = 1, 1<<16
	default:
		return nil, p.unexpected("a type")
	}
	if err := p.advance(); err != nil {
		return nil, err
	}
	if maxArgs == 0 || minArgs == 0 && !p.is("<") {
		return t, nil
	}
	return t, p.typeArgs(t, minArgs, maxArgs, depth)
}

func (p *parser) typeArgs(t *astTypeNode, minArgs, maxArgs, depth int) error {
	if err := p.commaList("<", ">", func() error {
		if t.word == "list" && len(t.args) == 1 && p.tok.kind == tokInteger {
			n, err := strconv.ParseUint(p.tok.text, 10, 32)
			if err != nil || n == 0 || t.size != 0 || p.tok.text[0] == '0' {
				return errorf(p.here(), "`%s` is not the length of a list", p.tok.text)
			}
			t.size = uint32(n)
			return p.advance()
		}
		if t.word == "result" && len(t.args) == 0 && p.is("_") {
			t.args = append(t.args, nil)
			return p.advance()
		}
		if len(t.args) == maxArgs {
			return errorf(p.here(), "`%s` takes no more than %d types", t.word, maxArgs)
		}
		arg, err := p.typ(depth + 1)
		t.args = append(t.args, arg)
		return err
	}); err != nil {
		return err
	}
	if len(t.args) < max(minArgs, 1) {
		return errorf(t.pos, "`%s` needs %d types between `<` and `>`", t.word, max(minArgs, 1))
	}
	if t.word == "result" && len(t.args) == 1 && t.args[0] == nil {
		return errorf(t.pos, "`result<_>` is written `result`")
	}
	return nil
}
