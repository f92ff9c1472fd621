package wasm_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/internal/engine"
	"github.com/vivarium-wasm/vivarium/host/internal/wasm"
)

func TestState(t *testing.T) {
	for _, c := range []struct {
		name, text string
		mutations  []string
		globals    []uint32
		imageable  string // why not
	}{
		{name: "nothing", text: `(module)`},
		{
			name:    "a stack pointer",
			text:    `(module (global $sp (mut i32) (i32.const 9)) (global (mut i32) (i32.const 1)) (func (global.set $sp (i32.const 1))))`,
			globals: []uint32{0},
		},
		{
			name:    "exported: others may set it",
			text:    `(module (global i32 (i32.const 1)) (global (export "g") (mut i32) (i32.const 9)))`,
			globals: []uint32{1},
		},
		{
			name: "imported: state of another instance",
			text: `(module (import "" "" (global (mut i32))) (func (global.set 0 (i32.const 1))))`,
		},
		{
			name:      "a reference",
			text:      `(module (global (mut funcref) (ref.null func)) (func (global.set 0 (ref.null func))))`,
			globals:   []uint32{0},
			imageable: "global 0 is a mutable reference of type funcref",
		},
		{
			name:      "tables",
			text:      `(module (table 1 funcref) (func (table.set 0 (i32.const 0) (ref.null func)) (table.set 0 (i32.const 0) (ref.null func))))`,
			mutations: []string{"table.set"}, imageable: "the code has table.set",
		},
		{
			name: "all",
			text: `(module (memory 1) (table 1 funcref) (elem $e func) (data $d "x") (func
				(table.set 0 (i32.const 0) (ref.null func))
				(table.init 0 $e (i32.const 0) (i32.const 0) (i32.const 0))
				(table.copy 0 0 (i32.const 0) (i32.const 0) (i32.const 0))
				(drop (table.grow 0 (ref.null func) (i32.const 0)))
				(table.fill 0 (i32.const 0) (ref.null func) (i32.const 0))
				(elem.drop $e)
				(memory.init $d (i32.const 0) (i32.const 0) (i32.const 0))
				(data.drop $d)))`,
			mutations: []string{"table.set", "table.init", "table.copy", "table.grow", "table.fill", "elem.drop", "memory.init", "data.drop"},
			imageable: "the code has table.set",
		},
		{
			name: "objects that are only made",
			text: `(module (type $a (array (mut i8))) (func (result i32) (array.len (array.new_default $a (i32.const 1)))))`,
		},
		{
			name: "arrays",
			text: `(module (type $a (array (mut i8))) (type $r (array (mut funcref))) (data $d "x") (elem $e func)
				(func (param (ref $a)) (array.fill $a (local.get 0) (i32.const 0) (i32.const 1) (i32.const 1)))
				(func (param (ref $a)) (array.set $a (local.get 0) (i32.const 0) (i32.const 1)))
				(func (param (ref $a)) (array.copy $a $a (local.get 0) (i32.const 0) (local.get 0) (i32.const 0) (i32.const 1)))
				(func (param (ref $a)) (array.init_data $a $d (local.get 0) (i32.const 0) (i32.const 0) (i32.const 1)))
				(func (param (ref $r)) (array.init_elem $r $e (local.get 0) (i32.const 0) (i32.const 0) (i32.const 1))))`,
			mutations: []string{"array.set"}, imageable: "the code has array.set",
		},
		{
			name:      "segments that are only read",
			text:      `(module (memory 1) (data $d "x") (func (memory.init $d (i32.const 0) (i32.const 0) (i32.const 0))))`,
			mutations: []string{"memory.init"},
		},
		{
			name:      "segments that are dropped",
			text:      `(module (memory 1) (data $d "x") (func (data.drop $d)))`,
			mutations: []string{"data.drop"}, imageable: "the code has data.drop",
		},
		{name: "pages of a byte", text: `(module (memory 1 (pagesize 1)))`, imageable: "pages of its own size"},
	} {
		t.Run(c.name, func(t *testing.T) {
			src := assemble(t, c.text)
			m, err := wasm.Parse(src)
			require.NoError(t, err)
			var mutations []string
			for _, mu := range m.Mutations() {
				mutations = append(mutations, mu.Kind.String())
			}
			require.Equal(t, c.mutations, mutations)
			var globals []uint32
			for _, g := range m.MutableGlobals() {
				globals = append(globals, g.Index)
			}
			require.Equal(t, c.globals, globals)
			_, _, rewriteErr := imageModule(src)
			if c.imageable == "" {
				require.NoError(t, m.Imageable())
				require.NoError(t, rewriteErr)
				return
			}
			var not *wasm.NotImageableError
			require.ErrorAs(t, m.Imageable(), &not)
			require.ErrorAs(t, rewriteErr, &not)
			require.ErrorContains(t, rewriteErr, c.imageable)
		})
	}
}

