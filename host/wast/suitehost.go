package wast

import (
	"context"
	"fmt"

	"github.com/vivarium-wasm/vivarium/host"
	"github.com/vivarium-wasm/vivarium/host/types"
	"github.com/vivarium-wasm/vivarium/host/value"
)

// suiteHost is what `wasmtime wast` offers to the components of scripts, and
// what scripts written for it rely on: functions of the world, and an instance
// called "host" with functions, a core module and resources, one of which counts
// how often it is dropped.
type suiteHost struct {
	resource1, resource2 *types.Resource
	drops, lastDrop      uint32
	module               *host.CoreModule
}

func newSuiteHost() *suiteHost {
	return &suiteHost{resource1: &types.Resource{Name: "resource1"}, resource2: &types.Resource{Name: "resource2"}}
}

func (s *suiteHost) close() {
	if s.module != nil {
		_ = s.module.Close()
	}
}

// simpleModule is (module (global (export "g") i32 (i32.const 100))
// (func (export "f") (result i32) (i32.const 101))).
const simpleModule = "\x00asm\x01\x00\x00\x00" +
	"\x01\x05\x01\x60\x00\x01\x7f" + // types
	"\x03\x02\x01\x00" + // functions
	"\x06\x07\x01\x7f\x00\x41\xe4\x00\x0b" + // globals
	"\x07\x09\x02\x01g\x03\x00\x01f\x00\x00" + // exports
	"\x0a\x07\x01\x05\x00\x41\xe5\x00\x0b" // code

// offer offers it all. Functions that are asynchronous there are left out.
func (s *suiteHost) offer(ctx context.Context, e *host.Engine, l *host.Linker) error {
	if s.module == nil {
		m, err := e.LoadCoreModule(ctx, []byte(simpleModule))
		if err != nil {
			return err
		}
		s.module = m
	}
	getter := &types.Func{Result: types.U32}
	l.DynamicFunc("host-return-two", getter, returning(value.U32(2)))

	n := l.Instance("host")
	n.DynamicFunc("return-three", getter, returning(value.U32(3)))
	n.DynamicFunc("return-hi", &types.Func{Result: types.String}, returning(value.String("hi")))
	n.Instance("nested").DynamicFunc("return-four", getter, returning(value.U32(4)))
	n.CoreModule("simple-module", s.module)
	s.offerResources(n)
	return nil
}

func returning(v value.Value) host.DynamicFunc {
	return func(context.Context, []value.Value) (value.Value, error) { return v, nil }
}

func (s *suiteHost) offerResources(n *host.LinkerInstance) {
	n.Resource("resource1", s.resource1, func(_ context.Context, rep any) error {
		s.drops++
		s.lastDrop = rep.(uint32)
		return nil
	})
	n.Resource("resource1-again", s.resource1, nil)
	n.Resource("resource2", s.resource2, nil)

	own, borrow := &types.Own{Resource: s.resource1}, &types.Borrow{Resource: s.resource1}
	function := func(name string, result types.Type, fn host.DynamicFunc, params ...types.Param) {
		n.DynamicFunc(name, &types.Func{Params: params, Result: result}, fn)
	}
	param := func(name string, t types.Type) types.Param { return types.Param{Name: name, Type: t} }

	function("[constructor]resource1", own, func(_ context.Context, args []value.Value) (value.Value, error) {
		return value.Own{Rep: uint32(args[0].(value.U32))}, nil
	}, param("r", types.U32))
	function("[static]resource1.assert", nil, sameRep, param("r", own), param("rep", types.U32))
	function("[static]resource1.last-drop", types.U32, func(context.Context, []value.Value) (value.Value, error) {
		return value.U32(s.lastDrop), nil
	})
	function("[static]resource1.drops", types.U32, func(context.Context, []value.Value) (value.Value, error) {
		return value.U32(s.drops), nil
	})
	n.DynamicFunc("[method]resource1.simple", nil, sameRep) // its parameters have several names
	function("[method]resource1.take-borrow", nil, returning(nil), param("self", borrow), param("b", borrow))
	function("[method]resource1.take-own", nil, returning(nil), param("self", borrow), param("b", own))
}

// sameRep traps unless a resource has the representation that is given.
func sameRep(_ context.Context, args []value.Value) (value.Value, error) {
	if len(args) != 2 {
		return nil, fmt.Errorf("resource1 is asked for with %d arguments, not 2", len(args))
	}
	var rep any
	switch v := args[0].(type) {
	case value.Own:
		rep = v.Rep
	case value.Borrow:
		rep = v.Rep
	}
	if want, ok := args[1].(value.U32); !ok || rep != uint32(want) {
		return nil, fmt.Errorf("resource1 has the representation %v, not %s", rep, args[1])
	}
	return nil, nil
}
