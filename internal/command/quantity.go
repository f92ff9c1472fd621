package command

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// unlimited is the one word that switches a limit off. No number does.
const unlimited = "unlimited"

// sizeUnits are the units of a size, in bytes. A number alone is a number of bytes.
var sizeUnits = []struct {
	name  string
	bytes int64
}{
	{"GiB", 1 << 30},
	{"MiB", 1 << 20},
	{"KiB", 1 << 10},
	{"GB", 1e9},
	{"MB", 1e6},
	{"KB", 1e3},
	{"kB", 1e3},
	{"B", 1},
}

var errNotPositive = errors.New("must be more than zero; to switch the limit off write " + unlimited)

// parseSize reads a size such as 64MiB, 1MB or 1024, in bytes, more than zero.
func parseSize(text string) (int64, error) {
	digits := strings.TrimRight(text, "BKMGTPEkmgtpeib ")
	unit := text[len(digits):]
	scale := int64(1)
	if unit != "" {
		scale = 0
		for _, known := range sizeUnits {
			if known.name == unit {
				scale = known.bytes
			}
		}
	}
	n, err := parseDigits(digits)
	switch {
	case errors.Is(err, strconv.ErrRange), err == nil && scale > 0 && n > math.MaxInt64/scale:
		return 0, fmt.Errorf("size %q is too large", text)
	case err != nil:
		return 0, fmt.Errorf("size %q is not a whole number with a unit, such as 64MiB, 1MB or 1024", text)
	case scale == 0:
		return 0, fmt.Errorf("size %q has the unknown unit %q; units are B, KB, MB, GB, KiB, MiB and GiB", text, unit)
	case n == 0:
		return 0, fmt.Errorf("size %q %w", text, errNotPositive)
	}
	return n * scale, nil
}

// parseTimeout reads a time such as 2s, 1m30s or 500ms, more than zero.
func parseTimeout(text string) (time.Duration, error) {
	d, err := time.ParseDuration(text)
	if err != nil {
		if _, number := strconv.ParseFloat(text, 64); number == nil && text != "0" {
			return 0, fmt.Errorf("time %q has no unit; for seconds write %ss", text, text)
		}
		return 0, fmt.Errorf("time %q is not one such as 2s, 1m30s or 500ms", text)
	}
	if d <= 0 {
		return 0, fmt.Errorf("time %q %w", text, errNotPositive)
	}
	return d, nil
}

// parseCount reads a whole number of more than zero.
func parseCount(text string) (int64, error) {
	n, err := parseDigits(text)
	switch {
	case errors.Is(err, strconv.ErrRange):
		return 0, fmt.Errorf("number %q is too large", text)
	case err != nil:
		return 0, fmt.Errorf("%q is not a whole number, such as 1000000", text)
	case n == 0:
		return 0, fmt.Errorf("number %q %w", text, errNotPositive)
	}
	return n, nil
}

// parseDigits reads decimal digits and nothing else: no sign, no separator.
func parseDigits(text string) (int64, error) {
	if text == "" || strings.Trim(text, "0123456789") != "" {
		return 0, strconv.ErrSyntax
	}
	return strconv.ParseInt(text, 10, 64)
}

// formatSize writes a number of bytes for a reader: exact where a unit divides
// it, else with two decimals.
func formatSize(n int64) string {
	for _, unit := range sizeUnits[:3] {
		if n < unit.bytes {
			continue
		}
		if n%unit.bytes == 0 {
			return strconv.FormatInt(n/unit.bytes, 10) + " " + unit.name
		}
		return strconv.FormatFloat(float64(n)/float64(unit.bytes), 'f', 2, 64) + " " + unit.name
	}
	if n == 1 {
		return "1 byte"
	}
	return strconv.FormatInt(n, 10) + " bytes"
}

// formatTime writes a duration for a reader, with about three digits.
func formatTime(d time.Duration) string {
	switch {
	case d >= time.Minute:
		return d.Round(time.Second).String()
	case d >= time.Second:
		return d.Round(10 * time.Millisecond).String()
	case d >= time.Millisecond:
		return d.Round(10 * time.Microsecond).String()
	case d >= time.Microsecond:
		return d.Round(100 * time.Nanosecond).String()
	}
	return d.String()
}
