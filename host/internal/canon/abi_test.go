package canon

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/vivarium-wasm/vivarium/host/internal/draw"
	"github.com/vivarium-wasm/vivarium/host/types"
	"github.com/vivarium-wasm/vivarium/host/value"
)

// fakeGuest is a memory with a bump allocator.
type fakeGuest struct {
	mem   []byte
	next  uint64
	calls [][4]uint64
	err   error
}

func (g *fakeGuest) Memory() []byte { return g.mem }

func (g *fakeGuest) Realloc(old, oldSize, align, newSize uint64) (uint64, error) {
	g.calls = append(g.calls, [4]uint64{old, oldSize, align, newSize})
	if g.err != nil {
		return 0, g.err
	}
	p := AlignTo(max(g.next, 64), align)
	g.next = p + newSize
	if g.next > uint64(len(g.mem)) {
		g.mem = append(g.mem, make([]byte, g.next-uint64(len(g.mem)))...)
	}
	copy(g.mem[p:p+newSize], g.mem[old:old+oldSize])
	return p, nil
}

// fixedGuest is a memory whose realloc always answers the same.
type fixedGuest struct {
	mem []byte
	ptr uint64
}

func (g *fixedGuest) Memory() []byte                                    { return g.mem }
func (g *fixedGuest) Realloc(_, _, _, _ uint64) (ptr uint64, err error) { return g.ptr, nil }

func newContext(g Guest, o Options) *Context {
	cx := &Context{Opts: o, Guest: g, Inst: &Instance{}, Scope: &Scope{}}
	cx.Enter(Budget{Bytes: 1 << 30, Elements: 1 << 20})
	cx.Refresh()
	return cx
}

func drawOptions(t *rapid.T, label string) Options {
	return Options{
		Encoding: Encoding(rapid.IntRange(0, 2).Draw(t, label+" encoding")),
		Memory64: rapid.Bool().Draw(t, label+" memory64"),
	}
}

func TestLiftOfLower(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 3).Draw(t, "params")
		var ts []types.Type
		var vs []value.Value
		for range n {
			typ := drawType(t, 3)
			ts = append(ts, typ)
			vs = append(vs, draw.Value(t, typ))
		}
		f, err := compiler().Func(fn(ts, nil))
		require.NoError(t, err)
		require.NoError(t, f.CheckParams(vs))

		cx := newContext(&fakeGuest{}, drawOptions(t, "guest"))
		core := make([]uint64, MaxFlatParams)
		cx.LowerParams(f, vs, core)
		require.NoError(t, cx.Err())
		got := cx.LiftParams(f, core)
		require.NoError(t, cx.Err())
		require.True(t, value.Equal(value.Tuple(vs), value.Tuple(got)), "%s\n%s", value.Join(vs), value.Join(got))
	})
}

func TestResultOfLower(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		typ := drawType(t, 3)
		v := draw.Value(t, typ)
		f, err := compiler().Func(fn(nil, typ))
		require.NoError(t, err)
		require.NoError(t, f.CheckResult(v))

		g := &fakeGuest{mem: make([]byte, 1<<16), next: 1 << 12}
		cx := newContext(g, drawOptions(t, "guest"))
		core := []uint64{0}
		cx.LowerResult(f, v, core, 64)
		require.NoError(t, cx.Err())
		if f.ResultSpilled(cx.Opts) {
			core[0] = 64
		}
		got := cx.LiftResult(f, core)
		require.NoError(t, cx.Err())
		require.True(t, value.Equal(v, got), "%s\n%s", v, got)
	})
}

func TestTransferIsLiftAndLower(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var ts []types.Type
		var vs []value.Value
		for range rapid.IntRange(1, 3).Draw(t, "params") {
			typ := drawType(t, 3)
			ts = append(ts, typ)
			vs = append(vs, draw.Value(t, typ))
		}
		res := drawType(t, 3)
		v := draw.Value(t, res)
		f, err := compiler().Func(fn(ts, res))
		require.NoError(t, err)
		g, err := compiler().Func(fn(ts, res))
		require.NoError(t, err)

		caller := newContext(&fakeGuest{mem: make([]byte, 1<<16), next: 1 << 12}, drawOptions(t, "caller"))
		callee := newContext(&fakeGuest{}, drawOptions(t, "callee"))
		in, out := make([]uint64, MaxFlatParams), make([]uint64, MaxFlatParams)
		caller.LowerParams(f, vs, in)
		TransferParams(caller, callee, f, g, in, out)
		require.NoError(t, caller.Err())
		got := callee.LiftParams(g, out)
		require.NoError(t, callee.Err())
		require.True(t, value.Equal(value.Tuple(vs), value.Tuple(got)), "%s\n%s", value.Join(vs), value.Join(got))

		ret := callee.Realloc(0, 0, 8, 1<<13)
		callee.LowerResult(g, v, in, ret)
		if g.ResultSpilled(callee.Opts) {
			in[0] = ret
		}
		caller.Refresh()
		TransferResult(callee, caller, g, f, in, out, 64)
		require.NoError(t, callee.Err())
		if f.ResultSpilled(caller.Opts) {
			out[0] = 64
		}
		back := caller.LiftResult(f, out)
		require.NoError(t, caller.Err())
		require.True(t, value.Equal(v, back), "%s\n%s", v, back)
	})
}

