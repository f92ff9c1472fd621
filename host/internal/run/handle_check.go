package run

import (
	"slices"

	"github.com/vivarium-wasm/vivarium/host/internal/canon"
	"github.com/vivarium-wasm/vivarium/host/types"
	"github.com/vivarium-wasm/vivarium/host/value"
)

// handleCheck looks at the handles among the arguments of a dynamic call before
// any of them is lowered: a call that is refused has taken nothing of the host's
// and allocated nothing in the component.
type handleCheck struct {
	frame *Frame
	// used are the handles of the arguments so far; the value says whether one is
	// given away.
	used map[*Handle]bool
}

// arguments refuses arguments with a *TypeError. They fit the parameters in all
// but their handles.
func (k *handleCheck) arguments(params []types.Param, args []value.Value) error {
	for i, p := range params {
		if err := k.value(p.Type, args[i]); err != nil {
			return err
		}
	}
	return nil
}

func (k *handleCheck) value(t types.Type, v value.Value) error {
	if v == nil {
		return nil // a case without payload
	}
	switch t := t.(type) {
	case *types.Own:
		return k.handle(t.Resource, v.(value.Own).Rep, true)
	case *types.Borrow:
		return k.handle(t.Resource, v.(value.Borrow).Rep, false)
	case *types.Option:
		return k.value(t.Elem, v.(value.Option).Value)
	case *types.Result:
		r := v.(value.Result)
		if r.IsErr {
			return k.value(t.Err, r.Value)
		}
		return k.value(t.OK, r.Value)
	case *types.Variant:
		variant := v.(value.Variant)
		for _, c := range t.Cases {
			if c.Name == variant.Case {
				return k.value(c.Type, variant.Value)
			}
		}
	case *types.List:
		list, _ := v.(value.List) // else bytes
		if _, plain := t.Elem.(types.Primitive); !plain {
			return k.each(list, func(int) types.Type { return t.Elem })
		}
	case *types.Tuple:
		return k.each(v.(value.Tuple), func(i int) types.Type { return t.Elems[i] })
	case *types.Record:
		for i, f := range v.(value.Record) {
			at := slices.IndexFunc(t.Fields, func(field types.Field) bool { return field.Name == f.Name })
			if err := k.value(t.Fields[at].Type, v.(value.Record)[i].Value); err != nil {
				return err
			}
		}
	case *types.Map:
		for _, e := range v.(value.Map) {
			if err := k.value(t.Value, e.Value); err != nil {
				return err
			}
		}
	}
	return nil
}

func (k *handleCheck) each(values []value.Value, t func(i int) types.Type) error {
	for i, v := range values {
		if err := k.value(t(i), v); err != nil {
			return err
		}
	}
	return nil
}

// handle refuses a handle that is not good for the resource. One that is given
// away is so once, and not while it is lent (CanonicalABI.md, lift_own).
func (k *handleCheck) handle(r *types.Resource, rep any, own bool) error {
	res := k.frame.Resource(r)
	if res == nil {
		return k.frame.Cx.Err()
	}
	if res.Impl == canon.HostImpl {
		if rep == nil {
			return &TypeError{Message: "resource " + res.Name + ": nil is given"}
		}
		return nil // any other value of the host's
	}
	h := k.frame.Inst.prepared.cfg.HandleOf(rep)
	if err := k.frame.usable(res, h); err != nil {
		return err
	}
	given, used := k.used[h]
	switch {
	case own && !h.own:
		return borrowed(res)
	case given:
		return &TypeError{Message: "resource " + res.Name + ": another argument of the same call gives this handle away"}
	case own && used:
		return &TypeError{Message: "resource " + res.Name + ": another argument of the same call lends this handle, so it cannot be given away"}
	}
	if k.used == nil {
		k.used = map[*Handle]bool{}
	}
	k.used[h] = own
	return nil
}

// borrowed is the error of giving away what the host was lent itself.
func borrowed(r *canon.Resource) error {
	return &TypeError{Message: "resource " + r.Name + ": the host borrows it and cannot give it away"}
}
