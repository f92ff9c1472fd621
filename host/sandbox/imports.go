package sandbox

import (
	"context"
	"errors"
	"maps"
	"slices"

	"github.com/vivarium-wasm/vivarium/bindings/runner"
	"github.com/vivarium-wasm/vivarium/host/cm"
	"github.com/vivarium-wasm/vivarium/host/wasi"
)

// imports are what a guest of the world imports, for the runs of one seat.
func (s *seat) imports(clock *wasi.Clock, random *wasi.Random) runner.Imports {
	return runner.Imports{
		Console:        consoleImport{s},
		SafeHTTP:       httpImport{s},
		Tools:          toolsImport{s},
		Files:          filesImport{s},
		Context:        contextImport{s},
		WallClock:      clock.WallClock(),
		MonotonicClock: clock.MonotonicClock(),
		Poll:           clock.Poll(),
		Random:         random,
	}
}

// consoleImport is the interface console.
type consoleImport struct{ *seat }

func (r consoleImport) Write(_ context.Context, to runner.Stream, bytes []byte) error {
	stream := &r.console.stdout
	if to == runner.StreamStderr {
		stream = &r.console.stderr
	}
	err := r.console.write(stream, bytes)
	var limit *LimitError
	switch {
	case errors.As(err, &limit):
		return r.met(limit)
	case errors.Is(err, errNoMemory):
		return r.met(r.outOfMemory())
	}
	return err
}

// contextImport is the interface context.
type contextImport struct{ *seat }

func (r contextImport) Inputs(context.Context) ([]cm.Tuple2[string, string], error) {
	pairs := make([]cm.Tuple2[string, string], len(r.inputs))
	for i, in := range r.inputs {
		pairs[i] = cm.Tuple2[string, string]{F0: in.name, F1: in.json}
	}
	return pairs, nil
}

func (r contextImport) Arguments(context.Context) ([]string, error) {
	return r.program.Arguments, nil
}

func (r contextImport) Environment(context.Context) ([]cm.Tuple2[string, string], error) {
	both := maps.Clone(r.sandbox.environment)
	if both == nil {
		both = map[string]string{}
	}
	maps.Copy(both, r.program.Environment)
	pairs := make([]cm.Tuple2[string, string], 0, len(both))
	for _, name := range slices.Sorted(maps.Keys(both)) {
		pairs = append(pairs, cm.Tuple2[string, string]{F0: name, F1: both[name]})
	}
	return pairs, nil
}

// maxRead is how many bytes one read gives at most, whatever is asked for, and
// maxRandom how many random bytes may be asked for at once.
const (
	maxRead   = 256 * kib
	maxRandom = 1 * mib
)

func (r contextImport) ReadInput(ctx context.Context, most uint32) ([]byte, error) {
	return r.stdin.read(ctx, most)
}

func (r contextImport) Generation(context.Context) (uint64, error) {
	return r.generation, nil
}

// toolsImport is the interface tools.
type toolsImport struct{ *seat }

func (r toolsImport) List(context.Context) ([]runner.Tool, error) {
	tools := make([]runner.Tool, len(r.sandbox.tools.tools))
	for i, t := range r.sandbox.tools.tools {
		tools[i] = runner.Tool{Name: t.Name, Description: t.Description, Parameters: string(t.Parameters)}
	}
	return tools, nil
}

func (r toolsImport) Call(ctx context.Context, name, arguments string) (string, error) {
	tool, ok := r.sandbox.tools.find(name)
	if !ok {
		return "", runner.ToolErrorUnknown{}
	}
	if r.cut.Bytes > 0 {
		return "", runner.ToolErrorInvalidArguments{Value: tooLong(int64(r.cut.Bytes)-int64(len(name)), r.sandbox.limits.ToolArguments)}
	}
	if r.toolCalls == r.sandbox.limits.ToolCalls {
		return "", runner.ToolErrorBudget{}
	}
	r.toolCalls++
	r.tool = name
	result, err := tool.call(ctx, arguments, r.sandbox.limits.ToolArguments)
	r.tool = ""
	var known *ToolError
	if !errors.As(err, &known) {
		return result, err
	}
	switch known.Kind {
	case InvalidArguments:
		return "", runner.ToolErrorInvalidArguments{Value: text(known.Message)}
	case ToolDenied:
		return "", runner.ToolErrorDenied{Value: text(known.Message)}
	}
	return "", runner.ToolErrorFailed{Value: text(known.Message)}
}