func TestErrorsAreSticky(t *testing.T) {
	cx := newContext(&fakeGuest{mem: make([]byte, 8)}, Options{})
	require.Zero(t, cx.Load32(5))
	first := cx.Err()
	require.ErrorContains(t, first, "out of bounds")
	require.Zero(t, cx.Load32(0))
	require.Zero(t, cx.LiftList(0, 4, 1, 1))
	require.Empty(t, cx.LiftString(0, 4))
	require.Nil(t, cx.LiftBytes(0, 4))
	cx.Store32(0, 1)
	cx.Fail(errors.New("a later one"))
	cx.Refresh()
	require.Empty(t, cx.Mem)
	require.Equal(t, first, cx.Err())
}

func TestReallocIsChecked(t *testing.T) {
	for _, tt := range []struct {
		name string
		ptr  uint64
		size int
		want string
	}{
		{"not aligned", 2, 1, "unaligned pointer"},
		{"beyond the end", 12, 2, "list content out-of-bounds"},
		{"at the end", 16, 1, "list content out-of-bounds"},
		{"far out", 1 << 62, 1, "list content out-of-bounds"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			cx := newContext(&fixedGuest{mem: make([]byte, 16), ptr: tt.ptr}, Options{})
			cx.LowerList(tt.size, 4, 4)
			require.ErrorContains(t, cx.Err(), tt.want)
			require.ErrorAs(t, cx.Err(), new(*TrapError))
		})
	}
	t.Run("nothing at the end is in bounds", func(t *testing.T) {
		cx := newContext(&fixedGuest{mem: make([]byte, 16), ptr: 16}, Options{})
		require.EqualValues(t, 16, cx.LowerList(0, 4, 4))
		require.NoError(t, cx.Err())
	})
	t.Run("none at all", func(t *testing.T) {
		cx := newContext(nil, Options{})
		cx.LowerString("x")
		require.ErrorContains(t, cx.Err(), "no realloc")
	})
	t.Run("its own error", func(t *testing.T) {
		own := errors.New("unreachable")
		cx := newContext(&fakeGuest{err: own}, Options{})
		cx.LowerBytes([]byte{1})
		require.ErrorIs(t, cx.Err(), own)
	})
}

func TestListsAreBoundedBeforeTheyAreCopied(t *testing.T) {
	g := &fakeGuest{mem: make([]byte, 1<<16)}
	for _, tt := range []struct {
		name string
		lift func(cx *Context)
		want string
	}{
		{"longer than the specification allows", func(cx *Context) { cx.LiftBytes(0, 1<<28) }, "longer than"},
		{"product overflows", func(cx *Context) { cx.LiftList(0, 1<<63, 8, 4) }, "longer than"},
		{"beyond memory", func(cx *Context) { cx.LiftBytes(1, 1<<16) }, "out-of-bounds"},
		{"pointer beyond memory", func(cx *Context) { cx.LiftList(1<<40, 0, 4, 4) }, "out-of-bounds"},
		{"not aligned", func(cx *Context) { cx.LiftList(2, 1, 4, 4) }, "unaligned pointer"},
		{"more bytes than granted", func(cx *Context) { cx.LiftBytes(0, 101) }, "limit of lift bytes is 100, asked for 101"},
		{"in two steps", func(cx *Context) { cx.LiftBytes(0, 60); cx.LiftString(0, 60) }, "limit of lift bytes is 100, asked for 120"},
		{"more elements than granted", func(cx *Context) { cx.LiftList(0, 11, 1, 1) }, "limit of lift elements is 10, asked for 11"},
		{"elements count for bytes too", func(cx *Context) { cx.LiftList(0, 6, 16, 8) }, "limit of lift bytes is 100, asked for 192"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			cx := newContext(g, Options{})
			cx.Enter(Budget{Bytes: 100, Elements: 10})
			tt.lift(cx)
			require.ErrorContains(t, cx.Err(), tt.want)
		})
	}
}

