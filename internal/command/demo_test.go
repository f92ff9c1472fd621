package command

import (
	"bytes"
	"context"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDemonstrateNoticesWrongAnswers(t *testing.T) {
	t.Parallel()
	list := []example{
		{code: "print(1)", stdout: "1\n", answer: "nothing"},
		{code: "1/0", class: "ZeroDivisionError", answer: "Python"},
		{code: "while True: pass", limit: "timeout", answer: "the clock"},
	}
	right := map[string]*report{
		"print(1)":         {Stdout: "1\n"},
		"1/0":              {Error: &errorReport{Kind: kindException, Class: "ZeroDivisionError", Message: "divide by zero"}},
		"while True: pass": {Error: &errorReport{Kind: kindLimit, Message: "timeout: stopped"}, Limit: &limitReport{Name: "timeout"}},
	}
	run := func(answers map[string]*report) (string, error) {
		var stdout bytes.Buffer
		p := &program{stdout: &stdout}
		err := p.demonstrate(context.Background(), list, func(_ context.Context, code string) *report { return answers[code] })
		return stdout.String(), err
	}

	text, err := run(right)
	require.NoError(t, err)
	require.Contains(t, text, "ZeroDivisionError: divide by zero")
	require.NotContains(t, text, "\x1b", "colour where no terminal is")

	for name, tt := range map[string]struct {
		code   string
		answer *report
		says   string
	}{
		"another value":    {"print(1)", &report{Stdout: "1\n", Value: &valueReport{Repr: "5"}}, `its value must be "", and is "5"`},
		"other output":     {"print(1)", &report{Stdout: "2\n"}, `it must print "1\n", and printed "2\n"`},
		"it should run":    {"print(1)", &report{Stdout: "1\n", Error: &errorReport{Kind: kindInternal, Message: "broken"}}, "must run to its end, and failed: broken"},
		"no exception":     {"1/0", &report{}, `the exception must be "ZeroDivisionError", and is ""`},
		"another limit":    {"while True: pass", &report{Limit: &limitReport{Name: "fuel"}}, `the limit that stopped it must be "timeout", and is "fuel"`},
		"a forged limit":   {"while True: pass", &report{Stdout: "timeout: stopped\n"}, `must be "timeout", and is ""`},
		"a limit too many": {"1/0", &report{Limit: &limitReport{Name: "memory"}}, `must be "", and is "memory"`},
	} {
		t.Run(name, func(t *testing.T) {
			answers := map[string]*report{}
			for code, r := range right {
				answers[code] = r
			}
			answers[tt.code] = tt.answer
			text, err := run(answers)
			require.EqualError(t, err, "1 of 3 answers are not what they must be")
			require.Contains(t, text, tt.says)
		})
	}
}

func TestExamplesAreNine(t *testing.T) {
	t.Parallel()
	require.Len(t, examples("http://127.0.0.1:1"), 9)
}
