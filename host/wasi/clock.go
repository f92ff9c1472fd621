package wasi

import (
	"context"
	"time"

	"github.com/vivarium-wasm/vivarium/bindings/wasi/clocks/monotonicclock"
	"github.com/vivarium-wasm/vivarium/bindings/wasi/clocks/wallclock"
	"github.com/vivarium-wasm/vivarium/bindings/wasi/io/poll"
)

// Clock is where instances have the time from. It may be used by several
// instances at once where its functions may. Instances that start from one image
// should share a Clock, or monotonic time may run backwards for them.
type Clock struct {
	// Wall gives the time of day. Default: the machine's.
	Wall func() time.Time
	// Monotonic gives the time since a moment that does not change, and never
	// less than before. Default: the time since NewClock.
	Monotonic func() time.Duration
	// Sleep returns nil after d, or as soon as it can receive from wake, which is
	// nil where nothing else is waited for; and the cause when ctx ends.
	// Default: a timer.
	Sleep func(ctx context.Context, d time.Duration, wake <-chan struct{}) error
	// Resolution is what the clocks say that the steps of time are. Default: 1 ns.
	Resolution time.Duration
}

// NewClock fills in the defaults of c.
func NewClock(c Clock) *Clock {
	if c.Wall == nil {
		c.Wall = time.Now
	}
	if c.Monotonic == nil {
		start := time.Now()
		c.Monotonic = func() time.Duration { return time.Since(start) }
	}
	if c.Sleep == nil {
		c.Sleep = sleep
	}
	if c.Resolution <= 0 {
		c.Resolution = 1
	}
	return &c
}

func sleep(ctx context.Context, d time.Duration, wake <-chan struct{}) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-wake:
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	return nil
}

// WallClock is wasi:clocks/wall-clock.
type WallClock struct{ clock *Clock }

var _ wallclock.Host = WallClock{}

// WallClock is the time of day of c. Times before 1970 are told as 1970.
func (c *Clock) WallClock() WallClock { return WallClock{c} }

// Now implements [wallclock.Host].
func (w WallClock) Now(context.Context) (wallclock.Datetime, error) {
	t := w.clock.Wall()
	if t.Unix() < 0 {
		return wallclock.Datetime{}, nil
	}
	return wallclock.Datetime{Seconds: uint64(t.Unix()), Nanoseconds: uint32(t.Nanosecond())}, nil
}

// Resolution implements [wallclock.Host].
func (w WallClock) Resolution(context.Context) (wallclock.Datetime, error) {
	r := w.clock.Resolution
	return wallclock.Datetime{Seconds: uint64(r / time.Second), Nanoseconds: uint32(r % time.Second)}, nil
}

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
