package wast

import (
	"encoding/json"
	"errors"
)

// maxScript is the size of a script in bytes that is read.
const maxScript = 64 << 20

// Script is a test script.
type Script struct {
	// Source is the name of the .wast file that it was made from.
	Source   string    `json:"source_filename"`
	Commands []Command `json:"commands"`
}

// Command is one command of a script. Which fields are set depends on Type.
type Command struct {
	// Type is the kind of command: "module", "assert_return" and so on.
	Type string `json:"type"`
	// Line is where the command is in the .wast file, from 1.
	Line int `json:"line"`

	// Name is that of a module, a definition, a thread, or an instance to register.
	Name string `json:"name"`
	// As is the name that an instance is registered under.
	As string `json:"as"`
	// Instance is the name of the instance that module_instance makes of the
	// definition called Module.
	Instance string `json:"instance"`
	Module   string `json:"module"`

	// Filename is the file with the bytes, or the text, of a module or component.
	Filename string `json:"filename"`
	// ModuleType is "binary" or "text".
	ModuleType string `json:"module_type"`
	// BinaryFilename is the same in binary, where Filename is text that has one.
	BinaryFilename string `json:"binary_filename"`

	// Action is what is done, and Expected what comes of it.
	Action   *Action    `json:"action"`
	Expected []Constant `json:"expected"`
	// Text is the words of the error that is expected.
	Text string `json:"text"`

	// Commands are those of a thread, and Thread is the one to wait for.
	Commands []Command `json:"commands"`
	Thread   string    `json:"thread"`
}

// Action is a call of an export ("invoke") or a look at a global ("get").
type Action struct {
	Type   string     `json:"type"`
	Module string     `json:"module"` // empty means the latest instance
	Field  string     `json:"field"`
	Args   []Constant `json:"args"`
}

// FormatError says that bytes are not a script.
type FormatError struct {
	Err error
}

func (e *FormatError) Error() string {
	return "wast: not a script as `wasm-tools json-from-wast` writes it: " + e.Err.Error()
}

// Unwrap gives the cause.
func (e *FormatError) Unwrap() error { return e.Err }

// Parse reads a script from JSON. The error is a *FormatError.
func Parse(data []byte) (*Script, error) {
	var s Script
	if err := json.Unmarshal(data, &s); err != nil {
		return nil, &FormatError{err}
	}
	if s.Commands == nil {
		return nil, &FormatError{errors.New("it has no commands")}
	}
	return &s, nil
}
