package wit

// function resolves a function, of a resource where that is not nil.
func (ts *typeScope) function(a *astFunc, res *TypeDef) (*Func, error) {
	f := &Func{
		Name: a.name.name, Kind: a.kind, Resource: res, Docs: a.docs, Stability: a.gate,
		ExternalID: a.ext, Pos: a.name.pos, Async: a.async,
	}
	names := map[string]bool{}
	if a.kind == Method {
		names["self"] = true
	}
	total := cost{size: 1}
	for _, p := range a.params {
		if names[fold(p.name.name)] {
			return nil, errorf(p.name.pos, "function `%s` has a parameter `%s` already", f.Name, p.name.name)
		}
		names[fold(p.name.name)] = true
		t, c, err := ts.typ(p.typ, 0)
		if err != nil {
			return nil, err
		}
		total.add(c)
		f.Params = append(f.Params, Param{p.name.name, t})
	}
	if a.result != nil {
		t, c, err := ts.typ(a.result, 0)
		if err != nil {
			return nil, err
		}
		total.add(c)
		if borrows(t) {
			return nil, errorf(a.result.pos, "the result of function `%s` contains a borrowed handle", f.Name)
		}
		f.Result = t
	}
	if total.size > maxTypeSize || total.depth > maxDepth {
		return nil, errorf(f.Pos, "the type of function `%s` is too large", f.Name)
	}
	if a.kind == Constructor {
		if f.Result == nil {
			f.Result = &Own{res}
		} else if !constructs(f.Result, res) {
			return nil, errorf(a.result.pos, "the constructor of `%s` gives `%s` or a result of it", res.Name, res.Name)
		}
	}
	return f, nil
}

func constructs(t Type, res *TypeDef) bool {
	r, ok := t.(*Result)
	if !ok {
		return false
	}
	own, ok := r.OK.(*Own)
	return ok && own.Resource.Root() == res
}

// borrows tells whether a type holds a borrowed handle. It looks at each named
// type once.
func borrows(t Type) bool {
	seen := map[*TypeDef]bool{}
	var walk func(Type) bool
	walk = func(t Type) bool {
		switch t := t.(type) {
		case *Borrow:
			return true
		case *TypeDef:
			if seen[t] {
				return false
			}
			seen[t] = true
			switch d := t.Def.(type) {
			case *Record:
				return anyField(d.Fields, walk)
			case *Variant:
				return anyField(d.Cases, walk)
			case *Alias:
				return walk(d.Type)
			}
		case *List:
			return walk(t.Elem)
		case *Map:
			return walk(t.Key) || walk(t.Value)
		case *Tuple:
			for _, e := range t.Elems {
				if walk(e) {
					return true
				}
			}
		case *Option:
			return walk(t.Elem)
		case *Result:
			return t.OK != nil && walk(t.OK) || t.Err != nil && walk(t.Err)
		case *Stream:
			return t.Elem != nil && walk(t.Elem)
		case *Future:
			return t.Elem != nil && walk(t.Elem)
		}
		return false
	}
	return walk(t)
}

func anyField(fields []Field, walk func(Type) bool) bool {
	for _, f := range fields {
		if f.Type != nil && walk(f.Type) {
			return true
		}
	}
	return false
}
