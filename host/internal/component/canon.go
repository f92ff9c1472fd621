package component

import (
	"slices"

	"github.com/vivarium-wasm/vivarium/host/internal/canon"
	"github.com/vivarium-wasm/vivarium/host/types"
)

// canon validates canon (CanonicalABI.md, "Canonical Definitions").
func (v *validator) canon(s *scope, n *CanonNode) error {
	if err := v.full(len(s.funcs)+len(s.core[CoreSortFunc]), maxFuncs, "functions"); err != nil {
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
		s.core[CoreSortFunc] = append(s.core[CoreSortFunc], &types.CoreFunc{Params: []types.CoreValType{types.I32}})
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
		s.core[CoreSortFunc] = append(s.core[CoreSortFunc], &types.CoreFunc{Params: value, Results: handle})
		s.define(&ResourceNew{Resource: e.res, Rep: rep})
		return nil
	}
	s.core[CoreSortFunc] = append(s.core[CoreSortFunc], &types.CoreFunc{Params: handle, Results: value})
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
	core, err := v.coreFunc(s, n.Func)
	if err != nil {
		return err
	}
	o, err := v.options(s, n.Options)
	if err != nil {
		return err
	}
	if o.PostReturn != nil {
		post, err := v.coreFunc(s, o.PostReturn.Index)
		if err != nil {
			return err
		}
		if !slices.Equal(post.Params, core.Results) || len(post.Results) != 0 {
			return v.errorf("canonical option `post-return` uses a core function with an incorrect signature")
		}
	}
	want, err := v.flatten(f, o, canon.Lift)
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

// coreList prints core types for an error message: [I32, I32].
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
	core, err := v.flatten(f, o, canon.Lower)
	if err != nil {
		return err
	}
	s.core[CoreSortFunc] = append(s.core[CoreSortFunc], core)
	s.define(&Lower{Func: Ref{Sort: Func, Index: n.Func}, Options: o, Type: f, CoreType: core})
	return nil
}

var encodingNames = [...]string{UTF8: "utf8", UTF16: "utf16", Latin1UTF16: "latin1-utf16"}

// options validates opts and resolves them.
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
	t, err := v.coreItem(s, CoreSortMemory, index)
	if err != nil {
		return false, err
	}
	m := t.(*types.CoreMemory)
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
		f, err := v.coreFunc(s, o.Realloc.Index)
		if err != nil {
			return err
		}
		p := o.pointer()
		if !slices.Equal(f.Params, []types.CoreValType{p, p, p, p}) || !slices.Equal(f.Results, []types.CoreValType{p}) {
			return v.errorf("canonical option `realloc` uses a core function with an incorrect signature")
		}
	}
	if o.PostReturn != nil {
		_, err := v.coreFunc(s, o.PostReturn.Index)
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
