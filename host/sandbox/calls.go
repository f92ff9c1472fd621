package sandbox

import (
	"slices"
	"strings"

	"github.com/vivarium-wasm/vivarium/host"
)

// callGuard is called before each function of the host that a guest imports. It
// counts the call, ends the run where the call is one too many, and bounds what the
// function may copy out of the guest.
//
// The guard has the names of the functions, which all runs share. The counts are
// those of a run: run.calls has one for each name.
type callGuard struct {
	slot  int // of the seat in the host state of an instance
	names []string
}

// guardCalls guards all functions that l offers.
func guardCalls(l *host.Linker) *callGuard {
	g := &callGuard{slot: l.StateSlot()}
	l.Intercept(g.guard)
	return g
}

// guard is a host.Interceptor.
func (g *callGuard) guard(f host.ImportedFunc, next host.HostFunc) host.HostFunc {
	name := callName(f)
	n, bound := g.number(name), boundOf(name)
	return func(call *host.Call) {
		r := call.HostState(g.slot).(*seat).run
		if err := r.count(n); err != nil {
			call.Fail(err)
			return
		}
		call.BoundLift(bound(r))
		next(call)
	}
}

// number gives the index of a name in names and in run.calls. A new name is added.
func (g *callGuard) number(name string) int {
	n := slices.Index(g.names, name)
	if n < 0 {
		n = len(g.names)
		g.names = append(g.names, name)
	}
	return n
}

// hostState makes the host state of the instance of a seat.
func (g *callGuard) hostState(s *seat) []any {
	state := make([]any, g.slot+1)
	state[g.slot] = s
	return state
}

// byName tells how often each function was called in a run. Functions that were not
// called are left out.
func (g *callGuard) byName(r *run) map[string]int64 {
	calls := make(map[string]int64, 4)
	for n, times := range r.calls {
		if times > 0 {
			calls[g.names[n]] = times
		}
	}
	return calls
}

// callName is what Usage.HostCalls calls a function: the interface without its
// package and version, and the function, "files.open" or "files.file.read".
func callName(f host.ImportedFunc) string {
	instance, _, _ := strings.Cut(f.Instance, "@")
	if _, name, ok := strings.Cut(instance, "/"); ok {
		instance = name
	}
	name := f.Name
	if strings.HasPrefix(name, "[") { // [method], [static] or [constructor]
		_, name, _ = strings.Cut(name, "]")
	}
	if instance == "" {
		return name
	}
	return instance + "." + name
}

// count counts a call of the host's function of this number, and gives the error
// that ends the run where it is one too many.
func (r *run) count(n int) error {
	r.calls[n]++
	r.called++
	r.function = n
	if most := r.sandbox.limits.HostCalls; r.called > most {
		return r.met(&LimitError{Limit: LimitHostCalls, Max: most, Used: r.called})
	}
	return nil
}

// outOfMemory is the error of a run for which the host would keep more than the
// memory limit leaves.
func (r *run) outOfMemory() *LimitError {
	return &LimitError{Limit: LimitMemory, Max: r.sandbox.limits.Memory, Used: int64(r.held.instance.Usage().Memory)}
}

// met notes the limit that ends the run, and gives the first one that was noted.
func (r *run) met(limit *LimitError) error {
	if r.limit == nil {
		r.limit = limit
	}
	return r.limit
}
