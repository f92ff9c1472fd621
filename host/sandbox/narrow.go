package sandbox

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/vivarium-wasm/vivarium/host/sandbox/egress"
	"github.com/vivarium-wasm/vivarium/host/sandbox/workspace"
)

// Scope takes away from what the runs of a sandbox may do, for one tenant among many
// for example. Its zero value takes nothing away.
type Scope struct {
	// Limits are the limits of each run. A zero field is that of the sandbox, and
	// none may be wider than it.
	Limits Limits
	// Rules are matched in addition to the sandbox's own: a request goes out where one
	// of these rules and one of the sandbox's allow it. Nil adds no condition; an empty
	// list allows no request.
	Rules []string
	// Secrets chooses among the secrets of the sandbox; only these are filled in. Nil
	// chooses all. Each has the name and the origin of a secret of the sandbox. A Value
	// that is not empty replaces the sandbox's value, so that each tenant has its key.
	Secrets []egress.Secret
	// Tools names the tools of the sandbox that the code may call. Nil means all.
	Tools []string
}

// Narrow gives a sandbox whose runs may do less. It has the guest, the image and the
// turns of s, so that it costs some microseconds and next to no memory, and it can
// be narrowed again:
//
//	tenant, err := sb.Narrow(sandbox.Scope{
//		Limits: sandbox.Limits{Wall: time.Second},
//		Rules:  []string{"GET https://api.example.com/tenants/42/*"},
//		Tools:  []string{"search"},
//	})
//	res, err := tenant.Run(ctx, code)
//
// Errors are a *ConfigError, whose Field is "Scope.Limits.Wall" say, or a
// *PolicyError. There is no need to close it: closing s closes it, and its own
// Close does nothing.
func (s *Sandbox) Narrow(scope Scope) (*Sandbox, error) {
	narrow := *s
	narrow.narrowed = true
	var err error
	if narrow.limits, err = s.limits.narrow(scope.Limits); err != nil {
		return nil, err
	}
	if needs := s.needs; narrow.limits.Memory != math.MaxInt64 && needs > uint64(narrow.limits.Memory) {
		return nil, &ConfigError{Field: "Scope.Limits.Memory", Message: tooLittleMemory(uint64(narrow.limits.Memory), needs)}
	}
	if narrow.gate, err = s.gate.Narrow(scope.Rules, scope.Secrets, narrow.limits.egress()); err != nil {
		return nil, &PolicyError{err}
	}
	if scope.Tools != nil {
		narrow.tools = toolbox{}
		for _, t := range s.tools.tools {
			if slices.Contains(scope.Tools, t.Name) {
				narrow.tools.tools = append(narrow.tools.tools, t)
			}
		}
		for _, name := range scope.Tools {
			if _, ok := s.tools.find(name); !ok {
				return nil, &ConfigError{Field: fmt.Sprintf("Scope.Tools[%q]", name), Message: "the sandbox has no tool of this name"}
			}
		}
	}
	if _, err := workspace.New(narrow.limits.workspace(), s.files); err != nil {
		return nil, &ConfigError{Field: "Scope.Limits.Files", Message: "the files of the sandbox do not fit: " + err.Error()}
	}
	return &narrow, nil
}

// narrow gives limits that are resolved those of to that are not zero.
func (l Limits) narrow(to Limits) (Limits, error) {
	wanted := to.fields()
	for i, f := range l.fields() {
		value, name := *wanted[i].value, "Scope.Limits."+f.name
		switch {
		case value == 0:
			continue
		case value < 0 && value != Unlimited:
			return Limits{}, &ConfigError{Field: name, Message: fmt.Sprintf("%d is less than zero: leave it out for the limit of the sandbox", value)}
		case f.name == "Fuel" && *f.value == 0:
			if value != Unlimited {
				return Limits{}, &ConfigError{Field: name, Message: "the sandbox does not count fuel: give it a limit of fuel too"}
			}
			continue
		case value == Unlimited:
			value = math.MaxInt64
		}
		if value > *f.value {
			return Limits{}, &ConfigError{Field: name, Message: fmt.Sprintf("%s is more than the %s of the sandbox", f.text(value), f.text(*f.value))}
		}
		*f.value = value
	}
	return l, nil
}

// text is a value of the limit in words.
func (f limitField) text(value int64) string {
	switch {
	case value == math.MaxInt64:
		return "no limit"
	case f.name == "Wall", f.name == "HTTPTimeout":
		return time.Duration(value).String()
	}
	return fmt.Sprint(value)
}
