package sandbox

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"unicode/utf8"
)

// Program is a program and what it is given.
type Program struct {
	// Code is the text of the program. A byte order mark in front of it is ignored.
	Code string
	// Arguments are what the program finds in sys.argv behind its own name.
	Arguments []string
	// Inputs are values that the code finds as globals, by name: {"rows": rows} is
	// the global rows. Each crosses as JSON, as encoding/json writes it.
	Inputs map[string]any
	// Environment is added to Config.Environment. Of two variables of one name, this
	// one counts.
	Environment map[string]string
	// Files are added to Config.Files. Of two files of one path, this one counts. The
	// bytes must not change as long as the Result is in use.
	Files map[string][]byte
	// NoWait has the run fail with a *BusyError where all turns are taken. Otherwise
	// it waits for a turn as long as its context allows.
	NoWait bool
	// Stdin is the program's standard input; nil means none. When the run ends, a
	// Read that still blocks goes on in a goroutine of its own, and what it gives
	// is lost.
	Stdin io.Reader
	// Stdout and Stderr get what the program prints as it prints it, beside the
	// Result; nil means that only
	// the Result has it. An error of a Write ends the run as a *HostError. The
	// run waits for a Write that blocks, beyond its time limit too.
	Stdout, Stderr io.Writer
}

// accept checks a program before it takes a turn, and gives its inputs as JSON.
func (s *Sandbox) accept(p Program) ([]input, error) {
	if err := checkCode(p.Code, s.limits.Code); err != nil {
		return nil, err
	}
	if err := checkEnvironment(p.Environment); err != nil {
		return nil, &ConfigError{Field: "Program.Environment", Message: err.Error()}
	}
	total := int64(0)
	for name, value := range s.environment {
		total += int64(len(name) + len(value))
	}
	for name, value := range p.Environment {
		total += int64(len(name) + len(value))
	}
	for i, argument := range p.Arguments {
		if !utf8.ValidString(argument) {
			return nil, &ConfigError{Field: fmt.Sprintf("Program.Arguments[%d]", i), Message: "not UTF-8"}
		}
		total += int64(len(argument))
	}
	inputs := make([]input, 0, len(p.Inputs))
	for _, name := range slices.Sorted(maps.Keys(p.Inputs)) {
		if !isIdentifier(name) {
			return nil, &ConfigError{Field: fmt.Sprintf("Program.Inputs[%q]", name), Message: "the name must be an identifier of letters, digits and _"}
		}
		text, err := json.Marshal(p.Inputs[name])
		if err != nil {
			return nil, &ConfigError{Field: fmt.Sprintf("Program.Inputs[%q]", name), Message: err.Error()}
		}
		inputs = append(inputs, input{name, string(text)})
		total += int64(len(name) + len(text))
	}
	if total > s.limits.Input {
		return nil, &LimitError{Limit: LimitInput, Max: s.limits.Input, Used: total}
	}
	return inputs, nil
}

// input is a global of the code, as JSON text.
type input struct{ name, json string }
