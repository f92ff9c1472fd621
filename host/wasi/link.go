package wasi

import (
	"strings"

	"github.com/vivarium-wasm/vivarium/bindings/wasi/clocks/monotonicclock"
	"github.com/vivarium-wasm/vivarium/bindings/wasi/clocks/wallclock"
	"github.com/vivarium-wasm/vivarium/bindings/wasi/io/poll"
	"github.com/vivarium-wasm/vivarium/bindings/wasi/random/insecure"
	"github.com/vivarium-wasm/vivarium/bindings/wasi/random/insecureseed"
	"github.com/vivarium-wasm/vivarium/bindings/wasi/random/random"
	"github.com/vivarium-wasm/vivarium/host"
)

// Config says what Link offers. The zero Config gives away nothing of the machine
// but the time and random numbers.
type Config struct {
	// Clock is where components have the time from. Default: NewClock(Clock{}).
	Clock *Clock
	// Random is where they have random numbers from. Default: the machine.
	Random *Random
	// Without leaves out the interfaces for which it is true, by their names
	// without version ("wasi:io/poll"). Default: none.
	Without func(name string) bool
}

// Link offers every interface of WASI 0.2 that this package implements to the
// components that l links: wasi:clocks/wall-clock and monotonic-clock,
// wasi:io/poll, and wasi:random/random, insecure and insecure-seed. All instances
// share what Config has.
func Link(l *host.Linker, cfg Config) {
	clock, chance := cfg.Clock, cfg.Random
	if clock == nil {
		clock = NewClock(Clock{})
	}
	if chance == nil {
		chance = &Random{}
	}
	for _, offer := range []struct {
		id   string
		link func()
	}{
		{poll.ID, func() { poll.Link(l, func(*host.Call) poll.Host { return clock.Poll() }) }},
		{wallclock.ID, func() { wallclock.Link(l, func(*host.Call) wallclock.Host { return clock.WallClock() }) }},
		{monotonicclock.ID, func() {
			monotonicclock.Link(l, func(*host.Call) monotonicclock.Host { return clock.MonotonicClock() })
		}},
		{random.ID, func() { random.Link(l, func(*host.Call) random.Host { return chance }) }},
		{insecure.ID, func() { insecure.Link(l, func(*host.Call) insecure.Host { return chance }) }},
		{insecureseed.ID, func() { insecureseed.Link(l, func(*host.Call) insecureseed.Host { return chance }) }},
	} {
		name, _, _ := strings.Cut(offer.id, "@")
		if cfg.Without == nil || !cfg.Without(name) {
			offer.link()
		}
	}
}
