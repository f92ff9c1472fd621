package host

import (
	"slices"

	"github.com/vivarium-wasm/vivarium/host/types"
)

// ImportedFunc is a function of the host as a component imports it.
type ImportedFunc struct {
	// Instance is the name under which the component imports the instance that
	// the function is in: "wasi:clocks/wall-clock@0.2.0". It is empty for a
	// function of the world.
	Instance string
	// Name is the name of the function: "now", "[method]pollable.ready".
	Name string
	// Type is the type that the function was offered with, or the component's own
	// where it was offered without one.
	Type *types.Func
}

// String is the instance and the name: "wasi:clocks/wall-clock@0.2.0#now".
func (f ImportedFunc) String() string {
	if f.Instance == "" {
		return f.Name
	}
	return f.Instance + "#" + f.Name
}

// Interceptor wraps a function of the host: what it returns is called in place
// of next. It decides for each call whether to call next, or to refuse the call by
// Call.Fail, and may do something before and after. To leave a function alone it
// returns next.
type Interceptor func(f ImportedFunc, next HostFunc) HostFunc

// Intercept wraps every function of the host that a component imports, however
// it was offered: by Func, by DynamicFunc, by generated code, or by TrapUnknownImports. It is
// the place to count calls, to limit them, or to keep a record of them:
//
//	l.Intercept(func(f host.ImportedFunc, next host.HostFunc) host.HostFunc {
//		calls := counter(f.String())
//		return func(c *host.Call) {
//			calls.Add(1)
//			next(c)
//		}
//	})
//
// Prepare calls wrap once for each place where a component uses the function, so
// a call costs no more than what the wrapper itself does. Of several interceptors the first is
// outermost. Drops of the host's resources are not among the calls.
func (l *Linker) Intercept(wrap Interceptor) {
	if wrap == nil {
		l.refuse("Intercept", "the interceptor is nil")
		return
	}
	l.wraps = append(l.wraps, wrap)
}

// intercept is fn within the interceptors.
func (l *Linker) intercept(f ImportedFunc, fn HostFunc) (HostFunc, error) {
	for _, wrap := range slices.Backward(l.wraps) {
		if fn = wrap(f, fn); fn == nil {
			return nil, &LinkError{Where: "import " + f.String(), Message: "an interceptor gave nil in place of the function"}
		}
	}
	return fn, nil
}
