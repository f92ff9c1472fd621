package host

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/types"
	"github.com/vivarium-wasm/vivarium/host/value"
)

// nilComponent imports a resource and a function for each kind of type that can
// lack a part, and hands on what the host gives it.
const nilComponent = `(component
  (import "token" (type $token (sub resource)))
  (import "make" (func $make (result (own $token))))
  (import "own" (func $own (param "v" (own $token))))
  (import "borrow" (func $borrow (param "v" (borrow $token))))
  (import "list" (func $list (param "v" (list u8))))
  (import "option" (func $option (param "v" (option u8))))
  (import "tuple" (func $tuple (param "v" (tuple u8 u8))))
  (import "result" (func $result (param "v" (result u8))))
  (core func $make' (canon lower (func $make)))
  (core module $m
    (import "" "make" (func $make (result i32)))
    (func (export "make") (result i32) call $make)
    (func (export "take") (param i32)))
  (core instance $i (instantiate $m (with "" (instance (export "make" (func $make'))))))
  (func (export "make") (result (own $token)) (canon lift (core func $i "make")))
  (func (export "take") (param "v" (own $token)) (canon lift (core func $i "take"))))`

// nilOffers offers all that nilComponent imports.
func nilOffers(l *Linker, token *types.Resource) {
	l.Resource("token", token, nil)
	l.DynamicFunc("make", &types.Func{Result: &types.Own{Resource: token}}, func(context.Context, []value.Value) (value.Value, error) {
		return value.Own{Rep: 1}, nil
	})
	for name, t := range map[string]types.Type{
		"own": &types.Own{Resource: token}, "borrow": &types.Borrow{Resource: token},
		"list": &types.List{Elem: types.U8}, "option": &types.Option{Elem: types.U8},
		"tuple": &types.Tuple{Elems: []types.Type{types.U8, types.U8}}, "result": &types.Result{OK: types.U8},
	} {
		l.Func(name, &types.Func{Params: params("v", t)}, func(*Call) {})
	}
}

// TestWhatIsNilDoesNotLink hands nil to a linker wherever it takes something:
// Prepare gives an error that names the place.
func TestWhatIsNilDoesNotLink(t *testing.T) {
	e := newEngine(t, Config{})
	c := load(t, e, assembleText(t, nilComponent))
	token := &types.Resource{Name: "token"}
	takes := func(v types.Type) *types.Func { return &types.Func{Params: []types.Param{{Name: "v", Type: v}}} }
	code := func(*Call) {}
	for name, test := range map[string]struct {
		offer func(l *Linker)
		want  string
	}{
		"nothing": {func(*Linker) {}, ""},
		"a handle of no resource": {
			func(l *Linker) { l.Func("own", takes(&types.Own{}), code) },
			"host function own: its type is not complete: parameter v: own: there is no resource",
		},
		"a borrow of no resource": {
			func(l *Linker) { l.Func("borrow", takes(&types.Borrow{}), code) },
			"host function borrow: its type is not complete: parameter v: ",
		},
		"a list of nothing":       {func(l *Linker) { l.Func("list", takes(&types.List{}), code) }, "host function list: its type is not complete: parameter v: "},
		"an option of nothing":    {func(l *Linker) { l.Func("option", takes(&types.Option{}), code) }, "host function option: its type is not complete: parameter v: "},
		"a tuple with nothing":    {func(l *Linker) { l.Func("tuple", takes(&types.Tuple{Elems: []types.Type{types.U8, nil}}), code) }, "host function tuple: its type is not complete: parameter v: "},
		"a parameter of no type":  {func(l *Linker) { l.Func("list", takes(nil), code) }, "host function list: its type is not complete: parameter v: "},
		"a typed nil":             {func(l *Linker) { l.Func("list", takes((*types.List)(nil)), code) }, "host function list: its type is not complete: parameter v: "},
		"a function of no type":   {func(l *Linker) { l.Func("list", nil, code) }, "host function list: its type is not complete: there is no type"},
		"no code":                 {func(l *Linker) { l.Func("list", takes(&types.List{Elem: types.U8}), nil) }, "host function list: its code is nil"},
		"no dynamic code":         {func(l *Linker) { l.DynamicFunc("list", nil, nil) }, "host function list: its code is nil"},
		"a resource of no type":   {func(l *Linker) { l.Resource("token", nil, nil) }, "host resource token: its type is nil"},
		"composing nothing":       {func(l *Linker) { l.Compose(nil) }, "Compose: the component is nil"},
		"a component of nothing":  {func(l *Linker) { l.Component("list", nil) }, "host component list: it is nil"},
		"a core module that none": {func(l *Linker) { l.CoreModule("list", nil) }, "host core module list: it is nil"},
		"in an instance": {
			func(l *Linker) { l.Instance("a:b/c").Instance("d").Func("f", nil, code) },
			"host instance a:b/c: d: function f: its type is not complete: there is no type",
		},
		"an interceptor": {func(l *Linker) { l.Intercept(nil) }, "Intercept: the interceptor is nil"},
		"an interceptor's result": {
			func(l *Linker) { l.Intercept(func(ImportedFunc, HostFunc) HostFunc { return nil }) },
			"import make: an interceptor gave nil in place of the function",
		},
	} {
		t.Run(name, func(t *testing.T) {
			l := NewLinker(e)
			nilOffers(l, token)
			test.offer(l)
			p, err := l.Prepare(c)
			if test.want == "" {
				require.NoError(t, err)
				require.NoError(t, p.Close())
				return
			}
			var link *LinkError
			require.ErrorAs(t, err, &link)
			require.Contains(t, err.Error(), test.want)
		})
	}

	l := NewLinker(e)
	_, err := l.Prepare(nil)
	require.ErrorContains(t, err, "the component is nil")
	require.Nil(t, l.Unsatisfied(nil))
}