// An instance of the code alone that is given the memory and the globals of an instance
// of the whole module goes on where that one was.
func TestImageModuleGoesOn(t *testing.T) {
	e, err := engine.New(engine.Config{})
	require.NoError(t, err)
	defer e.Close()
	for _, c := range []struct{ name, extra string }{
		{"active data alone", ``},
		{"passive data that code copies", `(data $p "passive")
			(func (export "init") (param i32) (memory.init $p (local.get 0) (i32.const 0) (i32.const 7)))`},
		{"a clash of names", `(export "vivarium:global:0" (memory 0))`},
	} {
		t.Run(c.name, func(t *testing.T) {
			src := assemble(t, `(module
				(global $count (mut i32) (i32.const 100))
				(global $seen (export "seen") (mut i64) (i64.const 5))
				(memory (export "memory") 2)
				(table 2 funcref) (elem (i32.const 1) $step)
				(data (i32.const 8) "before")
				(func $step (export "step") (result i32)
					(global.set $count (i32.add (global.get $count) (i32.const 1)))
					(i32.store (i32.const 70000) (i32.add (i32.load (i32.const 70000)) (i32.const 10)))
					(i32.add (global.get $count) (i32.load (i32.const 70000))))
				(func $start (i32.store (i32.const 70000) (i32.const 1000)))
				(func (export "indirect") (result i32) (call_indirect (result i32) (i32.const 1)))
				(start $start) `+c.extra+`)`)
			whole, globals, err := exportGlobals(src)
			require.NoError(t, err)
			codeOnly, same, err := imageModule(src)
			require.NoError(t, err)
			require.Equal(t, globals, same)
			require.Len(t, globals, 2)
			require.Equal(t, "seen", globals[1].Name)
			stripped, err := wasm.Parse(codeOnly)
			require.NoError(t, err)
			require.False(t, stripped.HasStart)
			require.NotContains(t, string(codeOnly), "before")
			original, err := wasm.Parse(src)
			require.NoError(t, err)
			require.Equal(t, original.Exports, stripped.Exports[:len(original.Exports)])

			warm := newInstance(t, e, whole, nil)
			require.Equal(t, uint32(101+1010), warm.call("step"))
			require.Equal(t, uint32(102+1020), warm.call("indirect"))
			image, err := warm.export("memory").(*engine.Memory).Snapshot()
			require.NoError(t, err)
			defer image.Close()
			cold := newInstance(t, e, codeOnly, image)
			for _, g := range globals {
				v, err := warm.store.GlobalGet(warm.export(g.Name).(engine.Global))
				require.NoError(t, err)
				require.NoError(t, cold.store.GlobalSet(cold.export(g.Name).(engine.Global), v))
			}
			for range 3 {
				require.Equal(t, warm.call("step"), cold.call("step"))
				require.Equal(t, warm.call("indirect"), cold.call("indirect"))
			}
			require.True(t, bytes.Equal(warm.export("memory").(*engine.Memory).Bytes(), cold.export("memory").(*engine.Memory).Bytes()))
			require.Equal(t, "before", string(cold.export("memory").(*engine.Memory).Bytes()[8:14]))
		})
	}
}

type instance struct {
	t     *testing.T
	store *engine.Store
	*engine.Instance
}

func newInstance(t *testing.T, e *engine.Engine, src []byte, image *engine.Image) instance {
	m, err := e.Compile(context.Background(), src)
	require.NoError(t, err)
	s, err := e.NewStore(engine.StoreConfig{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, errors.Join(s.Close(), m.Close())) })
	i, err := s.Instantiate(m, nil, engine.InstantiateOptions{Images: []*engine.Image{image}})
	require.NoError(t, err)
	return instance{t, s, i}
}

