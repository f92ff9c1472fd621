package bindgen

import (
	"fmt"

	"github.com/vivarium-wasm/vivarium/host/internal/abi"
	"github.com/vivarium-wasm/vivarium/host/types"
	"github.com/vivarium-wasm/vivarium/host/wit"
)

const errorContext = wit.Primitive(types.ErrorContext)

// layouts computes the layout of types in 32-bit memories.
type layouts struct {
	types    wit.Types
	compiler abi.Compiler
}

// layout is the place that a type takes in memory and among core values.
type layout struct {
	size, align uint32
	// flat are the core types, nil where spilled is set.
	flat    []abi.Core
	spilled bool
}

func newLayouts() *layouts {
	resource := &types.Resource{}
	known := &abi.Resource{}
	return &layouts{
		types:    wit.Types{Resource: func(*wit.TypeDef) *types.Resource { return resource }},
		compiler: abi.Compiler{Resolve: func(*types.Resource) *abi.Resource { return known }},
	}
}

// of is the layout of t; nil is nothing.
func (l *layouts) of(t wit.Type) layout {
	if t == nil {
		return layout{align: 1}
	}
	a, err := l.compiler.Type(l.types.Type(t))
	if err != nil {
		panic(refusal{err})
	}
	flat, ok := a.Flat(abi.Options{})
	return layout{uint32(a.Size(abi.Options{})), uint32(a.Align(abi.Options{})), flat, !ok}
}

// refusal carries an error out of printing, to Generate.
type refusal struct{ err error }

// offsets are where the parts of a record are, with the layout of them all.
func (l *layouts) offsets(ts []wit.Type) ([]uint32, layout) {
	all := layout{align: 1}
	out := make([]uint32, len(ts))
	size := uint64(0)
	for i, t := range ts {
		part := l.of(t)
		all.align = max(all.align, part.align)
		size = abi.AlignTo(size, uint64(part.align))
		out[i] = uint32(size)
		if size += uint64(part.size); size > abi.MaxSize {
			panic(refusal{fmt.Errorf("a value takes more than %d bytes", abi.MaxSize)})
		}
		all.flat = append(all.flat, part.flat...)
		all.spilled = all.spilled || part.spilled
	}
	if all.spilled = all.spilled || len(all.flat) > abi.MaxFlatParams; all.spilled {
		all.flat = nil
	}
	all.size = uint32(abi.AlignTo(size, uint64(all.align)))
	return out, all
}

// payload is where the payload of a variant of these cases is; disc is the size
// of what tells the cases apart.
func (l *layouts) payload(cases []wit.Type) (offset, disc uint32) {
	disc = 1
	if len(cases) > 1<<8 {
		disc = 2
	}
	if len(cases) > 1<<16 {
		disc = 4
	}
	align := uint32(1)
	for _, c := range cases {
		align = max(align, l.of(c).align)
	}
	return uint32(abi.AlignTo(uint64(disc), uint64(align))), disc
}
