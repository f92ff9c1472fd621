package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"text/tabwriter"
	"time"
)

// figure is one line of the table: how long one operation takes.
type figure struct {
	Name string  `json:"name"`
	Unit string  `json:"unit"`
	P50  float64 `json:"p50"`
	P95  float64 `json:"p95"`
	N    int     `json:"n"`
}

// unit is a unit of time that a figure is told in.
type unit struct {
	name string
	one  time.Duration
}

var (
	nanoseconds  = unit{"ns", time.Nanosecond}
	microseconds = unit{"us", time.Microsecond}
	milliseconds = unit{"ms", time.Millisecond}
)

// measure times n samples of op after a tenth as many unmeasured ones. Where one
// operation is too short for the clock, a sample is batch of them in a row.
func measure(name string, u unit, n, batch int, op func() error) (figure, error) {
	for range n/10 + 1 {
		if err := op(); err != nil {
			return figure{}, fmt.Errorf("%s: %w", name, err)
		}
	}
	samples := make([]float64, n)
	for i := range samples {
		start := time.Now()
		for range batch {
			if err := op(); err != nil {
				return figure{}, fmt.Errorf("%s: %w", name, err)
			}
		}
		samples[i] = float64(time.Since(start)) / float64(batch) / float64(u.one)
	}
	slices.Sort(samples)
	return figure{Name: name, Unit: u.name, P50: percentile(samples, 50), P95: percentile(samples, 95), N: n * batch}, nil
}

// percentile is the nearest-rank percentile of sorted samples.
func percentile(sorted []float64, p int) float64 {
	rank := (len(sorted)*p + 99) / 100
	return sorted[max(rank-1, 0)]
}

// printTable writes figures for a reader.
func printTable(w io.Writer, figures []figure) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "what\tp50\tp95\tunit\tn\t")
	for _, f := range figures {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%d\t\n", f.Name, number(f.P50), number(f.P95), f.Unit, f.N)
	}
	return t.Flush()
}

// number is v with three digits that count.
func number(v float64) string {
	switch {
	case v >= 100:
		return fmt.Sprintf("%.0f", v)
	case v >= 10:
		return fmt.Sprintf("%.1f", v)
	}
	return fmt.Sprintf("%.2f", v)
}

// writeJSON writes figures as a JSON list to path.
func writeJSON(path string, figures []figure) error {
	data, err := json.MarshalIndent(figures, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, append(data, '\n'), 0o644)
}
