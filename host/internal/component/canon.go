package component

import (
	"fmt"
	"slices"

	"github.com/vivarium-wasm/vivarium/host/types"
)

// canon validates canon (CanonicalABI.md, "Canonical Definitions").
func (v *validator) canon(s *scope, n *CanonNode) error {
	if err := v.full(len(s.funcs)+len(s.coreFuncs), maxFuncs, "functions"); err != nil {
		return err
	}
	switch n.Op {
	case canonLift:
		return v.lift(s, n)
	case canonLower:
		return v.lower(s, n)
	case canonResourceNew, canonResourceRep:
		return v.localResource(s, n)
	case canonResourceDrop:
		e, err := v.resourceAt(s, n.Type)
		if err != nil {
			return err
		}
		s.coreFuncs = append(s.coreFuncs, &types.CoreFunc{Params: []types.CoreValType{types.I32}})
		s.define(&ResourceDrop{Resource: e.res})
		return nil
	}
	b := builtins[n.Op]
	return v.unsupported(b.feature, "`canon "+b.name+"`")
}

func (v *validator) localResource(s *scope, n *CanonNode) error {
	e, err := v.resourceAt(s, n.Type)
	if err != nil {
		return err
	}
	rep, ok := s.local[e.res]
	if !ok {
		return v.errorf("type %d is not a local resource", n.Type)
	}
	handle, value := []types.CoreValType{types.I32}, []types.CoreValType{rep}
	if n.Op == canonResourceNew {
		s.coreFuncs = append(s.coreFuncs, &types.CoreFunc{Params: value, Results: handle})
		s.define(&ResourceNew{Resource: e.res, Rep: rep})
		return nil
	}
	s.coreFuncs = append(s.coreFuncs, &types.CoreFunc{Params: handle, Results: value})
	s.define(&ResourceRep{Resource: e.res, Rep: rep})
	return nil
}

func (v *validator) lift(s *scope, n *CanonNode) error {
	e, err := v.typeAt(s, n.Type)
	if err != nil {
		return err
	}
	f, ok := e.ext.(*types.Func)
	if !ok {
		return v.errorf("type index %d is not a function type", n.Type)
	}
	core, err := element(v, s.coreFuncs, n.Func, "function")
	if err != nil {
		return err
	}
	o, err := v.options(s, n.Options)
	if err != nil {
		return err
	}
	if o.PostReturn != nil {
		post := s.coreFuncs[o.PostReturn.Index]
		if !slices.Equal(post.Params, core.Results) || len(post.Results) != 0 {
			return v.errorf("canonical option `post-return` uses a core function with an incorrect signature")
		}
	}
	want, err := v.flatten(f, o, true)
	if err != nil {
		return err
	}
	if !slices.Equal(want.Params, core.Params) {
		return v.errorf("lowered parameter types `%s` do not match parameter types `%s` of core function %d", coreList(want.Params), coreList(core.Params), n.Func)
	}
	if !slices.Equal(want.Results, core.Results) {
		return v.errorf("lowered result types `%s` do not match result types `%s` of core function %d", coreList(want.Results), coreList(core.Results), n.Func)
	}
	s.funcs = append(s.funcs, f)
	s.define(&Lift{Core: Ref{Sort: CoreFunc, Index: n.Func}, Options: o, Type: f, CoreType: core})
	return nil
}

// coreList is core types for a message: [I32, I32].
func coreList(list []types.CoreValType) string {
	s := "["
	for i, t := range list {
		if i > 0 {
			s += ", "
		}
		switch t {
		case types.I32, types.I64, types.F32Core, types.F64Core:
			s += string(t[0]-'a'+'A') + string(t[1:])
		default:
			s += string(t)
		}
	}
	return s + "]"
}

func (v *validator) lower(s *scope, n *CanonNode) error {
	f, err := element(v, s.funcs, n.Func, "function")
	if err != nil {
		return err
	}
	o, err := v.options(s, n.Options)
	if err != nil {
		return err
	}
	if o.PostReturn != nil {
		return v.errorf("canonical option `post-return` cannot be specified for lowerings")
	}
	core, err := v.flatten(f, o, false)
	if err != nil {
		return err
	}
	s.coreFuncs = append(s.coreFuncs, core)
	s.define(&Lower{Func: Ref{Sort: Func, Index: n.Func}, Options: o, Type: f, CoreType: core})
	return nil
}

