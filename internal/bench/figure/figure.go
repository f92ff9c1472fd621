// Package figure measures how long operations take, and writes that down as a
// table and as JSON.
package figure

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"text/tabwriter"
	"time"
)

// Figure is one line of the table: how long one operation takes, or what Unit says.
type Figure struct {
	Name string  `json:"name"`
	Unit string  `json:"unit"`
	P50  float64 `json:"p50"`
	P95  float64 `json:"p95"`
	N    int     `json:"n"`
}

// Unit is a unit of time that a figure is told in.
type Unit struct {
	Name string
	One  time.Duration
}

// The units that figures are told in.
var (
	Nanoseconds  = Unit{"ns", time.Nanosecond}
	Microseconds = Unit{"us", time.Microsecond}
	Milliseconds = Unit{"ms", time.Millisecond}
)

// Measure times n samples of op after a tenth as many unmeasured ones. Where one
// operation is too short for the clock, a sample is batch of them in a row.
func Measure(name string, u Unit, n, batch int, op func() error) (Figure, error) {
	for range n/10 + 1 {
		if err := op(); err != nil {
			return Figure{}, fmt.Errorf("%s: %w", name, err)
		}
	}
	samples := make([]float64, n)
	for i := range samples {
		start := time.Now()
		for range batch {
			if err := op(); err != nil {
				return Figure{}, fmt.Errorf("%s: %w", name, err)
			}
		}
		samples[i] = float64(time.Since(start)) / float64(batch) / float64(u.One)
	}
	slices.Sort(samples)
	return Figure{Name: name, Unit: u.Name, P50: percentile(samples, 50), P95: percentile(samples, 95), N: n * batch}, nil
}

// OfRates is the figure of rates in operations a second that were measured over n
// operations. P95 is the rate that 95 of 100 reached.
func OfRates(name string, rates []float64, n int) Figure {
	slices.Sort(rates)
	return Figure{Name: name, Unit: "a second", P50: percentile(rates, 50), P95: percentile(rates, 5), N: n}
}

// percentile is the nearest-rank percentile of sorted samples.
func percentile(sorted []float64, p int) float64 {
	rank := (len(sorted)*p + 99) / 100
	return sorted[max(rank-1, 0)]
}

// Print writes figures for a reader, as a table.
func Print(w io.Writer, figures []Figure) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "what\tp50\tp95\tunit\tn\t")
	for _, f := range figures {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%d\t\n", f.Name, Number(f.P50), Number(f.P95), f.Unit, f.N)
	}
	return t.Flush()
}

// Number is v with three digits that count.
func Number(v float64) string {
	switch {
	case v >= 100:
		return fmt.Sprintf("%.0f", v)
	case v >= 10:
		return fmt.Sprintf("%.1f", v)
	}
	return fmt.Sprintf("%.2f", v)
}

// Write writes figures as a JSON list to path.
func Write(path string, figures []Figure) error {
	var data bytes.Buffer
	e := json.NewEncoder(&data)
	e.SetEscapeHTML(false) // names have arrows
	e.SetIndent("", "  ")
	if err := e.Encode(figures); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, data.Bytes(), 0o644)
}
