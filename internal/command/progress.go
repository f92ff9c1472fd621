package command

import (
	"fmt"
	"io"
	"sync"
	"time"
)

// progress shows on a terminal what takes more than a second, and removes that line
// when done is called. Without a terminal it shows nothing.
func (p *program) progress(what string) (done func()) {
	if !isTerminal(p.stderr) {
		return func() {}
	}
	return showProgress(p.stderr, p.style(p.stderr), oneLine(what))
}

func showProgress(w io.Writer, s style, what string) (done func()) {
	quit := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		start := time.Now()
		ticks := time.NewTicker(time.Second)
		defer ticks.Stop()
		shown := false
		for {
			select {
			case <-quit:
				if shown {
					fmt.Fprint(w, "\r\x1b[K")
				}
				return
			case <-ticks.C:
				shown = true
				fmt.Fprintf(w, "\r\x1b[K%s", s.faint(fmt.Sprintf("%s (%d s)", what, int(time.Since(start).Seconds()))))
			}
		}
	})
	return sync.OnceFunc(func() {
		close(quit)
		wg.Wait()
	})
}
