package command

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/urfave/cli/v2"
)

// everyCommand calls f with the words of every command there is.
func everyCommand(app *cli.App, f func(words []string, c *cli.Command)) {
	var walk func(words []string, list []*cli.Command)
	walk = func(words []string, list []*cli.Command) {
		for _, c := range list {
			at := append(words[:len(words):len(words)], c.Name)
			f(at, c)
			walk(at, c.Subcommands)
		}
	}
	walk([]string{"vivarium"}, app.Commands)
}

func helpOf(t *testing.T, words ...string) string {
	var stdout, stderr bytes.Buffer
	require.Equal(t, exitDone, Main(append(words, "--help"), nil, &stdout, &stderr))
	require.Empty(t, stderr.String())
	return stdout.String()
}

// The help of every command begins with examples, which are command lines that the
// program takes, and lists every flag with its meaning.
func TestHelpBeginsWithExamples(t *testing.T) {
	t.Parallel()
	app := (&program{env: map[string]string{}}).app()
	checkHelp(t, app, helpOf(t, "vivarium"), "vivarium")
	everyCommand(app, func(words []string, c *cli.Command) {
		t.Run(strings.Join(words, " "), func(t *testing.T) {
			help := helpOf(t, words...)
			checkHelp(t, app, help, strings.Join(words, " "))
			for _, flag := range c.VisibleFlags() {
				documented := flag.(cli.DocGenerationFlag)
				require.NotEmpty(t, documented.GetUsage())
				require.Contains(t, help, dashed(flag.Names()[0]))
			}
		})
	})
}

func checkHelp(t *testing.T, app *cli.App, help, command string) {
	_, examples, found := strings.Cut(help, "\n\nEXAMPLES:\n")
	require.True(t, found, help)
	examples, _, found = strings.Cut(examples, "\n\nUSAGE:\n")
	require.True(t, found, "examples come before the usage")
	require.Contains(t, examples, command)
	for line := range strings.Lines(examples) {
		words := shellWords(line)
		for len(words) > 0 && words[0] != "vivarium" { // what stands before it in a pipe, or a variable
			words = words[1:]
		}
		if len(words) == 0 {
			continue // a command that prepares its input
		}
		_, err := arrange(app, words)
		require.NoError(t, err, line)
	}
	for line := range strings.Lines(help) {
		require.NotContains(t, line, "\t")
		if !strings.HasPrefix(strings.TrimSpace(line), "-") { // flags have their meaning on one line
			require.LessOrEqual(t, len(strings.TrimSuffix(line, "\n")), 110, line)
		}
	}
}

// shellWords splits a line as a shell does, up to the first pipe or redirection
// behind the program.
func shellWords(line string) []string {
	var words []string
	word, inWord, quote := "", false, rune(0)
	end := func() {
		if inWord {
			words = append(words, word)
		}
		word, inWord = "", false
	}
	for _, r := range line {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote != 0:
			word += string(r)
		case r == '\'' || r == '"':
			quote, inWord = r, true
		case strings.ContainsRune("|>)", r):
			end()
			for _, w := range words {
				if w == "vivarium" {
					return words
				}
			}
			words = nil
		case strings.ContainsRune(" \n<($", r):
			end()
		default:
			word, inWord = word+string(r), true
		}
	}
	end()
	return words
}
