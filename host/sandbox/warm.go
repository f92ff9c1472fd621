package sandbox

import (
	"cmp"
	"errors"
	"fmt"
	"math"

	"github.com/vivarium-wasm/vivarium/host"
	"github.com/vivarium-wasm/vivarium/host/sandbox/egress"
)

// The limits of starting a guest, beside its time. The limits of runs do not apply.
const (
	warmMemory = 512 * mib
	warmFuel   = math.MaxInt64
)

// defaultWarmup brings in what programs mostly import, as far as the guest has
// it, and leaves no name behind.
const defaultWarmup = `for _ in ('json', 're', 'math', 'random', 'time', 'collections', 'io', 'sys', 'datetime', 'itertools', 'functools'):
    try:
        __import__(_)
    except ImportError:
        pass
del _
`

// warm starts the guest, runs the warm-up and takes the image. A component that
// has no image does without: each run then starts it anew, and the warm-up is
// not run.
func (s *Sandbox) warm(l *loading, code string) error {
	if code != "" || s.packages.dir != nil {
		return s.takeImage(l, cmp.Or(code, defaultWarmup), true)
	}
	if there, err := s.takeKept(l); there {
		return err
	}
	err := s.takeImage(l, defaultWarmup, false)
	var trap *host.Trap
	if errors.As(err, &trap) && over(l.ctx) == nil {
		// The guest traps on that program: its state before any will do.
		return s.takeImage(l, "", false)
	}
	return err
}

// takeImage starts a fresh instance, runs code in it where there is some, and
// keeps its state. Only where strict is set it matters what the program does.
func (s *Sandbox) takeImage(l *loading, code string, strict bool) error {
	l.step = StepInstantiate
	r := s.warmRun()
	limits := s.instanceLimits()
	limits.Memory = max(limits.Memory, warmMemory)
	limits.Fuel = warmFuel
	started, err := s.world.instantiate(l.ctx, r, host.InstanceConfig{Limits: limits})
	if err != nil {
		return hostFailure(startingGuest, err)
	}
	instance := started.instance
	defer instance.Close()

	whole := true
	for _, code := range []string{s.packages.warmup(), code} {
		if code == "" {
			continue
		}
		l.step = StepWarmup
		_, err := instance.RunPython(l.ctx, withoutMark(code))
		if python, ok := asPythonError(err); ok {
			err, whole = python, false
			if !strict {
				err = nil
			}
		}
		if err != nil {
			return fmt.Errorf("warm-up: %w", err)
		}
	}
	used := instance.Host().Usage()
	if err := s.setNeeds(used.Memory); err != nil {
		return err
	}
	image, err := instance.Host().Snapshot(l.ctx)
	var none *host.SnapshotError
	if errors.As(err, &none) && !strict {
		return nil
	}
	if err != nil && over(l.ctx) == nil && none == nil {
		return &HostError{Where: startingGuest, Err: err}
	}
	s.image = image
	if err == nil && code == defaultWarmup && !strict && whole && used.GrowthRefused == 0 {
		s.keepImage()
	}
	return err
}

// setNeeds notes what memory a run starts with, in bytes.
func (s *Sandbox) setNeeds(bytes uint64) error {
	s.needs = bytes
	if s.memoryUnset {
		s.limits.Memory = defaultMemory(s.needs)
	}
	if s.needs > uint64(s.limits.Memory) {
		return &ConfigError{Field: "Limits.Memory", Message: tooLittleMemory(uint64(s.limits.Memory), s.needs)}
	}
	return nil
}

// warmRun is a run that may do nothing but compute.
func (s *Sandbox) warmRun() *run {
	return newRun(&Sandbox{interpreter: s.interpreter, limits: DefaultLimits(), gate: closedGate()}, Program{}, nil)
}

// closedGate lets no request out.
func closedGate() *egress.Gate {
	gate, err := egress.Compile(egress.Policy{}, DefaultLimits().egress())
	if err != nil {
		panic("sandbox: the empty policy does not compile: " + err.Error())
	}
	return gate
}

func tooLittleMemory(limit, needs uint64) string {
	return fmt.Sprintf("%s is less than the guest itself takes: give it at least %s", size(limit), size(roundUp(needs)))
}

func size(bytes uint64) string {
	switch {
	case bytes >= mib && bytes%mib == 0:
		return fmt.Sprintf("%d MiB", bytes/mib)
	case bytes >= kib && bytes%kib == 0:
		return fmt.Sprintf("%d KiB", bytes/kib)
	}
	return fmt.Sprintf("%d bytes", bytes)
}

// roundUp is the next whole MiB.
func roundUp(bytes uint64) uint64 { return (bytes + mib - 1) / mib * mib }

// instanceLimits are what the engine enforces of the limits of a run.
func (s *Sandbox) instanceLimits() host.Limits {
	limits := host.Limits{Memory: host.Unlimited, Fuel: uint64(s.limits.Fuel), Handles: int(min(s.limits.Handles, math.MaxInt32))}
	if s.limits.Memory != math.MaxInt64 {
		limits.Memory = uint64(s.limits.Memory)
	}
	return limits
}
