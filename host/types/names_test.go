package types

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestNames(t *testing.T) {
	point := &Record{Fields: []Field{{"x", U32}, {"y", U32}}}
	same := &Record{Fields: point.Fields}
	file := &Resource{Name: "file"}
	names := Names(func(t Type) string {
		switch t := t.(type) {
		case *Record:
			if t == point {
				return "point"
			}
		case *Own:
			return t.Resource.Name
		}
		return ""
	})
	require.Equal(t, "list<point>", names.Type(&List{Elem: point}))
	require.Equal(t, "list<record { x: u32, y: u32 }>", names.Type(&List{Elem: same}))
	require.Equal(t, "record { x: u32, y: u32 }", names.Definition(point))
	require.Equal(t, "option<point>", names.Definition(&Option{Elem: point}))
	f := &Func{Params: []Param{{"at", point}}, Result: &Result{OK: &Own{file}}}
	require.Equal(t, "func(at: point) -> result<file>", names.Func(f))
	require.Equal(t, "func(at: record { x: u32, y: u32 }) -> result<own<file>>", f.String())
}
