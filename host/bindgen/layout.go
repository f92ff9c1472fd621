package bindgen

import (
	"github.com/vivarium-wasm/vivarium/host/internal/canon"
	"github.com/vivarium-wasm/vivarium/host/types"
	"github.com/vivarium-wasm/vivarium/host/wit"
)

const errorContext = wit.Primitive(types.ErrorContext)

// layouts computes the layout of types in 32-bit memories.
type layouts struct {
	types    wit.Types
	compiler canon.Compiler
}

// layout is the place that a type takes in memory and among core values.
type layout struct {
	size, align uint32
	// flat are the core types, nil where spilled is set.
	flat    []canon.Core
	spilled bool
}

func newLayouts() *layouts {
	resource := &types.Resource{}
	known := &canon.Resource{}
	return &layouts{
		types:    wit.Types{Resource: func(*wit.TypeDef) *types.Resource { return resource }},
		compiler: canon.Compiler{Resolve: func(*types.Resource) *canon.Resource { return known }},
	}
}

// of is the layout of t; nil is nothing.
func (l *layouts) of(t wit.Type) layout {
	if t == nil {
		return layout{align: 1}
	}
	return layoutOf(l.abi(l.types.Type(t)))
}

func (l *layouts) abi(t types.Type) *canon.Type {
	a, err := l.compiler.Type(t)
	if err != nil {
		panic(refusal{err})
	}
	return a
}

func layoutOf(a *canon.Type) layout {
	flat, ok := a.Flat(canon.Options{})
	return layout{uint32(a.Size(canon.Options{})), uint32(a.Align(canon.Options{})), flat, !ok}
}

// refusal carries an error out of printing, to Generate.
type refusal struct{ err error }

// offsets are where the parts of a record are, with the layout of them all.
func (l *layouts) offsets(ts []wit.Type) ([]uint32, layout) {
	tuple := &types.Tuple{Elems: make([]types.Type, len(ts))}
	for i, t := range ts {
		tuple.Elems[i] = l.types.Type(t)
	}
	all := l.abi(tuple)
	offsets := make([]uint32, len(ts))
	for i := range ts {
		offsets[i] = uint32(all.Offset(i, canon.Options{}))
	}
	return offsets, layoutOf(all)
}

// payload is where the payload of a variant of these cases is; disc is the size
// of what tells the cases apart.
func (l *layouts) payload(cases []wit.Type) (offset, disc uint32) {
	variant := &types.Variant{Cases: make([]types.Case, len(cases))}
	for i, c := range cases {
		if c != nil {
			variant.Cases[i].Type = l.types.Type(c)
		}
	}
	return uint32(l.abi(variant).Payload(canon.Options{})), uint32(canon.DiscriminantSize(len(cases)))
}