// A value that may be cut is lifted as far as the budget goes, and nothing more of
// it is read.
func TestCutValues(t *testing.T) {
	mem := []byte(strings.Repeat("é", 500))
	for _, tt := range []struct {
		name     string
		encoding Encoding
		lift     func(*Context) any
		want     any
		cut      Cut
	}{
		{"bytes that fit", UTF8, func(cx *Context) any { return len(cx.LiftBytes(0, 9)) }, 9, Cut{}},
		{"bytes", UTF8, func(cx *Context) any { return len(cx.LiftBytes(0, 500)) }, 9, Cut{Bytes: 500}},
		{"a string at a character", UTF8, func(cx *Context) any { return cx.LiftString(0, 500) }, "éééé", Cut{Bytes: 500}},
		{"a string in the middle of what is not a character", UTF8, func(cx *Context) any { return cx.LiftString(1, 499) }, "", Cut{Bytes: 499}},
		{"two strings", UTF8, func(cx *Context) any { return cx.LiftString(0, 6) + "|" + cx.LiftString(0, 100) }, "ééé|é", Cut{Bytes: 106}},
		{"a string of another encoding", Latin1UTF16, func(cx *Context) any { return cx.LiftString(0, 100) }, "", Cut{Bytes: 200}},
		{"numbers", UTF8, func(cx *Context) any { return len(LiftScalars[uint32](cx, 0, 100)) }, 2, Cut{Bytes: 400}},
		{"elements", UTF8, func(cx *Context) any { return cx.LiftList(0, 100, 1, 1) }, 3, Cut{Elements: 100}},
		{"elements for their bytes", UTF8, func(cx *Context) any { return cx.LiftList(0, 2, 4, 4) }, 1, Cut{Bytes: 16}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var cut Cut
			cx := newContext(&fakeGuest{mem: mem}, Options{Encoding: tt.encoding})
			cx.Bind(Bound{Budget: Budget{Bytes: 9, Elements: 3}, Cut: &cut, Keep: 100})
			got := tt.lift(cx)
			if tt.name == "a string in the middle of what is not a character" {
				require.ErrorContains(t, cx.Err(), "invalid utf-8")
				return
			}
			require.NoError(t, cx.Err())
			require.Equal(t, tt.want, got)
			require.Equal(t, tt.cut, cut)
			cx.Bind(Bound{Budget: Budget{Bytes: 9, Elements: 3}, Cut: &cut, Keep: 2})
			cx.Opts.Encoding = UTF8
			require.Equal(t, "ééé", cx.LiftString(0, 4)+cx.LiftString(0, 9), "of what is cut no more stays than is kept")
			cx.Enter(Budget{Bytes: 9})
			cx.LiftBytes(0, 10)
			require.ErrorContains(t, cx.Err(), "limit of lift bytes is 9", "the next call is not bound")
		})
	}
}

func TestSharedBytes(t *testing.T) {
	mem := []byte("abcdef")
	cx := newContext(&fakeGuest{mem: mem}, Options{})
	cx.Bind(Bound{Budget: Budget{Bytes: 1}, Share: true})
	b := cx.LiftBytes(1, 3)
	require.NoError(t, cx.Err())
	require.Equal(t, "bcd", string(b))
	require.Equal(t, 3, cap(b))
	require.Same(t, &mem[1], &b[0])
	require.Zero(t, testing.AllocsPerRun(10, func() { cx.LiftBytes(1, 3) }))
	cx.LiftBytes(5, 2)
	require.ErrorContains(t, cx.Err(), "out of bounds")
}

func TestDynamicValuesCostWhatGoNeeds(t *testing.T) {
	f, err := compiler().Func(fn([]types.Type{list(types.Bool)}, nil))
	require.NoError(t, err)
	cx := newContext(&fakeGuest{mem: make([]byte, 1<<10)}, Options{})
	cx.Enter(Budget{Bytes: 1000, Elements: 1000})
	require.Nil(t, cx.LiftParams(f, []uint64{0, 100}))
	var limit *LimitError
	require.ErrorAs(t, cx.Err(), &limit)
	require.EqualValues(t, 1600, limit.Used)
}

