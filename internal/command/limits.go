package command

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/vivarium-wasm/vivarium/host/sandbox"
)

// unit is the unit of a limit, as the help writes it.
type unit string

const (
	unitTime  unit = "TIME"
	unitSize  unit = "SIZE"
	unitCount unit = "N"
)

// limit is a limit of the sandbox that can be set by the flag --NAME, the environment
// variable VIVARIUM_NAME, or the key NAME of the configuration file.
type limit struct {
	name  string
	field string        // the field of sandbox.Config that it sets
	ends  sandbox.Limit // the limit as a run that it ends names it; empty where it ends none
	unit  unit
	usage string                               // help of the flag, with the unit in back quotes
	value func(cfg *sandbox.Config) *int64     // the field itself
	small string                               // what the default is with a small guest, in the words of the help
	fixed bool                                 // it bounds memory of the host, and cannot be switched off
	over  func(max, used func() string) string // what happened, behind "NAME: "
}

// limits are all limits that can be set, in the order of the help.
var limits = []limit{
	{
		name: "timeout", field: "Limits.Wall", ends: sandbox.LimitWall, unit: unitTime,
		usage: "stop the program after `TIME`, such as 2s or 500ms",
		value: func(c *sandbox.Config) *int64 { return (*int64)(&c.Limits.Wall) },
		over: func(max, used func() string) string {
			return "stopped after " + used() + "; the limit is " + max()
		},
	},
	{
		name: "memory", field: "Limits.Memory", ends: sandbox.LimitMemory, unit: unitSize,
		usage: "let the program and its interpreter have `SIZE` of memory, such as 128M",
		value: func(c *sandbox.Config) *int64 { return &c.Limits.Memory },
		small: "64MiB with a small guest, such as micropython",
		over: func(max, used func() string) string {
			return "the limit is " + max() + "; " + used() + " was in use when more was refused"
		},
	},
	{
		name: "output", field: "Limits.Output", ends: sandbox.LimitOutput, unit: unitSize,
		usage: "let the program print `SIZE`, stdout and stderr together",
		value: func(c *sandbox.Config) *int64 { return &c.Limits.Output },
		over:  theLimitIs("and the program wrote more"),
	},
	{
		name: "result", field: "Limits.Result", ends: sandbox.LimitResult, unit: unitSize,
		usage: "let the value and what display() shows have `SIZE`, all together",
		value: func(c *sandbox.Config) *int64 { return &c.Limits.Result },
		over:  theLimitIs("and the value and the displays have more"),
	},
	{
		name: "fuel", field: "Limits.Fuel", ends: sandbox.LimitFuel, unit: unitCount,
		usage: "let the program do `N` units of work, about one an instruction, such as 500M",
		value: func(c *sandbox.Config) *int64 { return &c.Limits.Fuel },
		over:  theLimitIs("and it is used up"),
	},
	{
		name: "load-timeout", field: "LoadTimeout", ends: sandbox.LimitLoad, unit: unitTime,
		usage: "let the guest take `TIME` to be compiled and to start, before the program runs",
		value: func(c *sandbox.Config) *int64 { return (*int64)(&c.LoadTimeout) },
		over:  func(max, _ func() string) string { return "the guest was not ready after " + max() },
	},
	{
		name: "code-size", field: "Limits.Code", ends: sandbox.LimitCode, unit: unitSize,
		usage: "take a program of `SIZE` at most",
		value: func(c *sandbox.Config) *int64 { return &c.Limits.Code },
		over:  theLimitIs("and the code is larger"),
	},
	{
		name: "input-size", field: "Limits.Input", ends: sandbox.LimitInput, unit: unitSize,
		usage: "take inputs, arguments and environment of `SIZE` at most, all together",
		value: func(c *sandbox.Config) *int64 { return &c.Limits.Input },
		over:  theLimitIs("and inputs, arguments and environment have more"),
	},
	{
		name: "host-calls", field: "Limits.HostCalls", ends: sandbox.LimitHostCalls, unit: unitCount,
		usage: "let the program call functions of the host `N` times, to print or to read a file for example",
		value: func(c *sandbox.Config) *int64 { return &c.Limits.HostCalls },
		over:  theLimitIs("and the program made more calls"),
	},
	{
		name: "http-requests", field: "Limits.HTTPRequests", unit: unitCount,
		usage: "let the program make `N` HTTP requests, refused ones and redirects included",
		value: func(c *sandbox.Config) *int64 { return &c.Limits.HTTPRequests },
	},
	{
		name: "http-timeout", field: "Limits.HTTPTimeout", unit: unitTime,
		usage: "let each HTTP request take `TIME`",
		value: func(c *sandbox.Config) *int64 { return (*int64)(&c.Limits.HTTPTimeout) },
	},
	{
		name: "http-response", field: "Limits.HTTPResponse", unit: unitSize, fixed: true,
		usage: "let the body of an HTTP response have `SIZE`, decoded",
		value: func(c *sandbox.Config) *int64 { return &c.Limits.HTTPResponse },
	},
	{
		name: "http-body", field: "Limits.HTTPBody", unit: unitSize,
		usage: "let the body of an HTTP request have `SIZE`",
		value: func(c *sandbox.Config) *int64 { return &c.Limits.HTTPBody },
	},
	{
		name: "files", field: "Limits.Files", unit: unitSize, fixed: true,
		usage: "let the files that the program writes have `SIZE` in memory, all together",
		value: func(c *sandbox.Config) *int64 { return &c.Limits.Files },
	},
	{
		name: "file-entries", field: "Limits.FileEntries", unit: unitCount, fixed: true,
		usage: "let the program have `N` files and directories",
		value: func(c *sandbox.Config) *int64 { return &c.Limits.FileEntries },
	},
	{
		name: "open-files", field: "Limits.OpenFiles", unit: unitCount, fixed: true,
		usage: "let the program have `N` files open at a time",
		value: func(c *sandbox.Config) *int64 { return &c.Limits.OpenFiles },
	},
	{
		name: "handles", field: "Limits.Handles", ends: sandbox.LimitHandles, unit: unitCount, fixed: true,
		usage: "let the program hold `N` open files and timers at a time",
		value: func(c *sandbox.Config) *int64 { return &c.Limits.Handles },
		over:  theLimitIs("and the program holds more open files and timers"),
	},
}

