package sandbox

import (
	"context"
	"errors"
	"sync"

	"github.com/vivarium-wasm/vivarium/bindings/runner"
	"github.com/vivarium-wasm/vivarium/host"
)

const (
	// poolPages bounds the pages of the system that idle instances hold together.
	poolPages = 64 * mib / (4 * kib)
	// followUp is how many pages a restore may take to be done before the run returns:
	// to wake another thread would take as long.
	followUp = 48
)

// seat is an instance that serves one run after another.
type seat struct {
	*run     // the one that it serves, nil between two
	instance *runner.Instance
	pages    int // of the last restore; negative before the first
}

// pool keeps instances that started from the image, restored in place after each
// run. One is made only where none is idle, so that there are at most as many as runs
// that go on and restores beside them.
type pool struct {
	most  int // idle ones
	later int // restores that runs do not wait for

	mu    sync.Mutex
	idle  []*seat // the one that was left last is the next to be taken
	pages int     // of those
	stats Stats

	restoring sync.WaitGroup
	closing   chan struct{} // closed when nothing is worth restoring any more
}

// Stats counts the instances that serve runs: those that there are now, and what was
// done with them so far.
type Stats struct {
	// Busy instances serve a run, Restoring ones are being restored, and Idle ones
	// wait for the next run.
	Busy, Restoring, Idle int
	// Made counts the instances that were made, Restored how often one was restored
	// for another run.
	Made, Restored int64
	// Dropped counts the instances that were not kept.
	Dropped Dropped
}

// Dropped counts instances that were closed after a run, by reason.
type Dropped struct {
	// Ended: the run was stopped by a limit or its context, or the guest trapped.
	Ended int64
	// Unrestored: the system or the guest does not allow it (see host.Restores), the
	// engine held exceptions of the run, or the sandbox was closed meanwhile.
	Unrestored int64
	// Surplus: the idle instances hold as much memory as they may.
	Surplus int64
}

// Stats tells what became of the instances of this sandbox, and of those that were
// narrowed from it, so far. It may be called at any time.
func (s *Sandbox) Stats() Stats {
	s.pool.mu.Lock()
	defer s.pool.mu.Unlock()
	stats := s.pool.stats
	stats.Idle = len(s.pool.idle)
	return stats
}

// seat gives an instance for a run: one that was kept, or a new one.
func (s *Sandbox) seat(ctx context.Context, r *run) (*seat, error) {
	limits, result := s.instanceLimits(), r.boundResult()
	kept := s.pool.take()
	if kept == nil {
		made, err := s.world.instantiate(ctx, r, host.InstanceConfig{Limits: limits, Snapshot: s.image, Result: result})
		if err != nil {
			s.pool.failed()
		}
		return made, err
	}
	kept.serve(s.world, r)
	if err := kept.instance.Host().SetLimits(limits, result); err != nil {
		s.pool.drop(kept, &s.pool.stats.Dropped.Ended)
		return nil, err
	}
	return kept, nil
}

// serve makes r the run of the seat.
func (s *seat) serve(w *world, r *run) {
	s.run = r
	r.calls = make([]int64, len(w.calls.names))
}

// take gives an idle instance; where there is none, nil, and one is counted as made.
func (p *pool) take() *seat {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.stats.Busy++
	n := len(p.idle) - 1
	if n < 0 {
		p.stats.Made++
		return nil
	}
	s := p.idle[n]
	p.idle[n] = nil
	p.idle = p.idle[:n]
	p.pages -= s.pages
	return s
}

// failed notes that what take counted as made could not be made.
func (p *pool) failed() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.stats.Busy--
	p.stats.Made--
}

// give takes an instance back after a run that ended with err. The instance is
// restored, which the caller does not wait for where it takes long.
func (p *pool) give(s *seat, err error) {
	s.run = nil
	if err != nil && !errors.As(err, new(runner.Error)) {
		p.drop(s, &p.stats.Dropped.Ended)
		return
	}
	p.mu.Lock()
	p.stats.Busy--
	p.stats.Restoring++
	later := (s.pages < 0 || s.pages > followUp) && p.stats.Restoring <= p.later
	if later {
		p.restoring.Add(1)
	}
	p.mu.Unlock()
	if !later {
		p.restore(s)
		return
	}
	go func() {
		defer p.restoring.Done()
		p.restore(s)
	}()
}

// restore restores an instance and makes it an idle one.
func (p *pool) restore(s *seat) {
	pages, err := 0, ErrClosed
	select {
	case <-p.closing:
	default:
		pages, err = s.instance.Host().Restore()
	}
	p.mu.Lock()
	p.stats.Restoring--
	keep := err == nil && len(p.idle) < p.most && p.pages+pages <= poolPages
	switch {
	case keep:
		s.pages = pages
		p.pages += pages
		p.idle = append(p.idle, s)
		p.stats.Restored++
	case err == nil:
		p.stats.Dropped.Surplus++
	default:
		p.stats.Dropped.Unrestored++
	}
	p.mu.Unlock()
	if !keep {
		_ = s.instance.Close()
	}
}

// drop closes an instance that served a run.
func (p *pool) drop(s *seat, reason *int64) {
	p.mu.Lock()
	p.stats.Busy--
	*reason++
	p.mu.Unlock()
	_ = s.instance.Close()
}

// close waits for instances that are being restored, and closes those that are kept. No
// run goes on, and none comes.
func (p *pool) close() {
	p.restoring.Wait()
	p.mu.Lock()
	idle := p.idle
	p.idle, p.pages = nil, 0
	p.mu.Unlock()
	for _, s := range idle {
		_ = s.instance.Close()
	}
}