func TestDiscriminants(t *testing.T) {
	for _, typ := range []types.Type{enum(3), option(types.U8), result(nil, nil), variant(nil, types.U32)} {
		f, err := compiler().Func(fn([]types.Type{typ, typ, typ, typ, typ, typ, typ, typ, typ, typ, typ, typ, typ, typ, typ, typ, typ}, nil))
		require.NoError(t, err)
		mem := make([]byte, 1<<10)
		mem[0] = 3
		cx := newContext(&fakeGuest{mem: mem}, Options{})
		cx.LiftParams(f, []uint64{0})
		require.ErrorContains(t, cx.Err(), "invalid variant discriminant 3", "in memory: %s", typ)

		f, err = compiler().Func(fn([]types.Type{typ}, nil))
		require.NoError(t, err)
		cx = newContext(&fakeGuest{}, Options{})
		cx.LiftParams(f, []uint64{1<<32 - 1, 0})
		require.ErrorContains(t, cx.Err(), "invalid variant discriminant 4294967295", "flat: %s", typ)
	}
}

func TestScalarsOfCoreValues(t *testing.T) {
	for _, tt := range []struct {
		typ  types.Type
		core uint64
		want value.Value
	}{
		{types.Bool, 2, value.Bool(true)},
		{types.Bool, 1 << 32, value.Bool(false)}, // the upper half is not part of an i32
		{types.S8, 0xff, value.S8(-1)},
		{types.U8, 0x1ff, value.U8(255)},
		{types.S16, 0x8000, value.S16(-32768)},
		{types.U16, 0x12345, value.U16(0x2345)},
		{types.S32, 1<<32 - 1, value.S32(-1)},
		{types.U64, 1<<64 - 1, value.U64(1<<64 - 1)},
		{types.Char, 0x10ffff, value.Char(0x10ffff)},
		{flags(3), 0xff, value.Flags{"f0", "f1", "f2"}},
	} {
		t.Run(tt.typ.String(), func(t *testing.T) {
			f, err := compiler().Func(fn([]types.Type{tt.typ}, nil))
			require.NoError(t, err)
			cx := newContext(&fakeGuest{}, Options{})
			got := cx.LiftParams(f, []uint64{tt.core})
			require.NoError(t, cx.Err())
			require.Equal(t, tt.want, got[0])
		})
	}
	for _, c := range []uint64{0xd800, 0xdfff, 0x110000, 1<<32 - 1} {
		f, err := compiler().Func(fn([]types.Type{types.Char}, nil))
		require.NoError(t, err)
		cx := newContext(&fakeGuest{}, Options{})
		cx.LiftParams(f, []uint64{c})
		require.ErrorContains(t, cx.Err(), "invalid `char` bit pattern")
	}
}

func TestNaNIsCanonical(t *testing.T) {
	g := &fakeGuest{mem: make([]byte, 64)}
	cx := newContext(g, Options{})
	cx.Store32(0, 0xffc12345)
	cx.Store64(8, 0xfff8000000012345)
	require.NoError(t, cx.Err())
	f32 := LiftScalars[float32](cx, 0, 1)
	f64 := LiftScalars[float64](cx, 8, 1)
	p, _ := LowerScalars(cx, f32)
	require.EqualValues(t, 0x7fc00000, cx.Load32(p))
	p, _ = LowerScalars(cx, f64)
	require.EqualValues(t, 0x7ff8000000000000, cx.Load64(p))
	require.NoError(t, cx.Err())
}

func testScalars[T Scalar](t *testing.T, s []T) {
	t.Helper()
	cx := newContext(&fakeGuest{}, Options{})
	p, n := LowerScalars(cx, s)
	require.NoError(t, cx.Err())
	require.EqualValues(t, len(s), n)
	require.Equal(t, s, LiftScalars[T](cx, p, n))
}

func TestScalarLists(t *testing.T) {
	type named int16
	testScalars(t, []uint8{0, 1, 255})
	testScalars(t, []int8{-128, 0, 127})
	testScalars(t, []uint16{0, 65535})
	testScalars(t, []named{-32768, 7, 32767})
	testScalars(t, []uint32{0, 1<<32 - 1})
	testScalars(t, []int32{-1 << 31, 1<<31 - 1})
	testScalars(t, []uint64{0, 1<<64 - 1})
	testScalars(t, []int64{-1 << 63, 1<<63 - 1})
	testScalars(t, []float32{-1.5, 0, 3e38})
	testScalars(t, []float64{-1.5, 0, 1e308})
}
