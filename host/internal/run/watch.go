package run

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// watch stops an instance's code when a context ends. One watch serves all
// calls that come with the same context, so that a call itself costs no
// goroutine, no timer and no allocation; contexts that cannot end cost nothing.
type watch struct {
	inst     *Instance
	done     <-chan struct{}
	stop     func() bool
	deadline bool

	mu     sync.Mutex
	active bool // a call with this context is in progress
	fired  bool // and was interrupted
}

// watch begins to watch ctx for a call.
func (i *Instance) watch(ctx context.Context) error {
	done := ctx.Done()
	if i.watched != nil && i.watched.done != done {
		i.forget()
	}
	if done == nil {
		return nil
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("host: not called: %w", err)
	}
	w := i.watched
	if w == nil {
		w = &watch{inst: i, done: done}
		if deadline, ok := ctx.Deadline(); ok {
			w.deadline = true
			i.store.SetDeadline(deadline)
		}
		w.stop = context.AfterFunc(ctx, w.end)
		i.watched = w
	}
	w.mu.Lock()
	w.active = true
	w.mu.Unlock()
	return nil
}

// end is called when the context has ended.
func (w *watch) end() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.active {
		w.fired = true
		w.inst.store.Interrupt()
	}
}

// unwatch ends what watch began.
func (i *Instance) unwatch() {
	if i.watched != nil {
		i.watched.rest()
	}
}

func (w *watch) rest() {
	w.mu.Lock()
	w.active = false
	w.mu.Unlock()
}

// forget stops watching a context altogether.
func (i *Instance) forget() {
	w := i.watched
	if w == nil {
		return
	}
	i.watched = nil
	w.stop()
	if w.fired {
		i.store.ClearInterrupt()
	}
	if w.deadline {
		i.store.SetDeadline(time.Time{})
	}
}
