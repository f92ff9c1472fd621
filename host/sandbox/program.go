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
	// Code is its text, in which a byte order mark in front counts for nothing.
	Code string
	// Arguments are those of the program, without its own name.
	Arguments []string
	// Inputs are values that the code finds as globals, by name. Each is what
	// encoding/json makes of it.
	Inputs map[string]any
	// Environment is added to that of the sandbox.
	Environment map[string]string
	// Files are added to those of the sandbox, and take the place of those of
	// the same path. The bytes must not change until the Result is done with.
	Files map[string][]byte
	// NoWait has the run fail with a *BusyError where all turns are taken, in place
	// of waiting for one as long as the context allows.
	NoWait bool
	// Stdin is the program's standard input, nil for none. A Read that blocks as
	// the run ends is left to itself, and what it gets is lost.
	Stdin io.Reader
	// Stdout and Stderr get what the program prints as it prints it, nil for
	// nobody. Result has it as well. An error of theirs ends the run; a Write
	// that blocks holds it up, beyond its limits.
	Stdout, Stderr io.Writer
}

// accept checks a program before it takes a place, and gives its inputs as JSON.
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
