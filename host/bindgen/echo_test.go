package bindgen

import (
	"context"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/vivarium-wasm/vivarium/host"
	"github.com/vivarium-wasm/vivarium/host/bindgen/internal/worlds/echo"
	"github.com/vivarium-wasm/vivarium/host/cm"
	"github.com/vivarium-wasm/vivarium/host/wit"
)

// mirror is the host's side of the world: it gives back what it gets.
type mirror struct{ fail error }

var _ echo.Values = (*mirror)(nil)

func (mirror) Bools(_ context.Context, v bool) (bool, error) { return v, nil }
func (mirror) Bytes8(_ context.Context, a uint8, b int8) (cm.Tuple2[uint8, int8], error) {
	return cm.Tuple2[uint8, int8]{F0: a, F1: b}, nil
}

func (mirror) Words16(_ context.Context, a uint16, b int16) (cm.Tuple2[uint16, int16], error) {
	return cm.Tuple2[uint16, int16]{F0: a, F1: b}, nil
}

func (mirror) Words32(_ context.Context, a uint32, b int32) (cm.Tuple2[uint32, int32], error) {
	return cm.Tuple2[uint32, int32]{F0: a, F1: b}, nil
}

func (mirror) Words64(_ context.Context, a uint64, b int64) (cm.Tuple2[uint64, int64], error) {
	return cm.Tuple2[uint64, int64]{F0: a, F1: b}, nil
}
func (mirror) Float32(_ context.Context, v float32) (float32, error)          { return v, nil }
func (mirror) Float64(_ context.Context, v float64) (float64, error)          { return v, nil }
func (mirror) Chars(_ context.Context, v rune) (rune, error)                  { return v, nil }
func (mirror) Strings(_ context.Context, v string) (string, error)            { return v, nil }
func (mirror) ListU8(_ context.Context, v []byte) ([]byte, error)             { return v, nil }
func (mirror) ListS16(_ context.Context, v []int16) ([]int16, error)          { return v, nil }
func (mirror) ListF64(_ context.Context, v []float64) ([]float64, error)      { return v, nil }
func (mirror) ListBool(_ context.Context, v []bool) ([]bool, error)           { return v, nil }
func (mirror) ListChar(_ context.Context, v []rune) ([]rune, error)           { return v, nil }
func (mirror) ListString(_ context.Context, v echo.Names) (echo.Names, error) { return v, nil }
func (mirror) ListList(_ context.Context, v [][]uint32) ([][]uint32, error)   { return v, nil }
func (mirror) Fixed(_ context.Context, v [3]uint16) ([3]uint16, error)        { return v, nil }
func (mirror) FixedLarge(_ context.Context, v [20]string) ([20]string, error) {
	return v, nil
}

func (mirror) Maps(_ context.Context, v map[string]uint32) (map[string]uint32, error) {
	return v, nil
}

func (mirror) MapBool(_ context.Context, v map[bool][]rune) (map[bool][]rune, error) {
	return v, nil
}

func (mirror) Scalar(_ context.Context, v echo.Scalars) (echo.Scalars, error) { return v, nil }

func (mirror) Mix(_ context.Context, v echo.Mixed) (echo.Mixed, error) { return v, nil }

func (mirror) ListMix(_ context.Context, v []echo.Mixed) ([]echo.Mixed, error) { return v, nil }

func (mirror) Colors(_ context.Context, v echo.Color) (echo.Color, error) { return v, nil }

func (mirror) Shapes(_ context.Context, v echo.Shape) (echo.Shape, error) { return v, nil }

func (mirror) ListShape(_ context.Context, v []echo.Shape) ([]echo.Shape, error) { return v, nil }

func (mirror) OptU32(_ context.Context, v *uint32) (*uint32, error) { return v, nil }

func (mirror) OptShape(_ context.Context, v echo.Shape) (echo.Shape, error) { return v, nil }
func (mirror) OptOpt(_ context.Context, v **string) (**string, error)       { return v, nil }

func (mirror) Flagged(_ context.Context, v echo.Permissions) (echo.Permissions, error) {
	return v, nil
}

func (mirror) Res(_ context.Context, v cm.Result[uint32, string]) (uint32, error) {
	if v.IsErr {
		return 0, cm.Error[string]{Value: v.Err}
	}
	return v.OK, nil
}

