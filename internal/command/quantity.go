package command

import (
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"
)

// unlimited is the word that switches a limit off. No number does that.
const unlimited = "unlimited"

// sizeUnits are the units of a size, in bytes, as messages write them. K, M, G and T
// mean KiB, MiB, GiB and TiB.
var sizeUnits = []quantityUnit{
	{"B", 1},
	{"KB", 1e3},
	{"MB", 1e6},
	{"GB", 1e9},
	{"TB", 1e12},
	{"KiB", 1 << 10},
	{"MiB", 1 << 20},
	{"GiB", 1 << 30},
	{"TiB", 1 << 40},
	{"K", 1 << 10},
	{"M", 1 << 20},
	{"G", 1 << 30},
	{"T", 1 << 40},
}

// countUnits are the units of a count.
var countUnits = []quantityUnit{{"K", 1e3}, {"M", 1e6}, {"G", 1e9}, {"T", 1e12}}

type quantityUnit struct {
	name  string
	scale int64
}

var errNotPositive = errors.New("must be more than zero")

// parseSize reads a size such as 64MiB, 1.5g, 1MB or 1_048_576 and gives it in bytes,
// rounded down. It must be more than zero. Units may be written in either case.
func parseSize(text string) (int64, error) {
	n, _, unit, err := parseQuantity(text, sizeUnits)
	switch {
	case errors.Is(err, strconv.ErrRange):
		return 0, fmt.Errorf("size %q is too large", text)
	case errors.Is(err, errUnknownUnit):
		return 0, fmt.Errorf("size %q has the unknown unit %q; units are %s", text, unit, unitNames(sizeUnits))
	case err != nil:
		return 0, fmt.Errorf("size %q is not a number with a unit, such as 64MiB, 1.5G, 500KB or 1024", text)
	case n == 0:
		return 0, fmt.Errorf("size %q %w", text, errNotPositive)
	}
	return n, nil
}

var errUnknownUnit = errors.New("unknown unit")

// parseQuantity reads a decimal number, with or without a unit. Single underscores
// may separate digits, and one space may stand before the unit. n is rounded down;
// exact tells whether nothing was lost by that. unit is the unit as it was written.
func parseQuantity(text string, units []quantityUnit) (n int64, exact bool, unit string, err error) {
	number := text[:len(text)-len(strings.TrimLeft(text, "0123456789_."))]
	unit = strings.TrimPrefix(text[len(number):], " ")
	if number == "" || !isNumber(number) || text != number && unit == "" {
		return 0, false, unit, strconv.ErrSyntax
	}
	scale := int64(1)
	if unit != "" {
		known := slices.IndexFunc(units, func(u quantityUnit) bool { return strings.EqualFold(u.name, unit) })
		if known < 0 {
			return 0, false, unit, errUnknownUnit
		}
		scale = units[known].scale
	}
	value, ok := new(big.Rat).SetString(strings.ReplaceAll(number, "_", ""))
	if !ok {
		return 0, false, unit, strconv.ErrSyntax
	}
	value.Mul(value, new(big.Rat).SetInt64(scale))
	whole := new(big.Int).Quo(value.Num(), value.Denom())
	if !whole.IsInt64() {
		return 0, false, unit, strconv.ErrRange
	}
	return whole.Int64(), value.IsInt(), unit, nil
}

// isNumber tells whether text is digits, separated by single underscores, with at
// most one point that has digits on both sides. It accepts 64 characters at most, so
// that a very long number costs nothing.
func isNumber(text string) bool {
	const most = 64
	whole, part, fraction := strings.Cut(text, ".")
	return len(text) <= most && isDigits(whole) && (!fraction || isDigits(part))
}

func isDigits(text string) bool {
	for digits := range strings.SplitSeq(text, "_") {
		if digits == "" || strings.Trim(digits, "0123456789") != "" {
			return false
		}
	}
	return true
}

func unitNames(units []quantityUnit) string {
	names := make([]string, len(units))
	for i, u := range units {
		names[i] = u.name
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
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

// parseCount reads a whole number of more than zero, such as 1000000, 1_000_000 or
// 1M.
func parseCount(text string) (int64, error) {
	n, exact, unit, err := parseQuantity(text, countUnits)
	switch {
	case errors.Is(err, strconv.ErrRange):
		return 0, fmt.Errorf("number %q is too large", text)
	case errors.Is(err, errUnknownUnit):
		return 0, fmt.Errorf("number %q has the unknown unit %q; units are %s", text, unit, unitNames(countUnits))
	case err != nil, !exact:
		return 0, fmt.Errorf("%q is not a whole number, such as 1000000, 1_000_000 or 1M", text)
	case n == 0:
		return 0, fmt.Errorf("number %q %w", text, errNotPositive)
	}
	return n, nil
}

// binaryUnits are the units that messages write sizes in.
var binaryUnits = []quantityUnit{{"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10}}

// formatSize writes a number of bytes for a reader: exact where a unit divides
// it, else with two decimals.
func formatSize(n int64) string {
	for _, unit := range binaryUnits {
		if n < unit.scale {
			continue
		}
		if n%unit.scale == 0 {
			return strconv.FormatInt(n/unit.scale, 10) + " " + unit.name
		}
		return strconv.FormatFloat(float64(n)/float64(unit.scale), 'f', 2, 64) + " " + unit.name
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
