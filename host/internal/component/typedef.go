package component

import (
	"github.com/vivarium-wasm/vivarium/host/internal/canon"
	"github.com/vivarium-wasm/vivarium/host/types"
)

// typeDef validates deftype and appends it to the type index space.
func (v *validator) typeDef(s *scope, n *TypeNode) error {
	if err := v.full(len(s.types)+s.coreTypes.Len(), maxTypes, "types"); err != nil {
		return err
	}
	var e typeEntry
	var err error
	switch d := n.Def.(type) {
	case *FuncDef:
		e.ext, err = v.funcType(s, d)
	case *ComponentTypeDef:
		var in *scope
		if in, err = v.declarators(d.Decls, inComponentType); err == nil {
			e.ext, err = v.finish(in)
		}
	case *InstanceTypeDef:
		var in *scope
		if in, err = v.declarators(d.Decls, inInstanceType); err == nil {
			t := &types.Instance{Exports: in.exports.list}
			v.info[t] = in.info
			v.open[t] = in.defined
			e.ext = t
		}
	case *ResourceTypeDef:
		e.res, err = v.resourceType(s, d)
	default:
		e.val, err = v.valueType(s, d)
	}
	if err != nil {
		return err
	}
	s.types = append(s.types, e)
	return nil
}

func (v *validator) resourceType(s *scope, d *ResourceTypeDef) (*types.Resource, error) {
	if s.kind != inComponent {
		return nil, v.errorf("resources can only be defined within a concrete component")
	}
	rep := types.CoreValType(d.Rep.String())
	if rep != types.I32 && rep != types.I64 {
		return nil, v.errorf("resources can only be represented by `i32` or `i64`")
	}
	r := &types.Resource{}
	def := &ResourceDef{Resource: r, Rep: rep}
	if d.HasDtor {
		f, err := v.coreFunc(s, d.Dtor)
		if err != nil {
			return nil, err
		}
		if len(f.Params) != 1 || f.Params[0] != rep || len(f.Results) != 0 {
			return nil, v.errorf("core function %d has wrong signature for a destructor", d.Dtor)
		}
		def.Dtor = &Ref{Sort: CoreFunc, Index: d.Dtor}
	}
	s.local[r] = rep
	s.defined = append(s.defined, r)
	s.define(def)
	return r, nil
}

func (v *validator) typeAt(s *scope, index uint32) (typeEntry, error) {
	return element(v, s.types, index, "type")
}

// valType resolves valtype.
func (v *validator) valType(s *scope, t ValType) (types.Type, error) {
	if t.Primitive != 0 {
		if t.Primitive == types.ErrorContext {
			return nil, v.unsupported(featureErrorContext, "`error-context`")
		}
		return t.Primitive, nil
	}
	e, err := v.typeAt(s, t.Index)
	if err != nil {
		return nil, err
	}
	if e.val == nil {
		return nil, v.errorf("type index %d is not a defined type", t.Index)
	}
	return e.val, nil
}

func (v *validator) optionalValType(s *scope, t *ValType) (types.Type, error) {
	if t == nil {
		return nil, nil
	}
	return v.valType(s, *t)
}

func (v *validator) resourceAt(s *scope, index uint32) (typeEntry, error) {
	e, err := v.typeAt(s, index)
	if err != nil {
		return e, err
	}
	if e.res == nil {
		return e, v.errorf("type index %d is not a resource type", index)
	}
	return e, nil
}

func (v *validator) funcType(s *scope, d *FuncDef) (*types.Func, error) {
	if d.Async {
		return nil, v.unsupported(featureAsync, "an async function type")
	}
	f := &types.Func{}
	i := newInfo()
	labels := v.labels("function parameter", "parameter name")
	for _, p := range d.Params {
		if err := labels.add(p.Label); err != nil {
			return nil, err
		}
		t, err := v.valType(s, p.Type)
		if err != nil {
			return nil, err
		}
		if err := v.combine(&i, v.infoOf(t)); err != nil {
			return nil, err
		}
		f.Params = append(f.Params, types.Param{Name: p.Label, Type: t})
	}
	t, err := v.optionalValType(s, d.Result)
	if err != nil {
		return nil, err
	}
	if t != nil {
		r := v.infoOf(t)
		if r.borrow {
			return nil, v.errorf("function result cannot contain a `borrow` type")
		}
		if err := v.combine(&i, r); err != nil {
			return nil, err
		}
		f.Result = t
	}
	v.info[f] = i
	return f, nil
}

