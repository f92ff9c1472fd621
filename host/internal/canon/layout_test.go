package canon

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/types"
)

var testResource = &types.Resource{Name: "thing"}

func list(t types.Type) types.Type            { return &types.List{Elem: t} }
func fixed(t types.Type, n uint32) types.Type { return &types.List{Elem: t, Fixed: true, Len: n} }
func mapOf(k, v types.Type) types.Type        { return &types.Map{Key: k, Value: v} }
func tuple(ts ...types.Type) types.Type       { return &types.Tuple{Elems: ts} }
func option(t types.Type) types.Type          { return &types.Option{Elem: t} }
func result(ok, err types.Type) types.Type    { return &types.Result{OK: ok, Err: err} }
func own() types.Type                         { return &types.Own{Resource: testResource} }
func borrow() types.Type                      { return &types.Borrow{Resource: testResource} }
func enum(n int) types.Type                   { return &types.Enum{Names: names("c", n)} }
func flags(n int) types.Type                  { return &types.Flags{Names: names("f", n)} }

func names(prefix string, n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf("%s%d", prefix, i)
	}
	return out
}

func record(ts ...types.Type) types.Type {
	r := &types.Record{}
	for i, t := range ts {
		r.Fields = append(r.Fields, types.Field{Name: fmt.Sprintf("f%d", i), Type: t})
	}
	return r
}

func variant(ts ...types.Type) types.Type {
	v := &types.Variant{}
	for i, t := range ts {
		v.Cases = append(v.Cases, types.Case{Name: fmt.Sprintf("c%d", i), Type: t})
	}
	return v
}

// cases makes a variant of n cases, of which the first carries t.
func cases(t types.Type, n int) types.Type {
	return variant(append([]types.Type{t}, make([]types.Type, n-1)...)...)
}

func fn(params []types.Type, result types.Type) *types.Func {
	f := &types.Func{Result: result}
	for i, t := range params {
		f.Params = append(f.Params, types.Param{Name: fmt.Sprintf("p%d", i), Type: t})
	}
	return f
}

func compiler() *Compiler {
	r := &Resource{Name: "thing", Impl: HostImpl}
	return &Compiler{Resolve: func(*types.Resource) *Resource { return r }}
}

func words(cs []Core) string {
	out := make([]string, len(cs))
	for i, c := range cs {
		out[i] = c.String()
	}
	return strings.Join(out, " ")
}

