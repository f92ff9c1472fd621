package sandbox

import (
	"slices"
	"strings"

	"github.com/vivarium-wasm/vivarium/host"
)

// callCounter counts the calls of the host's functions, refuses those beyond the
// limit, and bounds what each may copy out of the guest. It has the names of the functions that a guest imports; what it counts
// is in the run.
type callCounter struct {
	slot  int // of the seat in the host state of an instance
	names []string
}

// countCalls counts the calls of everything that l offers.
func countCalls(l *host.Linker) *callCounter {
	c := &callCounter{slot: l.StateSlot()}
	l.Intercept(c.count)
	return c
}

// count is a host.Interceptor.
func (c *callCounter) count(f host.ImportedFunc, next host.HostFunc) host.HostFunc {
	name := callName(f)
	n, bound := c.number(name), boundOf(name)
	return func(call *host.Call) {
		r := call.HostState(c.slot).(*seat).run
		if err := r.count(n); err != nil {
			call.Fail(err)
			return
		}
		call.BoundLift(bound(r))
		next(call)
	}
}

// number is the number of a name, by which calls are counted.
func (c *callCounter) number(name string) int {
	n := slices.Index(c.names, name)
	if n < 0 {
		n = len(c.names)
		c.names = append(c.names, name)
	}
	return n
}

// hostState is that of the instance of a seat.
func (c *callCounter) hostState(s *seat) []any {
	state := make([]any, c.slot+1)
	state[c.slot] = s
	return state
}

// byName is how often each function was called in a run, without those that
// were not.
func (c *callCounter) byName(r *run) map[string]int64 {
	calls := make(map[string]int64, 4)
	for n, times := range r.calls {
		if times > 0 {
			calls[c.names[n]] = times
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

// outOfMemory is the memory limit, met by what the host would keep.
func (r *run) outOfMemory() *LimitError {
	return &LimitError{Limit: LimitMemory, Max: r.sandbox.limits.Memory, Used: int64(r.held.instance.Usage().Memory)}
}

// met notes the limit that ends the run. The first one counts.
func (r *run) met(limit *LimitError) error {
	if r.limit == nil {
		r.limit = limit
	}
	return r.limit
}