func (mirror) ResUnit(_ context.Context, v cm.Result[struct{}, struct{}]) error {
	if v.IsErr {
		return cm.Error[struct{}]{}
	}
	return nil
}

func (mirror) ResNested(_ context.Context, v []cm.Result[echo.Shape, echo.Refusal]) ([]cm.Result[echo.Shape, echo.Refusal], error) {
	return v, nil
}

func (mirror) Tuples(_ context.Context, v cm.Tuple3[uint8, string, cm.Tuple2[float32, uint64]]) (cm.Tuple3[uint8, string, cm.Tuple2[float32, uint64]], error) {
	return v, nil
}

type many = cm.Tuple9[uint8, float32, string, uint64, int8, *float64, []byte, echo.Shape, rune]

func (mirror) Many(_ context.Context, a uint8, b float32, c string, d uint64, e int8, f *float64, g []byte, h echo.Shape, typ rune) (many, error) {
	return many{F0: a, F1: b, F2: c, F3: d, F4: e, F5: f, F6: g, F7: h, F8: typ}, nil
}
func (m *mirror) Nothing(context.Context) error                       { return m.fail }
func (m *mirror) MayFail(_ context.Context, v uint32) (uint32, error) { return v, m.fail }
func (m *mirror) MayRefuse(context.Context, uint32) error             { return m.fail }
func (m *mirror) MaySay(context.Context, uint32) (string, error)      { return "said", m.fail }
func (m *mirror) MayStop(context.Context, uint32) error               { return m.fail }

// echoes makes an instance of a component that gives everything to the mirror.
func echoes(t testing.TB, m echo.Values) *echo.Instance { return echoesWith(t, m, nil) }

// echoesWith is echoes where the component has other bodies for some functions.
func echoesWith(t testing.TB, m echo.Values, bodies map[string]string) *echo.Instance {
	t.Helper()
	return instantiateEcho(t, prepareEcho(t, bodies), m)
}

func prepareEcho(t testing.TB, bodies map[string]string) *echo.Prepared {
	t.Helper()
	model, err := wit.Load(filepath.Join("testdata", "echo"), wit.Options{})
	require.NoError(t, err)
	e, c := load(t, component(t, "echo", echoModule(model.Main.Interfaces[0], bodies)))
	p, err := echo.Prepare(host.NewLinker(e), c)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, p.Close()) })
	return p
}

func instantiateEcho(t testing.TB, p *echo.Prepared, m echo.Values) *echo.Instance {
	t.Helper()
	i, err := p.Instantiate(t.Context(), echo.Imports{Values: m}, host.InstanceConfig{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, i.Close()) })
	return i
}

