package wasi

import (
	"context"
	"time"

	"github.com/vivarium-wasm/vivarium/bindings/wasi/clocks/monotonicclock"
	"github.com/vivarium-wasm/vivarium/bindings/wasi/io/poll"
)

// MonotonicClock is wasi:clocks/monotonic-clock.
type MonotonicClock struct{ clock *Clock }

var _ monotonicclock.Host = MonotonicClock{}

// MonotonicClock is the monotonic time of c.
func (c *Clock) MonotonicClock() MonotonicClock { return MonotonicClock{c} }

// now is the monotonic time in nanoseconds.
func (c *Clock) now() uint64 { return uint64(max(c.Monotonic(), 0)) }

// Now implements [monotonicclock.Host].
func (m MonotonicClock) Now(context.Context) (uint64, error) {
	return m.clock.now(), nil
}

// Resolution implements [monotonicclock.Host].
func (m MonotonicClock) Resolution(context.Context) (uint64, error) {
	return uint64(m.clock.Resolution), nil
}

// SubscribeInstant implements [monotonicclock.Host].
func (m MonotonicClock) SubscribeInstant(_ context.Context, when uint64) (poll.Pollable, error) {
	return &timer{m.clock, when}, nil
}

// SubscribeDuration implements [monotonicclock.Host].
func (m MonotonicClock) SubscribeDuration(_ context.Context, d uint64) (poll.Pollable, error) {
	when := m.clock.now() + d
	if when < d {
		when = 1<<64 - 1
	}
	return &timer{m.clock, when}, nil
}

// timer is a pollable that is ready from an instant on.
type timer struct {
	clock *Clock
	when  uint64
}

// left is the time until t is ready, 0 where it is.
func (t *timer) left() time.Duration {
	now := t.clock.now()
	if now >= t.when {
		return 0
	}
	return time.Duration(min(t.when-now, 1<<63-1))
}

// Ready implements [poll.Pollable].
func (t *timer) Ready(context.Context) (bool, error) { return t.left() == 0, nil }

// Block implements [poll.Pollable].
func (t *timer) Block(ctx context.Context) error {
	for {
		left := t.left()
		if left == 0 {
			return nil
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if err := t.clock.Sleep(ctx, left, nil); err != nil {
			return err
		}
	}
}

// Close implements [poll.Pollable].
func (*timer) Close(context.Context) error { return nil }