var encodingNames = [...]string{UTF8: "utf8", UTF16: "utf16", Latin1UTF16: "latin1-utf16"}

// options validates opts.
func (v *validator) options(s *scope, list []CanonOption) (Options, error) {
	var o Options
	var encoded, callback bool
	once := func(slot **Ref, index uint32, sort Sort, name string) error {
		if *slot != nil {
			return v.errorf("canonical option `%s` is specified more than once", name)
		}
		*slot = &Ref{Sort: sort, Index: index}
		return nil
	}
	for _, opt := range list {
		var err error
		switch opt.Code {
		case optUTF8, optUTF16, optLatin1UTF16:
			e := Encoding(opt.Code)
			if encoded {
				return o, v.errorf("canonical encoding option `%s` conflicts with option `%s`", encodingNames[o.Encoding], encodingNames[e])
			}
			encoded, o.Encoding = true, e
		case optMemory:
			if err = once(&o.Memory, opt.Index, CoreMemory, "memory"); err == nil {
				o.Memory64, err = v.canonMemory(s, opt.Index)
			}
		case optRealloc:
			err = once(&o.Realloc, opt.Index, CoreFunc, "realloc")
		case optPostReturn:
			err = once(&o.PostReturn, opt.Index, CoreFunc, "post-return")
		case optCallback:
			if callback {
				err = v.errorf("canonical option `callback` is specified more than once")
			}
			callback = true
		case optAsync:
			err = v.unsupported(featureAsync, "canonical option `async`")
		case optCoreType:
			err = v.unsupported(featureGC, "canonical option `core-type`")
		case optGC:
			err = v.unsupported(featureGC, "canonical option `gc`")
		}
		if err != nil {
			return o, err
		}
	}
	if callback {
		return o, v.errorf("cannot specify callback without async")
	}
	return o, v.optionFuncs(s, &o)
}

func (v *validator) canonMemory(s *scope, index uint32) (is64 bool, err error) {
	m, err := element(v, s.coreMemories, index, "memory")
	if err != nil {
		return false, err
	}
	if m.Shared {
		return false, v.errorf("canonical option `memory`: mismatch in the shared flag for memories")
	}
	return m.Is64, nil
}

// optionFuncs validates the functions among the options.
func (v *validator) optionFuncs(s *scope, o *Options) error {
	if o.Realloc != nil {
		if o.Memory == nil {
			return v.errorf("canonical option `realloc` requires `memory` to also be specified")
		}
		f, err := element(v, s.coreFuncs, o.Realloc.Index, "function")
		if err != nil {
			return err
		}
		p := o.pointer()
		if !slices.Equal(f.Params, []types.CoreValType{p, p, p, p}) || !slices.Equal(f.Results, []types.CoreValType{p}) {
			return v.errorf("canonical option `realloc` uses a core function with an incorrect signature")
		}
	}
	if o.PostReturn != nil {
		_, err := element(v, s.coreFuncs, o.PostReturn.Index, "function")
		return err
	}
	return nil
}

func (o *Options) pointer() types.CoreValType {
	if o.Memory64 {
		return types.I64
	}
	return types.I32
}

// The most flat values that parameters and results may have before they go
// through memory (CanonicalABI.md, "Flattening").
const (
	maxFlatParams  = 16
	maxFlatResults = 1
)

// flatten is flatten_functype, and the check that the options that it needs are
// there.
func (v *validator) flatten(f *types.Func, o Options, lift bool) (*types.CoreFunc, error) {
	core := &types.CoreFunc{}
	need := func(realloc bool) error {
		switch {
		case o.Memory == nil:
			return fmt.Errorf("canonical option `memory` is required")
		case realloc && o.Realloc == nil:
			return fmt.Errorf("canonical option `realloc` is required")
		}
		return nil
	}
	for i := range f.Params {
		t := f.Params[i].Type
		if v.infoOf(t).pointer {
			if err := need(lift); err != nil {
				return nil, err
			}
		}
		flat, err := v.flat(t, o.Memory64)
		if err != nil {
			return nil, err
		}
		if flat == nil || len(core.Params)+len(flat) > maxFlatParams {
			core.Params = []types.CoreValType{o.pointer()}
			if err := need(lift); err != nil {
				return nil, err
			}
			break
		}
		core.Params = append(core.Params, flat...)
	}
	if f.Result == nil {
		return core, nil
	}
	if !lift && v.infoOf(f.Result).pointer {
		if err := need(true); err != nil {
			return nil, err
		}
	}
	flat, err := v.flat(f.Result, o.Memory64)
	if err != nil {
		return nil, err
	}
	switch {
	case flat != nil && len(flat) <= maxFlatResults:
		core.Results = flat
	case lift:
		core.Results = []types.CoreValType{o.pointer()}
		return core, need(false)
	default:
		core.Params = append(core.Params, o.pointer())
		return core, need(false)
	}
	return core, nil
}