var (
	chars = rapid.Custom(func(t *rapid.T) rune {
		return rapid.OneOf(rapid.Rune(), rapid.SampledFrom([]rune{0, 0xd7ff, 0xe000, 0x10ffff})).Draw(t, "char")
	})
	scalars = rapid.Custom(func(t *rapid.T) echo.Scalars {
		return echo.Scalars{
			ABool: rapid.Bool().Draw(t, "bool"), AnU8: rapid.Uint8().Draw(t, "u8"), AnS8: rapid.Int8().Draw(t, "s8"),
			AnU16: rapid.Uint16().Draw(t, "u16"), AnS16: rapid.Int16().Draw(t, "s16"), AnU32: rapid.Uint32().Draw(t, "u32"),
			AnS32: rapid.Int32().Draw(t, "s32"), AnU64: rapid.Uint64().Draw(t, "u64"), AnS64: rapid.Int64().Draw(t, "s64"),
			AnF32: rapid.Float32().Draw(t, "f32"), AnF64: rapid.Float64().Draw(t, "f64"), AChar: chars.Draw(t, "char"),
		}
	})
	flags = rapid.Custom(func(t *rapid.T) echo.Permissions {
		return echo.Permissions(rapid.Uint16Range(0, 1<<9-1).Draw(t, "flags"))
	})
	mixed = rapid.Custom(func(t *rapid.T) echo.Mixed {
		return echo.Mixed{
			Name: rapid.String().Draw(t, "name"), ID: rapid.Uint8().Draw(t, "id"),
			Bytes: rapid.SliceOf(rapid.Byte()).Draw(t, "bytes"), Numbers: rapid.SliceOf(rapid.Uint64()).Draw(t, "numbers"),
			Flag: flags.Draw(t, "flag"), Next: rapid.Ptr(scalars, true).Draw(t, "next"),
		}
	})
	points = rapid.Custom(func(t *rapid.T) cm.Tuple2[int16, int16] {
		return cm.Tuple2[int16, int16]{F0: rapid.Int16().Draw(t, "x"), F1: rapid.Int16().Draw(t, "y")}
	})
	shapes = rapid.Custom(func(t *rapid.T) echo.Shape {
		switch rapid.IntRange(0, 6).Draw(t, "case") {
		case 0:
			return echo.ShapeEmpty{}
		case 1:
			return echo.ShapeCircle{Value: rapid.Float32().Draw(t, "f32")}
		case 2:
			return echo.ShapeSquare{Value: rapid.Uint64().Draw(t, "u64")}
		case 3:
			return echo.ShapeLabel{Value: rapid.String().Draw(t, "label")}
		case 4:
			return echo.ShapePoints{Value: rapid.SliceOf(points).Draw(t, "points")}
		case 5:
			return echo.ShapeNested{Value: mixed.Draw(t, "nested")}
		}
		return echo.ShapeBoth{Value: rapid.Float64().Draw(t, "f64")}
	})
	results = rapid.Custom(func(t *rapid.T) cm.Result[echo.Shape, echo.Refusal] {
		if rapid.Bool().Draw(t, "ok") {
			return cm.OK[echo.Refusal](shapes.Draw(t, "shape"))
		}
		return cm.Failed[echo.Shape](echo.Refusal{Code: rapid.Uint16().Draw(t, "code"), Why: rapid.String().Draw(t, "why")})
	})
)

// trip is a round trip of random values of one type.
func trip[T any](name string, gen *rapid.Generator[T], fn func(echo.GuestValues, context.Context, T) (T, error)) (string, func(*testing.T, *echo.Instance)) {
	return name, func(t *testing.T, i *echo.Instance) {
		rapid.Check(t, func(rt *rapid.T) {
			v := gen.Draw(rt, "value")
			back, err := fn(i.Values(), t.Context(), v)
			require.NoError(rt, err)
			if diff := cmp.Diff(v, back, cmpopts.EquateEmpty(), cmpopts.EquateNaNs()); diff != "" {
				rt.Fatalf("the value changed on its way (-sent +back):\n%s", diff)
			}
		})
	}
}

