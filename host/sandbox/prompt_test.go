package sandbox

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/sandbox/egress"
)

func TestPrompt(t *testing.T) {
	onEachGuest(t, func(t *testing.T, guest string) {
		cfg := Config{
			Limits: Limits{Wall: 3 * time.Second, Memory: 64 << 20, ToolCalls: 1, HTTPRequests: Unlimited},
			Tools: []Tool{
				{Name: "search", Call: nothing, Description: "Finds documents.\nBy words.", Parameters: json.RawMessage(`{
				"type": "object", "required": ["query"], "additionalProperties": false,
				"properties": {
					"limit": {"type": "integer", "default": 10},
					"query": {"type": "string", "description": "what to look for"},
					"kinds": {"type": "array", "items": {"enum": ["a", "b", null]}},
					"exact": {"type": ["boolean", "null"], "default": false}}}`)},
				{Name: "anything", Call: nothing},
			},
			Files: map[string][]byte{"data.csv": nil},
			HTTP: egress.Policy{
				Rules:   []string{"GET https://api.example.com/*"},
				Secrets: []egress.Secret{{Name: "key", Value: "hunter2", Origin: "https://api.example.com/"}},
			},
		}
		sb := openPython(t, guest, cfg)
		prompt, err := sb.Prompt(context.Background())
		require.NoError(t, err)
		for _, text := range []string{
			map[string]string{"micropython": "The interpreter is MicroPython", "cpython": "The interpreter is CPython"}[guest],
			"    tools.search(query: str, limit: int = 10, kinds: list[Literal[\"a\", \"b\", None]] = ..., exact: bool | None = False)\n        Finds documents.\n        By words.\n        query: what to look for\n",
			"    tools.anything(**arguments)\n",
			"A run may make 1 call of tools.",
			"json, ", " urllib.parse,",
			"These are there: data.csv.",
			"    GET https://api.example.com/*\n",
			"For https://api.example.com write {{secret:key}} into a header",
			"any number of requests, of 2s each",
			"Limits of a run: 3s of time, 64 MiB of memory, 1 MiB of output, 8 MiB of result.",
		} {
			require.Contains(t, prompt, text)
		}
		require.NotContains(t, prompt, "hunter2")
		require.NotContains(t, prompt, "numpy")

		narrow, err := sb.Narrow(Scope{Limits: Limits{Wall: time.Second}, Tools: []string{"search"}, Rules: []string{"GET https://api.example.com/a/*"}, Secrets: []egress.Secret{}})
		require.NoError(t, err)
		prompt, err = narrow.Prompt(context.Background())
		require.NoError(t, err)
		require.NotContains(t, prompt, "anything(")
		require.NotContains(t, prompt, "secret:")
		require.Contains(t, prompt, "    GET https://api.example.com/*\nand by one of these as well:\n    GET https://api.example.com/a/*\n")
		require.Contains(t, prompt, "Limits of a run: 1s of time")

		closed, err := narrow.Narrow(Scope{Rules: []string{}, Tools: []string{}})
		require.NoError(t, err)
		prompt, err = closed.Prompt(context.Background())
		require.NoError(t, err)
		require.Contains(t, prompt, "(none: every request is refused)")
		require.NotContains(t, prompt, "Tools")
	})
}

func TestPromptOfAnyGuest(t *testing.T) {
	sb := openText(t, "moody", Config{})
	prompt, err := sb.Prompt(context.Background())
	require.NoError(t, err)
	require.Contains(t, prompt, "There is no network")
	require.NotContains(t, prompt, "Modules")

	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err = openText(t, "moody", Config{}).Prompt(ctx)
	require.ErrorIs(t, err, context.Canceled)
}

func TestSchemas(t *testing.T) {
	for text, want := range map[string]string{
		`{}`:                              "f(**arguments)",
		`[]`:                              "f(**arguments)",
		`{"additionalProperties": false}`: "f()",
		`{"properties": {}}`:              "f()",
		`{"properties": 5}`:               "f()",
		`{"properties": {"a": true}}`:     "f(a = ...)",
		`{"properties": {"a": {"type": "object"}, "b": {"anyOf": [{"type": "integer"}, {"type": "null"}]}}, "required": ["b"]}`: "f(b: int | None, a: dict = ...)",
	} {
		require.Equal(t, want, readSchema(json.RawMessage(text)).signature("f"), text)
	}
	require.Equal(t, strings.Repeat(" ", 8)+"a\n"+strings.Repeat(" ", 8)+"b\n", indent("a\r\nb\n"))
}