// valueType resolves defvaltype.
func (v *validator) valueType(s *scope, def any) (types.Type, error) {
	var t types.Type
	var i info
	var err error
	switch d := def.(type) {
	case PrimitiveDef:
		return v.valType(s, ValType{Primitive: types.Primitive(d)})
	case *RecordDef:
		t, i, err = v.record(s, d)
	case *VariantDef:
		t, i, err = v.variant(s, d)
	case *ListDef:
		t, i, err = v.list(s, d)
	case *MapDef:
		t, i, err = v.mapType(s, d)
	case *TupleDef:
		t, i, err = v.tuple(s, d)
	case *FlagsDef:
		t, i, err = v.flags(d)
	case *EnumDef:
		t, i, err = v.enum(d)
	case *OptionDef:
		t, i, err = v.option(s, d)
	case *ResultDef:
		t, i, err = v.result(s, d)
	case *HandleDef:
		t, i, err = v.handle(s, d)
	case *StreamDef:
		if d.Future {
			return nil, v.unsupported(featureAsync, "`future`")
		}
		return nil, v.unsupported(featureAsync, "`stream`")
	}
	if err != nil {
		return nil, err
	}
	v.info[t] = i
	return t, nil
}

func (v *validator) record(s *scope, d *RecordDef) (types.Type, info, error) {
	if len(d.Fields) == 0 {
		return nil, info{}, v.errorf("record type must have at least one field")
	}
	t := &types.Record{Fields: make([]types.Field, 0, len(d.Fields))}
	labels := v.labels("record field", "field name")
	for _, f := range d.Fields {
		if err := labels.check(f.Label); err != nil {
			return nil, info{}, err
		}
		ft, err := v.valType(s, f.Type)
		if err != nil {
			return nil, info{}, err
		}
		if err := labels.add(f.Label); err != nil {
			return nil, info{}, err
		}
		t.Fields = append(t.Fields, types.Field{Name: f.Label, Type: ft})
	}
	i, err := v.product(len(t.Fields), func(k int) types.Type { return t.Fields[k].Type })
	return t, i, err
}

func (v *validator) variant(s *scope, d *VariantDef) (types.Type, info, error) {
	if len(d.Cases) == 0 {
		return nil, info{}, v.errorf("variant type must have at least one case")
	}
	t := &types.Variant{Cases: make([]types.Case, 0, len(d.Cases))}
	labels := v.labels("variant case", "case name")
	for _, c := range d.Cases {
		if err := labels.check(c.Label); err != nil {
			return nil, info{}, err
		}
		ct, err := v.optionalValType(s, c.Type)
		if err != nil {
			return nil, info{}, err
		}
		if err := labels.add(c.Label); err != nil {
			return nil, info{}, err
		}
		t.Cases = append(t.Cases, types.Case{Name: c.Label, Type: ct})
	}
	i, err := v.sum(len(t.Cases), func(k int) types.Type { return t.Cases[k].Type })
	return t, i, err
}

func (v *validator) list(s *scope, d *ListDef) (types.Type, info, error) {
	if d.Fixed && d.Len == 0 {
		return nil, info{}, v.errorf("Fixed-length lists must have more than zero elements")
	}
	if d.Fixed && d.Len > maxFixedListLength {
		return nil, info{}, v.errorf("fixed-length list element count exceeds limit of %d", maxFixedListLength)
	}
	elem, err := v.valType(s, d.Elem)
	if err != nil {
		return nil, info{}, err
	}
	i := newInfo()
	part := v.infoOf(elem)
	if err := v.combine(&i, part); err != nil {
		return nil, info{}, err
	}
	t := &types.List{Elem: elem, Fixed: d.Fixed, Len: d.Len}
	if d.Fixed {
		err := v.sized(&i, uint64(part.bytes)*uint64(d.Len), part.align)
		return t, i, err
	}
	i.pointer = true
	i.bytes, i.align = 16, 8
	return t, i, nil
}

func (v *validator) mapType(s *scope, d *MapDef) (types.Type, info, error) {
	key, err := v.valType(s, d.Key)
	if err != nil {
		return nil, info{}, err
	}
	switch key {
	case types.Bool, types.S8, types.U8, types.S16, types.U16, types.S32, types.U32,
		types.S64, types.U64, types.Char, types.String:
	default:
		return nil, info{}, v.errorf("invalid map key type: %s", key)
	}
	value, err := v.valType(s, d.Value)
	if err != nil {
		return nil, info{}, err
	}
	i := newInfo()
	if err := v.combine(&i, v.infoOf(key)); err != nil {
		return nil, info{}, err
	}
	if err := v.combine(&i, v.infoOf(value)); err != nil {
		return nil, info{}, err
	}
	i.pointer = true
	i.bytes, i.align = 16, 8
	return &types.Map{Key: key, Value: value}, i, nil
}