// flatKey is a type with the width of pointers.
type flatKey struct {
	t    types.Type
	is64 bool
}

// flat is flatten_type, or nil where it has more values than are ever passed
// flat. What is found is kept: functions share their types.
func (v *validator) flat(t types.Type, is64 bool) ([]types.CoreValType, error) {
	if p, ok := t.(types.Primitive); ok {
		return flatPrimitive(p, is64), nil
	}
	key := flatKey{t, is64}
	if f, ok := v.flats[key]; ok {
		return f, nil
	}
	if err := v.spend(1); err != nil {
		return nil, err
	}
	f, err := v.flatAnew(t, is64)
	if err != nil {
		return nil, err
	}
	v.flats[key] = f
	return f, nil
}

func flatPrimitive(p types.Primitive, is64 bool) []types.CoreValType {
	switch p {
	case types.S64, types.U64:
		return []types.CoreValType{types.I64}
	case types.F32:
		return []types.CoreValType{types.F32Core}
	case types.F64:
		return []types.CoreValType{types.F64Core}
	case types.String:
		return flatPair(is64)
	}
	return []types.CoreValType{types.I32}
}

func flatPair(is64 bool) []types.CoreValType {
	if is64 {
		return []types.CoreValType{types.I64, types.I64}
	}
	return []types.CoreValType{types.I32, types.I32}
}

func (v *validator) flatAnew(t types.Type, is64 bool) ([]types.CoreValType, error) {
	switch t := t.(type) {
	case *types.List:
		if !t.Fixed {
			return flatPair(is64), nil
		}
		if t.Len > maxFlatParams {
			return nil, nil
		}
		return v.flatAll(int(t.Len), func(int) types.Type { return t.Elem }, is64)
	case *types.Map:
		return flatPair(is64), nil
	case *types.Record:
		return v.flatAll(len(t.Fields), func(i int) types.Type { return t.Fields[i].Type }, is64)
	case *types.Tuple:
		return v.flatAll(len(t.Elems), func(i int) types.Type { return t.Elems[i] }, is64)
	case *types.Variant:
		return v.flatSum(len(t.Cases), func(i int) types.Type { return t.Cases[i].Type }, is64)
	case *types.Option:
		return v.flatSum(1, func(int) types.Type { return t.Elem }, is64)
	case *types.Result:
		return v.flatSum(2, func(i int) types.Type { return [2]types.Type{t.OK, t.Err}[i] }, is64)
	}
	return []types.CoreValType{types.I32}, nil // enum, flags, handles
}

func (v *validator) flatAll(n int, part func(int) types.Type, is64 bool) ([]types.CoreValType, error) {
	var out []types.CoreValType
	for i := 0; i < n; i++ {
		f, err := v.flat(part(i), is64)
		if err != nil {
			return nil, err
		}
		if f == nil || len(out)+len(f) > maxFlatParams {
			return nil, nil
		}
		out = append(out, f...)
	}
	return out, nil
}

func (v *validator) flatSum(n int, part func(int) types.Type, is64 bool) ([]types.CoreValType, error) {
	out := []types.CoreValType{types.I32}
	for i := 0; i < n; i++ {
		t := part(i)
		if t == nil {
			continue
		}
		f, err := v.flat(t, is64)
		if err != nil {
			return nil, err
		}
		if f == nil || 1+len(f) > maxFlatParams {
			return nil, nil
		}
		for k, c := range f {
			if 1+k < len(out) {
				out[1+k] = join(out[1+k], c)
			} else {
				out = append(out, c)
			}
		}
	}
	return out, nil
}

// join is join of CanonicalABI.md, "Flattening".
func join(a, b types.CoreValType) types.CoreValType {
	switch {
	case a == b:
		return a
	case a == types.I32 && b == types.F32Core, a == types.F32Core && b == types.I32:
		return types.I32
	}
	return types.I64
}