// The expected values are what the specification's definitions.py computes.
func TestLayout(t *testing.T) {
	for _, tt := range []struct {
		typ             types.Type
		size32, align32 uint64
		size64, align64 uint64
		flat32, flat64  string
	}{
		{types.Bool, 1, 1, 1, 1, "i32", "i32"},
		{types.S8, 1, 1, 1, 1, "i32", "i32"},
		{types.U8, 1, 1, 1, 1, "i32", "i32"},
		{types.S16, 2, 2, 2, 2, "i32", "i32"},
		{types.U16, 2, 2, 2, 2, "i32", "i32"},
		{types.S32, 4, 4, 4, 4, "i32", "i32"},
		{types.U32, 4, 4, 4, 4, "i32", "i32"},
		{types.S64, 8, 8, 8, 8, "i64", "i64"},
		{types.U64, 8, 8, 8, 8, "i64", "i64"},
		{types.F32, 4, 4, 4, 4, "f32", "f32"},
		{types.F64, 8, 8, 8, 8, "f64", "f64"},
		{types.Char, 4, 4, 4, 4, "i32", "i32"},
		{types.String, 8, 4, 16, 8, "i32 i32", "i64 i64"},
		{list(types.U8), 8, 4, 16, 8, "i32 i32", "i64 i64"},
		{list(record(types.U8, types.U64)), 8, 4, 16, 8, "i32 i32", "i64 i64"},
		{fixed(types.U16, 3), 6, 2, 6, 2, "i32 i32 i32", "i32 i32 i32"},
		{fixed(types.String, 8), 64, 4, 128, 8, "i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32", "i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64"},
		{fixed(types.String, 9), 72, 4, 144, 8, "spilled", "spilled"},
		{fixed(record(types.U8, types.U64), 2), 32, 8, 32, 8, "i32 i64 i32 i64", "i32 i64 i32 i64"},
		{mapOf(types.String, types.U8), 8, 4, 16, 8, "i32 i32", "i64 i64"},
		{record(types.U8), 1, 1, 1, 1, "i32", "i32"},
		{record(types.U8, types.U16, types.U8, types.U64, types.U8), 24, 8, 24, 8, "i32 i32 i32 i64 i32", "i32 i32 i32 i64 i32"},
		{record(types.U64, types.U8), 16, 8, 16, 8, "i64 i32", "i64 i32"},
		{tuple(types.U8, types.F32, types.F64, types.Char), 24, 8, 24, 8, "i32 f32 f64 i32", "i32 f32 f64 i32"},
		{record(types.String, types.U8, types.String), 20, 4, 40, 8, "i32 i32 i32 i32 i32", "i64 i64 i32 i64 i64"},
		{record(tuple(types.U8, types.U16), types.Bool), 6, 2, 6, 2, "i32 i32 i32", "i32 i32 i32"},
		{variant(nil), 1, 1, 1, 1, "i32", "i32"},
		{variant(types.U8), 2, 1, 2, 1, "i32 i32", "i32 i32"},
		{variant(nil, types.U8, types.U64), 16, 8, 16, 8, "i32 i64", "i32 i64"},
		{variant(types.F32, types.U32), 8, 4, 8, 4, "i32 i32", "i32 i32"},
		{variant(types.F32, types.F64), 16, 8, 16, 8, "i32 i64", "i32 i64"},
		{variant(types.F32, types.U64), 16, 8, 16, 8, "i32 i64", "i32 i64"},
		{variant(types.U32, types.U64), 16, 8, 16, 8, "i32 i64", "i32 i64"},
		{variant(types.String, types.F32), 12, 4, 24, 8, "i32 i32 i32", "i32 i64 i64"},
		{variant(types.String, tuple(types.F32, types.F32)), 12, 4, 24, 8, "i32 i32 i32", "i32 i64 i64"},
		{variant(tuple(types.F64, types.F32), tuple(types.F32, types.F64, types.U8)), 32, 8, 32, 8, "i32 i64 i64 i32", "i32 i64 i64 i32"},
		{cases(nil, 256), 1, 1, 1, 1, "i32", "i32"},
		{cases(nil, 257), 2, 2, 2, 2, "i32", "i32"},
		{cases(types.U64, 257), 16, 8, 16, 8, "i32 i64", "i32 i64"},
		{enum(1), 1, 1, 1, 1, "i32", "i32"},
		{enum(2), 1, 1, 1, 1, "i32", "i32"},
		{enum(256), 1, 1, 1, 1, "i32", "i32"},
		{enum(257), 2, 2, 2, 2, "i32", "i32"},
		{enum(65536), 2, 2, 2, 2, "i32", "i32"},
		{enum(65537), 4, 4, 4, 4, "i32", "i32"},
		{flags(1), 1, 1, 1, 1, "i32", "i32"},
		{flags(8), 1, 1, 1, 1, "i32", "i32"},
		{flags(9), 2, 2, 2, 2, "i32", "i32"},
		{flags(16), 2, 2, 2, 2, "i32", "i32"},
		{flags(17), 4, 4, 4, 4, "i32", "i32"},
		{flags(32), 4, 4, 4, 4, "i32", "i32"},
		{option(types.U8), 2, 1, 2, 1, "i32 i32", "i32 i32"},
		{option(types.U64), 16, 8, 16, 8, "i32 i64", "i32 i64"},
		{option(option(types.U8)), 3, 1, 3, 1, "i32 i32 i32", "i32 i32 i32"},
		{option(types.String), 12, 4, 24, 8, "i32 i32 i32", "i32 i64 i64"},
		{option(list(types.U32)), 12, 4, 24, 8, "i32 i32 i32", "i32 i64 i64"},
		{result(nil, nil), 1, 1, 1, 1, "i32", "i32"},
		{result(types.U8, nil), 2, 1, 2, 1, "i32 i32", "i32 i32"},
		{result(nil, types.String), 12, 4, 24, 8, "i32 i32 i32", "i32 i64 i64"},
		{result(types.U64, types.String), 16, 8, 24, 8, "i32 i64 i32", "i32 i64 i64"},
		{result(record(option(types.String), list(types.String)), variant(types.String, nil, types.F64)), 32, 8, 48, 8, "i32 i32 i64 i32 i32 i32", "i32 i32 i64 i64 i64 i64"},
		{own(), 4, 4, 4, 4, "i32", "i32"},
		{borrow(), 4, 4, 4, 4, "i32", "i32"},
		{option(own()), 8, 4, 8, 4, "i32 i32", "i32 i32"},
		{tuple(types.U8, types.U8, types.U8, types.U8, types.U8, types.U8, types.U8, types.U8, types.U8, types.U8, types.U8, types.U8, types.U8, types.U8, types.U8, types.U8), 16, 1, 16, 1, "i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32", "i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32"},
		{tuple(types.U8, types.U8, types.U8, types.U8, types.U8, types.U8, types.U8, types.U8, types.U8, types.U8, types.U8, types.U8, types.U8, types.U8, types.U8, types.U8, types.U8), 17, 1, 17, 1, "spilled", "spilled"},
		{tuple(types.U64, types.U64, types.U64, types.U64, types.U64, types.U64, types.U64, types.U64, types.String, types.String, types.String, types.String), 96, 8, 128, 8, "i64 i64 i64 i64 i64 i64 i64 i64 i32 i32 i32 i32 i32 i32 i32 i32", "i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64"},
		{tuple(types.U64, types.U64, types.U64, types.U64, types.U64, types.U64, types.U64, types.U64, types.String, types.String, types.String, types.String, types.String), 104, 8, 144, 8, "spilled", "spilled"},
		{option(tuple(types.U32, types.U32, types.U32, types.U32, types.U32, types.U32, types.U32, types.U32, types.U32, types.U32, types.U32, types.U32, types.U32, types.U32, types.U32)), 64, 4, 64, 4, "i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32", "i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32"},
		{option(tuple(types.U32, types.U32, types.U32, types.U32, types.U32, types.U32, types.U32, types.U32, types.U32, types.U32, types.U32, types.U32, types.U32, types.U32, types.U32, types.U32)), 68, 4, 68, 4, "spilled", "spilled"},
	} {
		t.Run(fmt.Sprintf("%.60s", tt.typ.String()), func(t *testing.T) {
			got, err := compiler().Type(tt.typ)
			require.NoError(t, err)
			for w, want := range []struct {
				size, align uint64
				flat        string
			}{{tt.size32, tt.align32, tt.flat32}, {tt.size64, tt.align64, tt.flat64}} {
				o := Options{Memory64: w == 1}
				require.Equal(t, want.size, got.Size(o), "size, width %d", w)
				require.Equal(t, want.align, got.Align(o), "align, width %d", w)
				flat, ok := got.Flat(o)
				if want.flat == "spilled" {
					require.False(t, ok)
					continue
				}
				require.True(t, ok)
				require.Equal(t, want.flat, words(flat), "flat, width %d", w)
			}
		})
	}
}

