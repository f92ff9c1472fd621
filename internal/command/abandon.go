package command

import "context"

// abandon calls do, which cannot be interrupted (it compiles, or reads from a
// terminal), and returns early when ctx ends. do then goes on by itself until the
// process exits.
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