// TestWhatIsNilIsNoValue hands nil to an instance wherever it takes a value.
func TestWhatIsNilIsNoValue(t *testing.T) {
	e := newEngine(t, Config{})
	token := &types.Resource{Name: "token"}
	l := NewLinker(e)
	nilOffers(l, token)
	var given value.Value
	l.DynamicFunc("make", nil, func(context.Context, []value.Value) (value.Value, error) { return given, nil })
	p := prepare(t, l, load(t, e, assembleText(t, nilComponent)))

	i := instantiate(t, p, InstanceConfig{})
	for _, v := range []value.Value{nil, value.Own{}, value.Borrow{}, value.Own{Rep: (*Handle)(nil)}} {
		_, err := i.Call(t.Context(), function(t, p, "take"), v)
		if own, ok := v.(value.Own); ok && own.Rep != nil {
			require.NoError(t, err, "what the host's own resources are is the host's affair")
			continue
		}
		require.ErrorAs(t, err, new(*TypeError), "%#v", v)
	}
	_, err := i.Call(t.Context(), ExportedFunc{}, nil)
	require.ErrorAs(t, err, new(*TypeError))

	for _, given = range []value.Value{nil, value.Own{}} {
		i := instantiate(t, p, InstanceConfig{})
		_, err := i.Call(t.Context(), function(t, p, "make"))
		require.ErrorAs(t, err, new(*TypeError), "%#v", given)
		require.Zero(t, i.Handles())
	}

	_, err = p.TypedFunc(nil, "take")
	require.ErrorContains(t, err, "export take: the type to compare with is not complete: there is no type")
	_, err = p.TypedFunc(&types.Func{Params: params("v", &types.Own{})}, "take")
	require.ErrorContains(t, err, "export take: the type to compare with is not complete: parameter v: own: there is no resource")
	require.ErrorContains(t, p.Resource(nil, "take"), "export take")

	i = instantiate(t, p, InstanceConfig{})
	for _, lower := range []func(c *Call){
		func(c *Call) { c.LowerOwn(token, nil) },
		func(c *Call) { c.LowerBorrow(token, nil) },
		func(c *Call) { c.LowerOwn(nil, 1) },
		func(c *Call) { c.LowerGuestOwn(nil, nil) },
		func(c *Call) { c.LiftOwn(nil, 1) },
	} {
		f, err := p.TypedFunc(&types.Func{Params: params("v", &types.Own{Resource: token})}, "take")
		require.NoError(t, err)
		c := i.Begin(t.Context(), f)
		lower(c)
		c.Invoke()
		require.ErrorAs(t, c.End(), new(*TypeError))
	}
	require.Zero(t, i.Handles())
	_, err = i.Call(t.Context(), function(t, p, "take"), value.Own{Rep: 7})
	require.NoError(t, err, "none of it was the component's fault")
}

// TestAStringThatIsNotUTF8 is refused with a public type, in straight-line code too.
func TestAStringThatIsNotUTF8(t *testing.T) {
	i := echo(t, InstanceConfig{})
	c := i.Begin(t.Context(), function(t, i.prepared, "text"))
	c.LowerString("\xff")
	c.Invoke()
	require.ErrorAs(t, c.End(), new(*TypeError))
	require.Equal(t, value.String("a"), call(t, i, values(value.String("a")), "text"), "the instance is as it was")
}
