package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Tool is a function of the host's program that the code may call.
type Tool struct {
	// Name is an identifier of the guest language: letters, digits and _.
	Name string
	// Description says what the tool does, for a reader.
	Description string
	// Parameters is a JSON Schema of the arguments, which are one object; nil means
	// any object. The code and Prompt read it. Nothing checks the arguments against
	// it but Call.
	Parameters json.RawMessage
	// Call gets the arguments as a JSON object and gives the result, which
	// encoding/json writes as JSON. It must return when ctx ends. Several runs
	// may call it at the same time.
	//
	// An error is raised in the code as an exception with all of its text: a
	// *ToolError, found by errors.As, as the exception of its kind, any other as one
	// of ToolFailed. A panic ends the run as a *HostError.
	Call func(ctx context.Context, arguments json.RawMessage) (any, error)
}

// ToolErrorKind is why a tool gave no result.
type ToolErrorKind string

// The kinds are those of the contract's tool-error that a tool can choose.
const (
	// InvalidArguments: the arguments are not what the tool takes.
	InvalidArguments ToolErrorKind = "invalid arguments"
	// ToolDenied: the policy refuses the call.
	ToolDenied ToolErrorKind = "denied"
	// ToolFailed: the tool itself failed.
	ToolFailed ToolErrorKind = "failed"
)

// ToolError is an error of a tool that chooses the exception which is raised in the
// code: TypeError for InvalidArguments, PermissionError for ToolDenied,
// tools.ToolError for ToolFailed.
type ToolError struct {
	Kind    ToolErrorKind
	Message string
}

func (e *ToolError) Error() string { return string(e.Kind) + ": " + e.Message }

// toolbox is the tools of a sandbox, sorted by name.
type toolbox struct {
	tools []Tool
}

func newToolbox(tools []Tool) (toolbox, error) {
	sorted := slices.Clone(tools)
	slices.SortFunc(sorted, func(a, b Tool) int { return strings.Compare(a.Name, b.Name) })
	for i := range sorted {
		t := &sorted[i]
		field := fmt.Sprintf("Tools[%q]", t.Name)
		switch {
		case !isIdentifier(t.Name):
			return toolbox{}, &ConfigError{Field: field, Message: "the name must be an identifier of letters, digits and _"}
		case i > 0 && sorted[i-1].Name == t.Name:
			return toolbox{}, &ConfigError{Field: field, Message: "there are two tools of this name"}
		case t.Call == nil:
			return toolbox{}, &ConfigError{Field: field, Message: "Call is nil"}
		case t.Parameters == nil:
			t.Parameters = json.RawMessage(`{"type":"object"}`)
		case !json.Valid(t.Parameters):
			return toolbox{}, &ConfigError{Field: field, Message: "Parameters is not JSON"}
		}
	}
	return toolbox{tools: sorted}, nil
}

// maxIdentifier is how long the name of a tool or an input may be, in bytes.
const maxIdentifier = 64

func isIdentifier(name string) bool {
	for i := range len(name) {
		c := name[i]
		letter := c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
		if !letter && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return name != "" && len(name) <= maxIdentifier
}

func (b toolbox) find(name string) (*Tool, bool) {
	i, found := slices.BinarySearchFunc(b.tools, name, func(t Tool, name string) int { return strings.Compare(t.Name, name) })
	if !found {
		return nil, false
	}
	return &b.tools[i], true
}

func tooLong(n, most int64) string {
	return fmt.Sprintf("the arguments have %d bytes as JSON, and the most is %d", n, most)
}

// call calls a tool with at most so many bytes of arguments. The error is a
// *ToolError, or that of the context.
func (t *Tool) call(ctx context.Context, arguments string, most int64) (string, error) {
	if n := int64(len(arguments)); n > most {
		return "", &ToolError{InvalidArguments, tooLong(n, most)}
	}
	raw := json.RawMessage(arguments)
	if !nests(arguments, maxArgumentsDepth) {
		return "", &ToolError{InvalidArguments, fmt.Sprintf("the arguments nest more than %d deep", maxArgumentsDepth)}
	}
	if !json.Valid(raw) || !strings.HasPrefix(strings.TrimLeft(arguments, " \t\r\n"), "{") {
		return "", &ToolError{InvalidArguments, "the arguments are not a JSON object"}
	}
	result, err := t.Call(ctx, raw)
	if ended := ctx.Err(); ended != nil {
		return "", ended
	}
	if err != nil {
		var known *ToolError
		if errors.As(err, &known) {
			return "", known
		}
		return "", &ToolError{ToolFailed, err.Error()}
	}
	text, err := json.Marshal(result)
	if err != nil {
		return "", &ToolError{ToolFailed, "its result has no JSON form: " + err.Error()}
	}
	return string(text), nil
}
