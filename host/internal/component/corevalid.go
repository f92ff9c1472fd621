package component

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/vivarium-wasm/vivarium/host/types"
)

// coreDef is a defined core type. Two of the same structure, group included, are
// the same *coreDef (core specification, "Type Equivalence").
type coreDef struct {
	id    int
	kind  byte
	final bool
	// fn is set for functions, exact the same as a type that no subtype fits.
	fn    *types.CoreFunc
	exact *types.CoreFunc
	super *coreDef
	depth int
	// fields, for structs and arrays, in the words of coreInterner.
	fields []string
	shared bool
}

// coreInterner gives core types their identity.
type coreInterner struct {
	groups map[string][]*coreDef
	next   int
}

// coreTypeSpace resolves an index of the core type index space that a group
// stands in.
type coreTypeSpace func(index uint32) (*coreDef, error)

// define resolves a group whose first type gets index base. Its errors have no
// place yet.
func (in *coreInterner) define(g *recGroup, base uint32, at coreTypeSpace) ([]*coreDef, error) {
	defs := make([]*coreDef, len(g.types))
	for i := range defs {
		t := &g.types[i]
		defs[i] = &coreDef{id: in.next + i, kind: t.kind, final: t.final, shared: t.shared}
	}
	// A type's key names its own group by position, so that equal groups have
	// equal keys.
	local := func(index uint32) (*coreDef, string, error) {
		if i := uint64(index) - uint64(base); index >= base && i < uint64(len(defs)) {
			return defs[i], "rec." + strconv.FormatUint(i, 10), nil
		}
		d, err := at(index)
		if err != nil {
			return nil, "", err
		}
		return d, "#" + strconv.Itoa(d.id), nil
	}
	var key strings.Builder
	for i := range g.types {
		if err := in.resolve(&g.types[i], defs[i], i, defs, local, &key); err != nil {
			return nil, err
		}
	}
	if same, ok := in.groups[key.String()]; ok {
		return same, nil
	}
	for i, d := range defs {
		if err := d.checkSuper(i, defs); err != nil {
			return nil, err
		}
	}
	if in.groups == nil {
		in.groups = map[string][]*coreDef{}
	}
	in.groups[key.String()] = defs
	in.next += len(defs)
	return defs, nil
}

type localCoreType func(uint32) (*coreDef, string, error)

func (in *coreInterner) resolve(t *subType, d *coreDef, i int, defs []*coreDef, local localCoreType, key *strings.Builder) error {
	if t.describes != nil || t.descriptor != nil {
		return &unsupported{featureDescriptors, "a custom descriptor"}
	}
	if t.shared {
		return &unsupported{featureSharedEverything, "a shared core type"}
	}
	if t.kind == compCont {
		return &unsupported{featureStackSwitching, "a continuation type"}
	}
	fmt.Fprintf(key, "%x,%t", t.kind, t.final)
	for _, index := range t.supers {
		s, name, err := local(index)
		if err != nil {
			return err
		}
		for j := i; j < len(defs); j++ {
			if s == defs[j] {
				return fmt.Errorf("unknown type %d: type index out of bounds: a supertype comes later", index)
			}
		}
		d.super = s
		key.WriteString(",<" + name)
	}
	if t.kind == compFunc {
		d.fn = &types.CoreFunc{}
	}
	values := func(vs []coreVal) ([]types.CoreValType, error) {
		var out []types.CoreValType
		for _, v := range vs {
			text, rel, err := coreText(v, local)
			if err != nil {
				return nil, err
			}
			out = append(out, types.CoreValType(text))
			key.WriteString("," + rel)
		}
		key.WriteString(";")
		return out, nil
	}
	var err error
	if t.kind == compFunc {
		if d.fn.Params, err = values(t.params); err == nil {
			d.fn.Results, err = values(t.results)
		}
		d.exact = &types.CoreFunc{Params: d.fn.Params, Results: d.fn.Results, Exact: true}
		return err
	}
	for _, f := range t.fields {
		text, rel, err := coreText(f.val, local)
		if err != nil {
			return err
		}
		d.fields = append(d.fields, fmt.Sprint(f.mutable, " ", text))
		fmt.Fprintf(key, ",%t %s", f.mutable, rel)
	}
	return nil
}

// checkSuper checks what the binary says of the supertype. Depth subtyping of
// fields and functions is the engine's part.
func (d *coreDef) checkSuper(i int, defs []*coreDef) error {
	if d.super == nil {
		return nil
	}
	switch {
	case d.super.final:
		return fmt.Errorf("sub type cannot have a final super type")
	case d.super.kind != d.kind, d.fn == nil && len(d.fields) < len(d.super.fields),
		d.fn != nil && (len(d.fn.Params) != len(d.super.fn.Params) || len(d.fn.Results) != len(d.super.fn.Results)):
		return fmt.Errorf("sub type must match super type")
	}
	if d.depth = d.super.depth + 1; d.depth > maxSubtypingDepth {
		return fmt.Errorf("sub type hierarchy too deep: found depth %d", d.depth)
	}
	return nil
}

var coreNumbers = map[byte]string{0x7f: "i32", 0x7e: "i64", 0x7d: "f32", 0x7c: "f64", 0x7b: "v128", 0x78: "i8", 0x77: "i16"}

// coreText is a core value type as types.CoreValType has it, and the same with
// types of its own group by position.
func coreText(v coreVal, local localCoreType) (text, relative string, err error) {
	if !v.ref {
		s := coreNumbers[v.code]
		return s, s, nil
	}
	if v.shared {
		return "", "", &unsupported{featureSharedEverything, "a shared reference"}
	}
	if v.exact {
		return "", "", &unsupported{featureDescriptors, "an exact reference"}
	}
	heap, rel := "", ""
	if v.code != 0 {
		heap = abstractHeapNames[v.code-0x68]
		if v.null {
			s := heap + "ref"
			return s, s, nil
		}
		rel = heap
	} else {
		d, name, err := local(v.index)
		if err != nil {
			return "", "", err
		}
		heap, rel = d.heap(), name
	}
	if v.null {
		return "(ref null " + heap + ")", "(ref null " + rel + ")", nil
	}
	return "(ref " + heap + ")", "(ref " + rel + ")", nil
}

// heap is a defined type as a heap type in types.CoreValType.
func (d *coreDef) heap() string {
	kind := map[byte]string{compFunc: "func", compStruct: "struct", compArray: "array", compCont: "cont"}[d.kind]
	return kind + "#" + strconv.Itoa(d.id)
}

// unsupported is an UnsupportedError that has no place yet.
type unsupported struct{ feature, what string }

func (u *unsupported) Error() string { return u.what + " needs " + u.feature }