// TestEcho sends values of every type through the component to the host and back.
func TestEcho(t *testing.T) {
	t.Parallel()
	i := echoes(t, &mirror{})
	test := func(name string, run func(*testing.T, *echo.Instance)) {
		t.Run(name, func(t *testing.T) { run(t, i) })
	}
	test(trip("bool", rapid.Bool(), echo.GuestValues.Bools))
	test(trip("f32", rapid.Float32(), echo.GuestValues.Float32))
	test(trip("f64", rapid.Float64(), echo.GuestValues.Float64))
	test(trip("char", chars, echo.GuestValues.Chars))
	test(trip("string", rapid.String(), echo.GuestValues.Strings))
	test(trip("list<u8>", rapid.SliceOf(rapid.Byte()), echo.GuestValues.ListU8))
	test(trip("list<s16>", rapid.SliceOf(rapid.Int16()), echo.GuestValues.ListS16))
	test(trip("list<f64>", rapid.SliceOf(rapid.Float64()), echo.GuestValues.ListF64))
	test(trip("list<bool>", rapid.SliceOf(rapid.Bool()), echo.GuestValues.ListBool))
	test(trip("list<char>", rapid.SliceOf(chars), echo.GuestValues.ListChar))
	test(trip("list<string>", rapid.SliceOf(rapid.String()), echo.GuestValues.ListString))
	test(trip("list<list<u32>>", rapid.SliceOf(rapid.SliceOf(rapid.Uint32())), echo.GuestValues.ListList))
	test(trip("list<u16, 3>", rapid.Make[[3]uint16](), echo.GuestValues.Fixed))
	test(trip("list<string, 20>", rapid.Make[[20]string](), echo.GuestValues.FixedLarge))
	test(trip("map<string, u32>", rapid.MapOf(rapid.String(), rapid.Uint32()), echo.GuestValues.Maps))
	test(trip("map<bool, list<char>>", rapid.MapOf(rapid.Bool(), rapid.SliceOf(chars)), echo.GuestValues.MapBool))
	test(trip("record of scalars", scalars, echo.GuestValues.Scalar))
	test(trip("record", mixed, echo.GuestValues.Mix))
	test(trip("list of records", rapid.SliceOf(mixed), echo.GuestValues.ListMix))
	test(trip("enum", rapid.Map(rapid.Uint8Range(0, 2), func(n uint8) echo.Color { return echo.Color(n) }), echo.GuestValues.Colors))
	test(trip("flags", flags, echo.GuestValues.Flagged))
	test(trip("variant", shapes, echo.GuestValues.Shapes))
	test(trip("list of variants", rapid.SliceOf(shapes), echo.GuestValues.ListShape))
	test(trip("option<u32>", rapid.Ptr(rapid.Uint32(), true), echo.GuestValues.OptU32))
	test(trip("option of a variant", rapid.OneOf(shapes, rapid.Just[echo.Shape](nil)), echo.GuestValues.OptShape))
	test(trip("option<option<string>>", rapid.Ptr(rapid.Ptr(rapid.String(), true), true), echo.GuestValues.OptOpt))
	test(trip("list of results", rapid.SliceOf(results), echo.GuestValues.ResNested))
	test(trip("tuple", rapid.Make[cm.Tuple3[uint8, string, cm.Tuple2[float32, uint64]]](), echo.GuestValues.Tuples))
	test(trip("many parameters", rapid.Custom(func(t *rapid.T) many {
		return many{
			F0: rapid.Uint8().Draw(t, "a"), F1: rapid.Float32().Draw(t, "b"), F2: rapid.String().Draw(t, "c"),
			F3: rapid.Uint64().Draw(t, "d"), F4: rapid.Int8().Draw(t, "e"), F5: rapid.Ptr(rapid.Float64(), true).Draw(t, "f"),
			F6: rapid.SliceOf(rapid.Byte()).Draw(t, "g"), F7: shapes.Draw(t, "h"), F8: chars.Draw(t, "type"),
		}
	}), func(g echo.GuestValues, ctx context.Context, v many) (many, error) {
		return g.Many(ctx, v.F0, v.F1, v.F2, v.F3, v.F4, v.F5, v.F6, v.F7, v.F8)
	}))
	test(trip("integers", rapid.Make[echo.Scalars](), func(g echo.GuestValues, ctx context.Context, v echo.Scalars) (echo.Scalars, error) {
		b, err1 := g.Bytes8(ctx, v.AnU8, v.AnS8)
		w, err2 := g.Words16(ctx, v.AnU16, v.AnS16)
		d, err3 := g.Words32(ctx, v.AnU32, v.AnS32)
		q, err4 := g.Words64(ctx, v.AnU64, v.AnS64)
		v.AnU8, v.AnS8, v.AnU16, v.AnS16 = b.F0, b.F1, w.F0, w.F1
		v.AnU32, v.AnS32, v.AnU64, v.AnS64 = d.F0, d.F1, q.F0, q.F1
		return v, errors.Join(err1, err2, err3, err4)
	}))
}

