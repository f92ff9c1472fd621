package bindgen

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/bindgen/internal/worlds/echo"
	"github.com/vivarium-wasm/vivarium/host/types"
	"github.com/vivarium-wasm/vivarium/host/value"
)

var noParams = &types.Func{}

// recorder keeps what the host's functions were called with.
type recorder struct {
	mirror
	mixed  []echo.Mixed
	shapes []echo.Shape
	many   many
}

func (r *recorder) ListMix(_ context.Context, v []echo.Mixed) ([]echo.Mixed, error) {
	r.mixed = v
	return v, nil
}

func (r *recorder) ListShape(_ context.Context, v []echo.Shape) ([]echo.Shape, error) {
	r.shapes = v
	return v, nil
}

func (r *recorder) Many(ctx context.Context, a uint8, b float32, c string, d uint64, e int8, f *float64, g []byte, h echo.Shape, typ rune) (many, error) {
	var err error
	r.many, err = r.mirror.Many(ctx, a, b, c, d, e, f, g, h, typ)
	return r.many, err
}

// TestAgreesWithDynamicValues calls exports with dynamic values, which package
// host lays out in memory, and has generated code lift and lower what arrives at
// the host's functions.
func TestAgreesWithDynamicValues(t *testing.T) {
	t.Parallel()
	r := &recorder{}
	p := prepareEcho(t, nil)
	i := instantiateEcho(t, p, r)
	call := func(name string, args ...value.Value) {
		t.Helper()
		ref, err := p.Host().Func("test:echo/values@1.2.3", name)
		require.NoError(t, err)
		back, err := i.Host().Call(t.Context(), ref, args...)
		require.NoError(t, err)
		want := args[0]
		if len(args) > 1 {
			want = value.Tuple(args)
		}
		require.True(t, value.Equal(want, back), "%s: sent %s, back %s", name, want, back)
	}
	scalars := value.Record{
		{Name: "a-bool", Value: value.Bool(true)},
		{Name: "an-u8", Value: value.U8(200)},
		{Name: "an-s8", Value: value.S8(-7)},
		{Name: "an-u16", Value: value.U16(60_000)},
		{Name: "an-s16", Value: value.S16(-300)},
		{Name: "an-u32", Value: value.U32(1 << 31)},
		{Name: "an-s32", Value: value.S32(-70_000)},
		{Name: "an-u64", Value: value.U64(1 << 63)},
		{Name: "an-s64", Value: value.S64(-1 << 40)},
		{Name: "an-f32", Value: value.F32(1.5)},
		{Name: "an-f64", Value: value.F64(-0.25)},
		{Name: "a-char", Value: value.Char('☃')},
	}
	mixed := func(next value.Value) value.Record {
		return value.Record{
			{Name: "name", Value: value.String("a name")},
			{Name: "id", Value: value.U8(9)},
			{Name: "bytes", Value: value.Bytes("bytes")},
			{Name: "numbers", Value: value.List{value.U64(1), value.U64(2)}},
			{Name: "flag", Value: value.Flags{"write", "a9"}},
			{Name: "next", Value: value.Option{Value: next}},
		}
	}
	call("list-mix", value.List{mixed(scalars), mixed(nil)})
	want := echo.Mixed{
		Name: "a name", ID: 9, Bytes: []byte("bytes"), Numbers: []uint64{1, 2},
		Flag: echo.PermissionsWrite | echo.PermissionsA9,
	}
	with := want
	with.Next = &echo.Scalars{
		ABool: true, AnU8: 200, AnS8: -7, AnU16: 60_000, AnS16: -300, AnU32: 1 << 31, AnS32: -70_000,
		AnU64: 1 << 63, AnS64: -1 << 40, AnF32: 1.5, AnF64: -0.25, AChar: '☃',
	}
	require.Equal(t, []echo.Mixed{with, want}, r.mixed)

	point := func(x, y int16) value.Value { return value.Tuple{value.S16(x), value.S16(y)} }
	call("list-shape", value.List{
		value.Variant{Case: "empty"},
		value.Variant{Case: "circle", Value: value.F32(2.5)},
		value.Variant{Case: "square", Value: value.U64(1 << 40)},
		value.Variant{Case: "label", Value: value.String("label")},
		value.Variant{Case: "points", Value: value.List{point(1, -2), point(3, -4)}},
		value.Variant{Case: "nested", Value: mixed(scalars)},
		value.Variant{Case: "both", Value: value.F64(0.125)},
	})
	require.Len(t, r.shapes, 7)
	require.Equal(t, echo.ShapeSquare{Value: 1 << 40}, r.shapes[2])
	require.Equal(t, echo.ShapeNested{Value: with}, r.shapes[5])

	call("many", value.U8(1), value.F32(2), value.String("3"), value.U64(4), value.S8(-5), value.Option{Value: value.F64(6)},
		value.Bytes("7"), value.Variant{Case: "label", Value: value.String("8")}, value.Char('9'))
	six := 6.0
	require.Equal(t, many{F0: 1, F1: 2, F2: "3", F3: 4, F4: -5, F5: &six, F6: []byte("7"), F7: echo.ShapeLabel{Value: "8"}, F8: '9'}, r.many)
}
