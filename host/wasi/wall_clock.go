package wasi

import (
	"context"
	"time"

	"github.com/vivarium-wasm/vivarium/bindings/wasi/clocks/wallclock"
)

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
