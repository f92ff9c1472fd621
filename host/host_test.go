package host

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/types"
	"github.com/vivarium-wasm/vivarium/host/value"
	"github.com/vivarium-wasm/vivarium/internal/needs"
)

var assembled sync.Map // path -> []byte

// assemble makes a component of testdata/NAME.wat.
func assemble(t testing.TB, name string) []byte {
	t.Helper()
	path := filepath.Join("testdata", name+".wat")
	if b, ok := assembled.Load(path); ok {
		return b.([]byte)
	}
	b := assembleFile(t, path)
	assembled.Store(path, b)
	return b
}

// assembleText makes a component of text.
func assembleText(t testing.TB, text string) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "component.wat")
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	return assembleFile(t, path)
}

func assembleFile(t testing.TB, path string) []byte {
	t.Helper()
	out, err := exec.Command(needs.WasmTools(t), "parse", path).Output()
	if e, ok := err.(*exec.ExitError); ok {
		t.Fatalf("%s: %s", path, e.Stderr)
	}
	require.NoError(t, err)
	return out
}

func newEngine(t testing.TB, cfg Config) *Engine {
	t.Helper()
	e, err := NewEngine(cfg)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, e.Close()) })
	return e
}

func load(t testing.TB, e *Engine, binary []byte) *Component {
	t.Helper()
	c, err := e.Load(context.Background(), binary)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, c.Close()) })
	return c
}

func prepare(t testing.TB, l *Linker, c *Component) *Prepared {
	t.Helper()
	p, err := l.Prepare(c)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, p.Close()) })
	return p
}

func instantiate(t testing.TB, p *Prepared, cfg InstanceConfig) *Instance {
	t.Helper()
	i, err := p.Instantiate(context.Background(), cfg)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, i.Close()) })
	return i
}

func function(t testing.TB, p *Prepared, path ...string) ExportedFunc {
	t.Helper()
	f, err := p.Func(path...)
	require.NoError(t, err)
	return f
}

// echo is an instance of testdata/echo.wat.
func echo(t testing.TB, cfg InstanceConfig) *Instance {
	t.Helper()
	e := newEngine(t, Config{})
	return instantiate(t, prepare(t, NewLinker(e), load(t, e, assemble(t, "echo"))), cfg)
}

func call(t testing.TB, i *Instance, args []value.Value, path ...string) value.Value {
	t.Helper()
	v, err := i.Call(context.Background(), function(t, i.prepared, path...), args...)
	require.NoError(t, err)
	return v
}

func values(vs ...value.Value) []value.Value { return vs }

func TestDynamicCalls(t *testing.T) {
	i := echo(t, InstanceConfig{})
	for _, tt := range []struct {
		fn   string
		args []value.Value
		want value.Value
	}{
		{"u32", values(value.U32(1<<32 - 1)), value.U32(1<<32 - 1)},
		{"add", values(value.U32(40), value.U32(2)), value.U32(42)},
		{"f64", values(value.F64(-1.5)), value.F64(-1.5)},
		{"char", values(value.Char('é')), value.Char('é')},
		{"bytes", values(value.Bytes("\x00\xff")), value.Bytes("\x00\xff")},
		{"bytes", values(value.List{value.U8(7)}), value.Bytes{7}},
		{"text", values(value.String("häßlich 😀")), value.String("häßlich 😀")},
		{"text", values(value.String("")), value.String("")},
		{"text16", values(value.String("häßlich 😀")), value.String("häßlich 😀")},
		{"records", values(value.List{
			value.Record{{Name: "n", Value: value.U32(1)}, {Name: "s", Value: value.String("one")}},
			value.Record{{Name: "s", Value: value.String("two")}, {Name: "n", Value: value.U32(2)}},
		}), value.List{
			value.Record{{Name: "n", Value: value.U32(1)}, {Name: "s", Value: value.String("one")}},
			value.Record{{Name: "n", Value: value.U32(2)}, {Name: "s", Value: value.String("two")}},
		}},
	} {
		require.Equal(t, tt.want, call(t, i, tt.args, tt.fn), tt.fn)
	}
}

