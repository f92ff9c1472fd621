package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func nothing(context.Context, json.RawMessage) (any, error) { return nil, nil }

func TestToolboxRefuses(t *testing.T) {
	for _, c := range []struct {
		tools []Tool
		says  string
	}{
		{[]Tool{{Call: nothing}}, "must be an identifier"},
		{[]Tool{{Name: "a-b", Call: nothing}}, "must be an identifier"},
		{[]Tool{{Name: "1a", Call: nothing}}, "must be an identifier"},
		{[]Tool{{Name: "ä", Call: nothing}}, "must be an identifier"},
		{[]Tool{{Name: "a"}}, "Call is nil"},
		{[]Tool{{Name: "a", Call: nothing}, {Name: "b", Call: nothing}, {Name: "a", Call: nothing}}, "two tools of this name"},
		{[]Tool{{Name: "a", Call: nothing, Parameters: json.RawMessage(`{`)}}, "not JSON"},
	} {
		_, err := newToolbox(c.tools)
		var bad *ConfigError
		require.ErrorAs(t, err, &bad)
		require.ErrorContains(t, err, c.says)
	}
}

func TestToolCall(t *testing.T) {
	box, err := newToolbox([]Tool{
		{Name: "echo", Call: func(_ context.Context, arguments json.RawMessage) (any, error) { return arguments, nil }},
		{Name: "add", Call: func(_ context.Context, arguments json.RawMessage) (any, error) {
			var n struct{ A, B int }
			if err := json.Unmarshal(arguments, &n); err != nil {
				return nil, &ToolError{InvalidArguments, err.Error()}
			}
			return n.A + n.B, nil
		}},
		{Name: "fail", Call: func(context.Context, json.RawMessage) (any, error) { return nil, errors.New("no luck") }},
		{Name: "nan", Call: func(context.Context, json.RawMessage) (any, error) { return math.NaN(), nil }},
	})
	require.NoError(t, err)
	for _, c := range []struct{ tool, arguments, result, err string }{
		{"echo", ` {"a": 1}`, `{"a":1}`, ""},
		{"add", `{"a": 1, "b": 2}`, `3`, ""},
		{"add", `{"a": "x"}`, "", "invalid arguments: json: cannot unmarshal"},
		{"echo", `[1]`, "", "invalid arguments: the arguments are not a JSON object"},
		{"echo", `{`, "", "invalid arguments: the arguments are not a JSON object"},
		{"echo", ``, "", "invalid arguments: the arguments are not a JSON object"},
		{"echo", `{"a": "1234567890"}`, `{"a":"1234567890"}`, ""},
		{"echo", `{"a": "12345678901"}`, "", "invalid arguments: the arguments have 20 bytes as JSON, and the most is 19"},
		{"fail", `{}`, "", "failed: no luck"},
		{"echo", strings.Repeat("[", 1001), "", "invalid arguments: the arguments have 1001 bytes"},
		{"nan", `{}`, "", "failed: its result has no JSON form"},
	} {
		tool, ok := box.find(c.tool)
		require.True(t, ok)
		result, err := tool.call(context.Background(), c.arguments, 19)
		if c.err != "" {
			var known *ToolError
			require.ErrorAs(t, err, &known)
			require.ErrorContains(t, err, c.err)
			continue
		}
		require.NoError(t, err)
		require.Equal(t, c.result, result)
	}
	_, ok := box.find("none")
	require.False(t, ok)
}

func TestToolEndsWithItsRun(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	tool := Tool{Name: "late", Call: func(context.Context, json.RawMessage) (any, error) {
		cancel()
		return "too late", nil
	}}
	_, err := tool.call(ctx, `{}`, 19)
	require.ErrorIs(t, err, context.Canceled)
}