func (i instance) export(name string) engine.Extern {
	for n, ex := range i.Module().Exports() {
		if ex.Name == name {
			e, err := i.Export(n)
			require.NoError(i.t, err)
			return e
		}
	}
	i.t.Fatalf("no export %q", name)
	return nil
}

func (i instance) call(name string) uint32 {
	f := i.export(name).(engine.Func)
	var args [1]engine.Raw
	require.NoError(i.t, i.store.Call(&f, args[:]))
	return uint32(args[0].Lo)
}

// A module without exports gets a section for them in the right place.
func TestExportsAreAddedInOrder(t *testing.T) {
	for _, text := range []string{
		`(module (global (mut i32) (i32.const 1)) (func (global.set 0 (i32.const 2))))`,
		`(module (global (mut i32) (i32.const 1)) (func $s (global.set 0 (i32.const 2))) (start $s))`,
		`(module (memory 1) (global (mut i32) (i32.const 1)) (func $s (global.set 0 (i32.const 2))) (data "x") (data (i32.const 0) "y"))`,
	} {
		src := assemble(t, text)
		for _, rewrite := range []func([]byte) ([]byte, []wasm.GlobalExport, error){exportGlobals, imageModule} {
			out, globals, err := rewrite(src)
			require.NoError(t, err)
			m, err := wasm.Parse(out)
			require.NoError(t, err)
			require.Equal(t, []wasm.Export{{Name: "vivarium:global:0", Type: globals[0].Type}}, m.Exports)
			requireValid(t, out)
		}
	}
}

func requireValid(t testing.TB, src []byte) {
	t.Helper()
	e, err := engine.New(engine.Config{})
	require.NoError(t, err)
	defer e.Close()
	m, err := e.Compile(context.Background(), src)
	require.NoError(t, err)
	require.NoError(t, m.Close())
}

// exportGlobals and imageModule rewrite bytes. They fail unless the module that rewriting
// gives equals the one that its bytes are read as.
func exportGlobals(src []byte) ([]byte, []wasm.GlobalExport, error) {
	return rewrite(src, (*wasm.Module).ExportGlobals)
}

func imageModule(src []byte) ([]byte, []wasm.GlobalExport, error) {
	return rewrite(src, (*wasm.Module).ImageModule)
}

func rewrite(src []byte, how func(*wasm.Module) (*wasm.Module, []wasm.GlobalExport, error)) ([]byte, []wasm.GlobalExport, error) {
	m, err := wasm.Parse(src)
	if err != nil {
		return nil, nil, err
	}
	out, globals, err := how(m)
	if err != nil {
		return nil, nil, err
	}
	again, err := wasm.Parse(out.Bytes())
	if err != nil {
		return nil, nil, fmt.Errorf("the rewritten module is not read: %w", err)
	}
	same := cmpopts.EquateEmpty()
	for _, diff := range []string{
		cmp.Diff(again.Types, out.Types, same, cmp.AllowUnexported(wasm.Types{}, wasm.SubType{}), cmpopts.IgnoreFields(wasm.Types{}, "boxed")), cmp.Diff(again.Imports, out.Imports, same), cmp.Diff(again.Exports, out.Exports, same),
		cmp.Diff(again.Funcs, out.Funcs, same), cmp.Diff(again.Tables, out.Tables, same), cmp.Diff(again.Memories, out.Memories, same),
		cmp.Diff(again.Globals, out.Globals, same), cmp.Diff(again.Tags, out.Tags, same), cmp.Diff(again.Data, out.Data, same),
		cmp.Diff([]any{again.HasStart, again.Start, again.HasDataCount, again.Elements}, []any{out.HasStart, out.Start, out.HasDataCount, out.Elements}),
		cmp.Diff(again.Mutations(), out.Mutations(), same, cmpopts.IgnoreFields(wasm.Mutation{}, "Offset")), cmp.Diff(again.MutableGlobals(), out.MutableGlobals(), same),
	} {
		if diff != "" {
			return nil, nil, fmt.Errorf("the rewritten module says other than its bytes (-read +said):\n%s", diff)
		}
	}
	return out.Bytes(), globals, nil
}
