package types

import (
	"fmt"
	"strings"
)

// CoreType is the type of a core import or export: *CoreFunc, *CoreTable,
// *CoreMemory, *CoreGlobal or *CoreTag.
type CoreType interface {
	coretype()
	String() string
}

// CoreValType is a value type of core WebAssembly: "i32", "i64", "f32", "f64",
// "v128", a reference to an abstract heap type such as "funcref" and
// "(ref extern)", or one to a defined type such as "(ref null struct#3)". The
// number of a defined type means something within one component only.
type CoreValType string

// The number types of core WebAssembly, which are all that the canonical ABI uses.
const (
	I32     CoreValType = "i32"
	I64     CoreValType = "i64"
	F32Core CoreValType = "f32"
	F64Core CoreValType = "f64"
)

// CoreFunc is the type of a core function.
type CoreFunc struct {
	Params, Results []CoreValType
	// Exact says that it is the function's own type, not a supertype of it
	// (the custom-descriptors proposal). It matters to imports of that
	// proposal alone.
	Exact bool
}

// Limits are the limits of a table (elements) or memory (pages).
type Limits struct {
	Min    uint64
	Max    uint64
	HasMax bool
	Is64   bool
	Shared bool
}

// CoreTable is the type of a table.
type CoreTable struct {
	Elem CoreValType
	Limits
}

// CoreMemory is the type of a memory.
type CoreMemory struct {
	Limits
	// PageSizeLog2 is 16 but for modules of the custom-page-sizes proposal.
	PageSizeLog2 uint8
}

// CoreGlobal is the type of a global.
type CoreGlobal struct {
	Type    CoreValType
	Mutable bool
}

// CoreTag is the type of an exception tag.
type CoreTag struct {
	Func CoreFunc
}

func (*CoreFunc) coretype()   {}
func (*CoreTable) coretype()  {}
func (*CoreMemory) coretype() {}
func (*CoreGlobal) coretype() {}
func (*CoreTag) coretype()    {}

func (f *CoreFunc) String() string {
	var b strings.Builder
	b.WriteString("func")
	writeCore := func(word string, ts []CoreValType) {
		if len(ts) == 0 {
			return
		}
		b.WriteString(" (" + word)
		for _, t := range ts {
			b.WriteString(" " + string(t))
		}
		b.WriteString(")")
	}
	writeCore("param", f.Params)
	writeCore("result", f.Results)
	return b.String()
}

func (l Limits) String() string {
	s := fmt.Sprint(l.Min)
	if l.HasMax {
		s += fmt.Sprintf(" %d", l.Max)
	}
	if l.Shared {
		s += " shared"
	}
	if l.Is64 {
		s = "i64 " + s
	}
	return s
}

func (t *CoreTable) String() string  { return fmt.Sprintf("table %s %s", t.Limits, t.Elem) }
func (m *CoreMemory) String() string { return fmt.Sprintf("memory %s", m.Limits) }
func (t *CoreTag) String() string    { return "tag " + t.Func.String() }

func (g *CoreGlobal) String() string {
	if g.Mutable {
		return fmt.Sprintf("global (mut %s)", g.Type)
	}
	return fmt.Sprintf("global %s", g.Type)
}