func TestFlattenFuncType(t *testing.T) {
	for _, tt := range []struct {
		fn              *types.Func
		lift32, lower32 string
		lift64, lower64 string
	}{
		{fn([]types.Type{}, nil), " -> ", " -> ", " -> ", " -> "},
		{fn([]types.Type{types.U32}, types.U32), "i32 -> i32", "i32 -> i32", "i32 -> i32", "i32 -> i32"},
		{fn([]types.Type{types.String}, types.String), "i32 i32 -> i32", "i32 i32 i32 -> ", "i64 i64 -> i64", "i64 i64 i64 -> "},
		{fn([]types.Type{types.U8, types.U8, types.U8, types.U8, types.U8, types.U8, types.U8, types.U8, types.U8, types.U8, types.U8, types.U8, types.U8, types.U8, types.U8, types.U8}, nil), "i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 -> ", "i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 -> ", "i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 -> ", "i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 -> "},
		{fn([]types.Type{types.U8, types.U8, types.U8, types.U8, types.U8, types.U8, types.U8, types.U8, types.U8, types.U8, types.U8, types.U8, types.U8, types.U8, types.U8, types.U8, types.U8}, nil), "i32 -> ", "i32 -> ", "i64 -> ", "i64 -> "},
		{fn([]types.Type{types.String, types.String, types.String, types.String, types.String, types.String, types.String, types.String}, types.U64), "i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 -> i64", "i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 -> i64", "i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 -> i64", "i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 -> i64"},
		{fn([]types.Type{types.String, types.String, types.String, types.String, types.String, types.String, types.String, types.String, types.String}, tuple(types.U8, types.U8)), "i32 -> i32", "i32 i32 -> ", "i64 -> i64", "i64 i64 -> "},
		{fn([]types.Type{}, option(types.U8)), " -> i32", "i32 -> ", " -> i64", "i64 -> "},
		{fn([]types.Type{}, result(nil, nil)), " -> i32", " -> i32", " -> i32", " -> i32"},
		{fn([]types.Type{}, tuple(types.F32)), " -> f32", " -> f32", " -> f32", " -> f32"},
		{fn([]types.Type{types.F32, types.F64}, list(types.U8)), "f32 f64 -> i32", "f32 f64 i32 -> ", "f32 f64 -> i64", "f32 f64 i64 -> "},
	} {
		t.Run(tt.fn.String(), func(t *testing.T) {
			f, err := compiler().Func(tt.fn)
			require.NoError(t, err)
			for _, c := range []struct {
				wide bool
				d    Direction
				want string
			}{{false, Lift, tt.lift32}, {false, Lower, tt.lower32}, {true, Lift, tt.lift64}, {true, Lower, tt.lower64}} {
				params, results := f.Flatten(Options{Memory64: c.wide}, c.d)
				require.Equal(t, c.want, words(params)+" -> "+words(results))
			}
		})
	}
}

func TestFlagsBeyond32(t *testing.T) {
	got, err := compiler().Type(flags(33))
	require.NoError(t, err)
	require.EqualValues(t, 8, got.Size(Options{}))
	require.EqualValues(t, 4, got.Align(Options{}))
	flat, ok := got.Flat(Options{})
	require.True(t, ok)
	require.Equal(t, "i32 i32", words(flat))
}

func TestTypesThatAreTooLarge(t *testing.T) {
	huge := fixed(fixed(types.U64, 1<<31), 1<<31)
	_, err := compiler().Type(huge)
	require.Error(t, err)

	deep := types.Type(types.U8)
	for range 300 {
		deep = option(deep)
	}
	_, err = compiler().Type(deep)
	require.ErrorContains(t, err, "nested deeper")

	shared := types.Type(types.U8)
	for range 100 {
		shared = tuple(shared, shared)
	}
	_, err = compiler().Type(shared)
	require.Error(t, err, "2^100 bytes")
}

func TestResourceUnknownToTheComponent(t *testing.T) {
	c := &Compiler{Resolve: func(*types.Resource) *Resource { return nil }}
	_, err := c.Type(own())
	require.ErrorContains(t, err, "thing")
}
