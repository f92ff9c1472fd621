package canon

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/types"
	"github.com/vivarium-wasm/vivarium/host/value"
)

// typeOf makes a type of bytes, so that the fuzzer finds its way through types.
func typeOf(seed *[]byte, depth int) types.Type {
	next := func() byte {
		if len(*seed) == 0 {
			return 2
		}
		b := (*seed)[0]
		*seed = (*seed)[1:]
		return b
	}
	n := next() % 24
	if depth == 0 {
		n %= 13
	}
	sub := func() types.Type { return typeOf(seed, depth-1) }
	many := func() []types.Type {
		out := make([]types.Type, next()%4+1)
		for i := range out {
			out[i] = sub()
		}
		return out
	}
	switch n {
	case 13:
		return list(sub())
	case 14:
		return fixed(sub(), uint32(next()%8+1))
	case 15:
		return mapOf(types.String, sub())
	case 16:
		return record(many()...)
	case 17:
		return tuple(many()...)
	case 18:
		return variant(many()...)
	case 19:
		return enum(int(next()) + 1)
	case 20:
		return flags(int(next()%32) + 1)
	case 21:
		return option(sub())
	case 22:
		return result(sub(), nil)
	case 23:
		return own()
	}
	return types.Bool + types.Primitive(n)
}

func budgeted(g Guest, enc byte) *Context {
	cx := &Context{
		Opts:  Options{Encoding: Encoding(enc % 3), Memory64: enc&4 != 0},
		Guest: g, Inst: &Instance{}, Scope: &Scope{},
	}
	cx.Enter(Budget{Bytes: 1 << 16, Elements: 1 << 10})
	cx.Refresh()
	return cx
}

// FuzzLift lifts values of any type from hostile memory and hostile core
// values: an error or a value of the type, within the budget.
func FuzzLift(f *testing.F) {
	f.Add([]byte{12}, byte(0), []byte{0, 0, 0, 0, 4, 0, 0, 0}, uint64(0), uint64(4))
	f.Add([]byte{13, 12}, byte(1), []byte{8, 0, 0, 0, 1, 0, 0, 0, 0, 0xd8, 0, 0}, uint64(0), uint64(1))
	f.Add([]byte{18, 2, 12, 8, 9}, byte(6), []byte{3, 0, 0, 0}, uint64(9), uint64(1<<63))
	f.Add([]byte{16, 3, 12, 13, 11, 21, 23}, byte(4), make([]byte, 64), uint64(8), uint64(1))
	f.Fuzz(func(t *testing.T, seed []byte, enc byte, mem []byte, a, b uint64) {
		typ := typeOf(&seed, 4)
		fn, err := compiler().Func(fn([]types.Type{typ}, typ))
		if err != nil {
			return
		}
		core := make([]uint64, MaxFlatParams)
		for i := range core {
			core[i] = a + uint64(i)*b
		}
		for _, lift := range []func(cx *Context) value.Value{
			func(cx *Context) value.Value {
				if vs := cx.LiftParams(fn, core); vs != nil {
					return vs[0]
				}
				return nil
			},
			func(cx *Context) value.Value { return cx.LiftResult(fn, core) },
		} {
			cx := budgeted(&fakeGuest{mem: mem}, enc)
			v := lift(cx)
			if cx.Err() != nil {
				require.Nil(t, v)
				continue
			}
			require.NoError(t, fn.Params[0].Check(v))
		}
	})
}

// hostileGuest answers realloc with what it is told to, and changes its memory.
type hostileGuest struct {
	mem     []byte
	answers []byte
	grow    byte
}

func (g *hostileGuest) Memory() []byte { return g.mem }

func (g *hostileGuest) Realloc(_, _, _, _ uint64) (uint64, error) {
	if len(g.answers) == 0 {
		return 1<<32 - 8, nil
	}
	p := uint64(g.answers[0]) * 4
	g.answers = g.answers[1:]
	for i := range g.mem {
		g.mem[i] ^= g.grow
	}
	g.mem = append(g.mem, make([]byte, g.grow)...)
	return p, nil
}

// FuzzLower moves what hostile memory holds into a guest with a hostile realloc.
func FuzzLower(f *testing.F) {
	f.Add([]byte{12}, byte(0), []byte("\x04\x00\x00\x00\x04\x00\x00\x00"), []byte{1, 2, 3}, byte(0))
	f.Add([]byte{13, 12}, byte(1), make([]byte, 64), []byte{0, 1, 255}, byte(8))
	f.Add([]byte{16, 3, 12, 13, 11, 21, 9}, byte(4), make([]byte, 64), []byte{8, 8, 8}, byte(255))
	f.Fuzz(func(t *testing.T, seed []byte, enc byte, mem, answers []byte, grow byte) {
		typ := typeOf(&seed, 4)
		fn, err := compiler().Func(fn([]types.Type{typ}, typ))
		if err != nil {
			return
		}
		core, out := make([]uint64, MaxFlatParams), make([]uint64, MaxFlatParams)
		src := budgeted(&fakeGuest{mem: mem}, enc)
		dst := budgeted(&hostileGuest{mem: make([]byte, 64), answers: answers, grow: grow}, enc>>3)
		TransferParams(src, dst, fn, fn, core, out)
		TransferResult(src, dst, fn, fn, core, out, 8)

		// A component calls itself, and its realloc writes where the values are.
		own := append([]byte(nil), mem...)
		src = budgeted(&fakeGuest{mem: own}, enc)
		cross := &crossGuest{other: own, fill: string(answers) + "\x00\xd8"}
		cross.mem, cross.answers, cross.grow = make([]byte, 64), answers, grow
		dst = budgeted(cross, enc>>3)
		dst.Inst = src.Inst
		TransferParams(src, dst, fn, fn, core, out)

		src = budgeted(&fakeGuest{mem: mem}, enc)
		vs := src.LiftParams(fn, core)
		if src.Err() != nil {
			return
		}
		dst = budgeted(&hostileGuest{mem: make([]byte, 64), answers: answers, grow: grow}, enc>>3)
		dst.LowerParams(fn, vs, out)
		dst = budgeted(&hostileGuest{mem: make([]byte, 64), answers: answers, grow: grow}, enc>>3)
		dst.LowerResult(fn, vs[0], out, 8)
	})
}