func theLimitIs(what string) func(max, used func() string) string {
	return func(max, _ func() string) string { return "the limit is " + max() + ", " + what }
}

// limitNamed is the limit that a flag sets.
func limitNamed(name string) *limit {
	for i := range limits {
		if limits[i].name == name {
			return &limits[i]
		}
	}
	return nil
}

// defaults is the configuration that the zero sandbox.Config stands for. Its fuel is
// 0: fuel is not counted.
func defaults() sandbox.Config {
	return sandbox.Config{Guest: sandbox.DefaultGuest, Limits: sandbox.DefaultLimits(), LoadTimeout: sandbox.DefaultLoadTimeout}
}

// flag is the flag that sets the limit.
func (l *limit) flag() cli.Flag {
	if l.small == "" {
		return l.flagThat(l.usage, "")
	}
	return l.flagThat(l.usage, ", or "+l.small)
}

// flagThat is the flag with another help text, for a command that does not run
// Python. more stands behind the default.
func (l *limit) flagThat(usage, more string) cli.Flag {
	usage += " (default: " + l.defaultText() + more
	if !l.fixed {
		usage += "; or unlimited"
	}
	return &cli.StringFlag{Name: l.name, Category: limitsCategory, Usage: usage + ")"}
}

func (l *limit) defaultText() string {
	cfg := defaults()
	if value := *l.value(&cfg); value != 0 {
		return l.text(value)
	}
	return "not counted" // fuel
}

// text writes a value as it can be typed for the flag.
func (l *limit) text(value int64) string {
	switch {
	case value == 0 && l.field == "Limits.Fuel", value == sandbox.Unlimited, value == math.MaxInt64:
		return unlimited
	case l.unit == unitTime:
		return typedTime(time.Duration(value))
	case l.unit == unitSize:
		return typedSize(value)
	}
	return strconv.FormatInt(value, 10)
}

// parse reads the value of the flag. The word unlimited is sandbox.Unlimited.
func (l *limit) parse(text string) (int64, error) {
	switch {
	case text == unlimited && !l.fixed:
		return sandbox.Unlimited, nil
	case text == unlimited:
		return 0, fmt.Errorf("it bounds memory of the host and cannot be unlimited: give a number, such as the default, %s", l.defaultText())
	}
	value, err := l.unit.parse(text)
	if errors.Is(err, errNotPositive) && !l.fixed {
		err = fmt.Errorf("%w; to switch the limit off write %s", err, unlimited)
	}
	return value, err
}

func (u unit) parse(text string) (int64, error) {
	switch u {
	case unitTime:
		d, err := parseTimeout(text)
		return int64(d), err
	case unitSize:
		return parseSize(text)
	}
	return parseCount(text)
}

// typedTime writes a duration without parts that are zero: 2m for 2m0s.
func typedTime(d time.Duration) string {
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}

// typedSize writes a size exactly, in the largest unit that divides it.
func typedSize(n int64) string {
	for _, u := range binaryUnits {
		if n >= u.scale && n%u.scale == 0 {
			return strconv.FormatInt(n/u.scale, 10) + u.name
		}
	}
	return strconv.FormatInt(n, 10) + "B"
}

// fixedLimits are the limits that cannot be set, each with its message.
var fixedLimits = map[sandbox.Limit]string{
	sandbox.LimitStack: "the program's calls are nested deeper than the stack of %s allows",
}

// limitText gives the message of a limit that stopped a run, with its value and what
// was used, and a hint that names the flag.
func limitText(r *limitReport) (message, hint string) {
	quantity := func(n int64) func() string {
		return func() string {
			switch r.Unit {
			case "ns":
				return formatTime(time.Duration(n))
			case "bytes":
				return formatSize(n)
			case "elements", "handles", "calls":
				return fmt.Sprintf("%d %s", n, r.Unit)
			}
			return strconv.FormatInt(n, 10)
		}
	}
	for i := range limits {
		if l := &limits[i]; l.ends != "" && string(l.ends) == r.Name {
			return r.Name + ": " + l.over(quantity(r.Max), quantity(r.Used)), "--" + l.name + " sets this limit"
		}
	}
	if text, ok := fixedLimits[sandbox.Limit(r.Name)]; ok {
		return r.Name + ": " + fmt.Sprintf(text, quantity(r.Max)()), "this limit is fixed: no setting changes it"
	}
	return fmt.Sprintf("%s: the limit is %s, and %s was used", r.Name, quantity(r.Max)(), quantity(r.Used)()), ""
}