// TestErrors sends errors of every form through the component: one that is of
// the function's type arrives as it was, any other is the cause of a trap.
func TestErrors(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	p := prepareEcho(t, nil)
	echoes := func(t *testing.T, m *mirror) *echo.Instance { return instantiateEcho(t, p, m) }
	t.Run("variant", func(t *testing.T) {
		for _, want := range []echo.Failure{echo.FailureQuota{Value: 7}, echo.FailureDenied{Value: "no"}, echo.FailureGone{}} {
			_, err := echoes(t, &mirror{fail: want}).Values().MayFail(ctx, 1)
			var have echo.Failure
			require.ErrorAs(t, err, &have)
			require.Equal(t, want, have)
		}
	})
	t.Run("record", func(t *testing.T) {
		want := echo.Refusal{Code: 403, Why: "because"}
		err := echoes(t, &mirror{fail: want}).Values().MayRefuse(ctx, 1)
		var have echo.Refusal
		require.ErrorAs(t, err, &have)
		require.Equal(t, want, have)
		require.Equal(t, "refusal: {Code:403 Why:because}", have.Error())
	})
	t.Run("string", func(t *testing.T) {
		i := echoes(t, &mirror{fail: cm.Error[string]{Value: "told"}})
		_, err := i.Values().MaySay(ctx, 1)
		var have cm.Error[string]
		require.ErrorAs(t, err, &have)
		require.Equal(t, "told", have.Value)
	})
	t.Run("nothing", func(t *testing.T) {
		err := echoes(t, &mirror{fail: cm.Error[struct{}]{}}).Values().MayStop(ctx, 1)
		require.ErrorAs(t, err, new(cm.Error[struct{}]))
	})
	t.Run("none", func(t *testing.T) {
		i := echoes(t, &mirror{}).Values()
		require.NoError(t, i.MayStop(ctx, 1))
		require.NoError(t, i.MayRefuse(ctx, 1))
		require.NoError(t, i.Nothing(ctx))
		s, err := i.MaySay(ctx, 1)
		require.NoError(t, err)
		require.Equal(t, "said", s)
		n, err := i.Res(ctx, cm.OK[string](uint32(math.MaxUint32)))
		require.NoError(t, err)
		require.EqualValues(t, math.MaxUint32, n)
		_, err = i.Res(ctx, cm.Failed[uint32]("why"))
		require.Equal(t, cm.Error[string]{Value: "why"}, err)
		require.NoError(t, i.ResUnit(ctx, cm.Result[struct{}, struct{}]{}))
		require.Error(t, i.ResUnit(ctx, cm.Result[struct{}, struct{}]{IsErr: true}))
	})
	t.Run("of another type", func(t *testing.T) {
		other := errors.New("the disk is on fire")
		i := echoes(t, &mirror{fail: other})
		_, err := i.Values().MayFail(ctx, 1)
		require.ErrorIs(t, err, other)
		var trap *host.Trap
		require.ErrorAs(t, err, &trap)
		_, err = i.Values().MaySay(ctx, 1)
		var poisoned *host.PoisonedError
		require.ErrorAs(t, err, &poisoned)
	})
}

// TestValuesThatAreNone gives the component what its types do not have: an error
// each, by which the instance is none the worse.
func TestValuesThatAreNone(t *testing.T) {
	t.Parallel()
	i := echoes(t, &mirror{}).Values()
	ctx := t.Context()
	_, err := i.Colors(ctx, 3)
	require.ErrorContains(t, err, "3")
	_, err = i.Chars(ctx, 0xd800)
	require.ErrorContains(t, err, "0xd800")
	_, err = i.Strings(ctx, "\xff")
	require.ErrorContains(t, err, "UTF-8")
	_, err = i.Shapes(ctx, nil)
	require.ErrorContains(t, err, "shape: <nil> is not one of the cases")
	_, err = i.Shapes(ctx, &echo.ShapeEmpty{})
	require.ErrorContains(t, err, "*echo.ShapeEmpty")
	require.ErrorAs(t, err, new(*host.TypeError))
	n, err := i.Flagged(ctx, math.MaxUint16)
	require.NoError(t, err, "bits that are not flags are left out")
	require.Equal(t, echo.Permissions(1<<9-1), n)
}

// TestManyResults sends 20,000 results with strings in both cases, and collects
// while they are out: every string arrives as it was sent.
func TestManyResults(t *testing.T) {
	t.Parallel()
	i := echoes(t, &mirror{})
	sent := make([]cm.Result[echo.Shape, echo.Refusal], 20_000)
	for n := range sent {
		if text := fmt.Sprintf("text %d", n); n%2 == 0 {
			sent[n] = cm.OK[echo.Refusal](echo.Shape(echo.ShapeLabel{Value: text}))
		} else {
			sent[n] = cm.Failed[echo.Shape](echo.Refusal{Code: uint16(n), Why: text})
		}
	}
	back, err := i.Values().ResNested(t.Context(), sent)
	require.NoError(t, err)
	runtime.GC()
	require.Equal(t, sent, back)
}
