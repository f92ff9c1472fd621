package command

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/sandbox"
)

func TestEncodeJSON(t *testing.T) {
	t.Parallel()
	text, err := encodeJSON(map[string]any{"a": []any{1, "<&[{,\\\""}, "b": map[string]any{}})
	require.NoError(t, err)
	require.Equal(t, "{\n  \"a\": [\n    1,\n    \"<&[{,\\\\\\\"\"\n  ],\n  \"b\": {}\n}\n", string(text))
}

// A short value can ask for lines that are all spaces: it is printed without them.
func TestEncodeJSONOfDeepValues(t *testing.T) {
	t.Parallel()
	const depth, wide = 5000, 10_000
	deep := json.RawMessage(strings.Repeat("[", depth) + strings.Repeat("1,", wide) + "1" + strings.Repeat("]", depth))
	text, err := encodeJSON(map[string]any{"value": deep})
	require.NoError(t, err)
	require.Less(t, len(text), 2*len(deep))
	require.True(t, json.Valid(text))
}

func TestIndentation(t *testing.T) {
	t.Parallel()
	for _, compact := range []string{`1`, `[]`, `{"a":[1,2,{"b":"]}\""}],"c":{}}`, `[[[[1]]]]`} {
		var indented bytes.Buffer
		require.NoError(t, json.Indent(&indented, []byte(compact), "", "  "))
		require.GreaterOrEqual(t, indentation([]byte(compact), 2), strings.Count(indented.String(), " ")-strings.Count(indented.String(), ": ")+strings.Count(indented.String(), "\n"), compact)
	}
}

func TestTextAndBase64(t *testing.T) {
	t.Parallel()
	text, encoded := textAndBase64("é\n")
	require.Equal(t, "é\n", text)
	require.Empty(t, encoded)
	text, encoded = textAndBase64("a\xff")
	require.Equal(t, "a\xff", text)
	require.Equal(t, "Yf8=", encoded)
}

// Whatever a program answers, the rest of the report is there.
func TestAReportOutlivesItsValue(t *testing.T) {
	t.Parallel()
	for name, value := range map[string]string{
		"deeper than JSON may be": strings.Repeat("[", 9_999) + strings.Repeat("]", 9_999),
		"no JSON":                 "[1,",
	} {
		t.Run(name, func(t *testing.T) {
			var stdout bytes.Buffer
			p := &program{stdout: &stdout}
			r := newReport(&sandbox.Result{Stdout: "kept", Value: &sandbox.Value{Repr: "v", JSON: json.RawMessage(value)}}, nil)
			require.NoError(t, p.printReport(r))
			var got report
			require.NoError(t, json.Unmarshal(stdout.Bytes(), &got))
			require.Equal(t, "kept", got.Stdout)
			require.Equal(t, "v", got.Value.Repr)
			require.Nil(t, got.Value.JSON)
			require.Equal(t, exitDone, got.ExitCode)
		})
	}
}