func TestArgumentsAreCheckedBeforeTheComponentIsEntered(t *testing.T) {
	i := echo(t, InstanceConfig{})
	for _, tt := range []struct {
		fn   string
		args []value.Value
		want string
	}{
		{"add", values(value.U32(1)), "want 2 arguments, have 1"},
		{"u32", values(value.S32(1)), "argument v: want u32, have s32"},
		{"u32", values(nil), "argument v: want u32, have nothing"},
		{"text", values(value.String("\xff")), "not valid UTF-8"},
		{"char", values(value.Char(0xd800)), "is not a character"},
		{"records", values(value.List{value.Record{{Name: "n", Value: value.U32(1)}, {Name: "t", Value: value.String("")}}}), `element 0: field "s" is missing`},
	} {
		_, err := i.Call(context.Background(), function(t, i.prepared, tt.fn), tt.args...)
		require.ErrorAs(t, err, new(*TypeError))
		require.ErrorContains(t, err, tt.want)
	}
	require.Equal(t, value.U32(1), call(t, i, values(value.U32(1)), "u32"), "the instance is as good as new")
}

func TestGeneratedCalls(t *testing.T) {
	i := echo(t, InstanceConfig{})
	f, err := i.prepared.TypedFunc(&types.Func{Params: []types.Param{{Name: "v", Type: types.String}}, Result: types.String}, "text")
	require.NoError(t, err)
	got, err := echoText(context.Background(), i, f, "16 bytes of text")
	require.NoError(t, err)
	require.Equal(t, "16 bytes of text", got)

	_, err = echoText(context.Background(), i, f, "bad \xff")
	require.ErrorContains(t, err, "not valid UTF-8")
	got, err = echoText(context.Background(), i, f, "and on")
	require.NoError(t, err, "a value of the host's that cannot be lowered poisons nothing")
	require.Equal(t, "and on", got)
}

// echoText is written as the generator writes.
func echoText(ctx context.Context, i *Instance, f ExportedFunc, s string) (string, error) {
	c := i.Begin(ctx, f)
	p, n := c.LowerString(s)
	c.SetU32(0, p)
	c.SetU32(1, n)
	c.Invoke()
	ret := c.U32(0)
	out := c.LiftString(c.LoadU32(ret), c.LoadU32(ret+4))
	if err := c.End(); err != nil {
		return "", err
	}
	return out, nil
}

func TestTypedFuncNamesTheFirstDifference(t *testing.T) {
	i := echo(t, InstanceConfig{})
	for _, tt := range []struct {
		name string
		typ  *types.Func
		want string
	}{
		{"u32", &types.Func{}, "export u32: want 0 parameters, component has 1"},
		{"u32", &types.Func{Params: []types.Param{{Name: "w", Type: types.U32}}}, `export u32: parameter 1: component calls it "v", host "w"`},
		{"u32", &types.Func{Params: []types.Param{{Name: "v", Type: types.U64}}}, "export u32: parameter v: want u64, component has u32"},
		{"u32", &types.Func{Params: []types.Param{{Name: "v", Type: types.U32}}}, "export u32: result: want nothing, component has u32"},
		{"none", &types.Func{}, `export none: the component has no export "none"`},
		{
			"records",
			&types.Func{Params: []types.Param{{Name: "v", Type: &types.List{Elem: &types.Record{Fields: []types.Field{{Name: "n", Type: types.U32}, {Name: "s", Type: &types.List{Elem: types.U8}}}}}}}},
			`export records: parameter v: list element: record field "s": want list<u8>, component has string`,
		},
	} {
		_, err := i.prepared.TypedFunc(tt.typ, tt.name)
		var link *LinkError
		require.ErrorAs(t, err, &link)
		require.Equal(t, tt.want, err.Error())
	}
}

func TestBytesThatAreNoComponent(t *testing.T) {
	e := newEngine(t, Config{})
	_, err := e.Load(context.Background(), []byte("\x00asm\x01\x00\x00\x00"))
	require.ErrorAs(t, err, new(*CoreModuleError))
	_, err = e.Load(context.Background(), []byte("hello"))
	require.ErrorAs(t, err, new(*DecodeError))
}
