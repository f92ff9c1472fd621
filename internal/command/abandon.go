package command

import "context"

// abandon does what cannot be stopped half way, such as compiling or reading from
// a terminal, and leaves it to itself when ctx ends: the process is about to end
// too.
func abandon[T any](ctx context.Context, do func() (T, error)) (T, error) {
	type outcome struct {
		value T
		err   error
	}
	done := make(chan outcome, 1)
	go func() {
		v, err := do()
		done <- outcome{v, err}
	}()
	select {
	case o := <-done:
		return o.value, o.err
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	}
}
