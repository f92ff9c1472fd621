package component

import (
	"github.com/vivarium-wasm/vivarium/host/internal/wasm"
)

// reader reads a part of the binary that is in a section. Its error is sticky: after
// the first, every method gives zero and loops that ask ok end.
type reader struct {
	wasm.Reader
	section int
}

func (r *reader) ok() bool     { return r.Err() == nil }
func (r *reader) place() place { return place{Section: r.section, Offset: r.Offset()} }

func (r *reader) limit(what string, max uint64) { r.Stop(limited(r.place(), what, max)) }

func (r *reader) unsupported(feature, what string) {
	r.Stop(unsupported(r.place(), feature, what))
}

// sub is a reader of the next n bytes, which r passes over.
func (r *reader) sub(n uint32) reader { return reader{r.Sub(n), r.section} }

// rest reads all that is left.
func (r *reader) rest() []byte { return r.Bytes(uint64(r.Left())) }

// failure is the reader's error as one of this package.
func (r *reader) failure() error { return located(r.Err(), place{Section: r.section}) }

// located makes an error of package wasm one of this package. The offset in it counts
// from that of p.
func located(err error, p place) error {
	switch e := err.(type) {
	case *wasm.FormatError:
		p.Offset += e.Offset
		return &FormatError{Place: p, Message: e.Reason}
	case *wasm.InvalidError:
		p.Offset += e.Offset
		return &ValidationError{Place: p, Message: e.Reason}
	case *wasm.SizeError:
		p.Offset += e.Offset
		return limited(p, e.What, e.Max)
	case *wasm.UnsupportedError:
		p.Offset += e.Offset
		return unsupported(p, string(e.Proposal), e.Feature)
	}
	return err
}

// vec reads a vector of at most max elements of a byte or more.
func vec[T any](r *reader, what string, max uint64, read func(*reader) T) []T {
	n := r.Count(what, max)
	if n == 0 {
		return nil
	}
	// An element takes a byte at least, but its Go value may be many times
	// that: what is reserved ahead stays small, and append doubles.
	out := make([]T, 0, min(n, 64))
	for i := 0; i < n && r.ok(); i++ {
		out = append(out, read(r))
	}
	return out
}
