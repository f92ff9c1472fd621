package wasi

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/vivarium-wasm/vivarium/bindings/wasi/io/poll"
)

// Event is a pollable that tells when it becomes ready, so that several can be
// waited for at once. Pollables that are not timers of a Clock implement it.
type Event interface {
	poll.Pollable
	// Notify makes the event send to wake, without blocking, when it becomes
	// ready. stop ends that; it is called once.
	Notify(wake chan<- struct{}) (stop func())
}

// Poll is wasi:io/poll. It waits for timers of a Clock and for Events.
type Poll struct{ clock *Clock }

// Poll waits for timers of c and for Events, sleeping by c.
func (c *Clock) Poll() Poll { return Poll{c} }

var _ poll.Host = Poll{}

// ErrEmptyPoll is the cause of the trap that the list of pollables is empty is.
var ErrEmptyPoll = errors.New("wasi:io/poll: the list of pollables is empty")

// Poll implements [poll.Host]: it waits until one pollable at least is ready,
// and gives the places of all that are.
func (p Poll) Poll(ctx context.Context, in []poll.Pollable) ([]uint32, error) {
	if len(in) == 0 {
		return nil, ErrEmptyPoll
	}
	if ready, err := readyOf(ctx, in); len(ready) > 0 || err != nil {
		return ready, err
	}
	var wake chan struct{}
	for _, pollable := range in {
		switch e := pollable.(type) {
		case *timer:
		case Event:
			if wake == nil {
				wake = make(chan struct{}, 1)
			}
			defer e.Notify(wake)()
		default:
			return nil, fmt.Errorf("wasi:io/poll: a %T cannot be polled", pollable)
		}
	}
	for {
		// Again after Notify: an event may have become ready before it.
		ready, err := readyOf(ctx, in)
		if len(ready) > 0 || err != nil {
			return ready, err
		}
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		if err := p.clock.Sleep(ctx, earliest(in), wake); err != nil {
			return nil, err
		}
	}
}

func readyOf(ctx context.Context, in []poll.Pollable) ([]uint32, error) {
	var ready []uint32
	for i, p := range in {
		ok, err := p.Ready(ctx)
		if err != nil {
			return nil, err
		}
		if ok {
			ready = append(ready, uint32(i))
		}
	}
	return ready, nil
}

// earliest is the time until the first timer among pollables is ready.
func earliest(in []poll.Pollable) time.Duration {
	left := time.Duration(math.MaxInt64)
	for _, p := range in {
		if t, ok := p.(*timer); ok {
			left = min(left, t.left())
		}
	}
	return left
}