func (v *validator) tuple(s *scope, d *TupleDef) (types.Type, info, error) {
	if len(d.Elems) == 0 {
		return nil, info{}, v.errorf("tuple type must have at least one type")
	}
	t := &types.Tuple{Elems: make([]types.Type, 0, len(d.Elems))}
	for _, e := range d.Elems {
		et, err := v.valType(s, e)
		if err != nil {
			return nil, info{}, err
		}
		t.Elems = append(t.Elems, et)
	}
	i, err := v.product(len(t.Elems), func(k int) types.Type { return t.Elems[k] })
	return t, i, err
}

func (v *validator) flags(d *FlagsDef) (types.Type, info, error) {
	if len(d.Labels) == 0 {
		return nil, info{}, v.errorf("flags must have at least one entry")
	}
	if len(d.Labels) > 32 {
		return nil, info{}, v.errorf("cannot have more than 32 flags")
	}
	labels := v.labels("flag", "flag name")
	for _, l := range d.Labels {
		if err := labels.add(l); err != nil {
			return nil, info{}, err
		}
	}
	i := newInfo()
	i.bytes, i.align = flagsSize(len(d.Labels))
	return &types.Flags{Names: d.Labels}, i, nil
}

func (v *validator) enum(d *EnumDef) (types.Type, info, error) {
	if len(d.Labels) == 0 {
		return nil, info{}, v.errorf("enum type must have at least one variant")
	}
	labels := v.labels("enum tag", "tag name")
	for _, l := range d.Labels {
		if err := labels.add(l); err != nil {
			return nil, info{}, err
		}
	}
	i := newInfo()
	disc := canon.DiscriminantSize(len(d.Labels))
	i.bytes, i.align = uint32(disc), uint8(disc)
	return &types.Enum{Names: d.Labels}, i, nil
}

func (v *validator) option(s *scope, d *OptionDef) (types.Type, info, error) {
	elem, err := v.valType(s, d.Elem)
	if err != nil {
		return nil, info{}, err
	}
	i, err := v.sum(2, func(k int) types.Type {
		if k == 0 {
			return nil
		}
		return elem
	})
	return &types.Option{Elem: elem}, i, err
}

func (v *validator) result(s *scope, d *ResultDef) (types.Type, info, error) {
	ok, err := v.optionalValType(s, d.OK)
	if err != nil {
		return nil, info{}, err
	}
	fail, err := v.optionalValType(s, d.Err)
	if err != nil {
		return nil, info{}, err
	}
	i, err := v.sum(2, func(k int) types.Type { return [2]types.Type{ok, fail}[k] })
	return &types.Result{OK: ok, Err: fail}, i, err
}

func (v *validator) handle(s *scope, d *HandleDef) (types.Type, info, error) {
	e, err := v.resourceAt(s, d.Resource)
	if err != nil {
		return nil, info{}, err
	}
	i := newInfo()
	i.bytes, i.align = 4, 4
	var t types.Type = &types.Own{Resource: e.res}
	if d.Borrow {
		t = &types.Borrow{Resource: e.res}
		i.borrow = true
	}
	v.setAlias(t, e.alias)
	return t, i, nil
}

func (v *validator) setAlias(key any, alias uint32) {
	if alias != 0 {
		v.aliases[key] = alias
	}
}

// coreType validates core:type.
func (v *validator) coreType(s *scope, n *CoreTypeNode) error {
	size := 1
	if n.Module == nil {
		size = len(n.Group)
	}
	if err := v.full(len(s.types)+s.coreTypes.Len()+size-1, maxTypes, "types"); err != nil {
		return err
	}
	if n.Module == nil {
		return s.coreTypes.Define(n.Group)
	}
	m := newModuleScope(v)
	for i := range n.Module.Decls {
		d := &n.Module.Decls[i]
		if err := v.moduleDecl(m, d); err != nil {
			return v.at(d.place, err)
		}
	}
	s.addModuleType(m.finish())
	return nil
}

// addModuleType appends a module type to the core type index space.
func (s *scope) addModuleType(t *types.CoreModule) {
	if s.moduleTypes == nil {
		s.moduleTypes = map[uint32]*types.CoreModule{}
	}
	s.moduleTypes[uint32(s.coreTypes.Len())] = t
	s.coreTypes.Skip()
}

// moduleDecl validates a declarator of a module type.
func (v *validator) moduleDecl(m *moduleScope, d *ModuleDecl) error {
	switch {
	case !d.IsAlias:
		return m.declare(d)
	case d.Count == 0:
		return m.types.Alias(&m.types, d.Index)
	}
	outer, err := v.outer(d.Count - 1)
	if err != nil {
		return err
	}
	if err := v.full(m.types.Len(), maxTypes, "types"); err != nil {
		return err
	}
	return m.types.Alias(&outer.coreTypes, d.Index)
}
