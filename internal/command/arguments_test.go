package command

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/urfave/cli/v2"
)

func testApp() *cli.App {
	return &cli.App{
		Name:  "v",
		Flags: []cli.Flag{&cli.BoolFlag{Name: "version"}},
		Commands: []*cli.Command{
			{Name: "run", Flags: []cli.Flag{
				&cli.StringFlag{Name: "c"},
				&cli.StringFlag{Name: "timeout", Aliases: []string{"t"}},
				&cli.StringSliceFlag{Name: "allow"},
				&cli.BoolFlag{Name: "json"},
			}},
			{Name: "guest", Subcommands: []*cli.Command{{Name: "install", Flags: []cli.Flag{&cli.StringFlag{Name: "name"}}}}},
			{Name: "secret", Hidden: true},
		},
	}
}

func TestArrange(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		in, want string
		file     bool
	}{
		{in: "v", want: "v"},
		{in: "v --version", want: "v --version"},
		{in: "v run file", want: "v run -- file", file: true},
		{in: "v run --timeout 2s file x", want: "v run --timeout 2s -- file x", file: true},
		{in: "v run -t=2s file", want: "v run -t=2s -- file", file: true},
		{in: "v run -c - --json", want: "v run -c - --json"},
		{in: "v run -c --json", want: "v run -c --json"}, // code may look like a flag
		{in: "v run -", want: "v run -- -", file: true},

		// Words behind the program are the program's own arguments.
		{in: "v run file x y", want: "v run -- file x y", file: true},
		{in: "v run file --verbose -x", want: "v run -- file --verbose -x", file: true},
		{in: "v run file -- --json -x", want: "v run -- file --json -x", file: true},
		{in: "v run file x -- --json", want: "v run -- file x -- --json", file: true},
		{in: "v run -- file", want: "v run -- file"},
		{in: "v run f -5 -inf", want: "v run -- f -5 -inf", file: true},
		{in: "v run -c 1 x y", want: "v run -c 1 -- x y", file: true},

		{in: "v run --allow a --allow b", want: "v run --allow a --allow b"},
		{in: "v guest install f --name n", want: "v guest install --name n -- f"},
		{in: "v guest install f -5 --name n -- --name", want: "v guest install --name n -- f -5 --name"}, // numbers are not flags
		{in: "v help", want: "v --help"},
		{in: "v help run", want: "v run --help"},
		{in: "v help guest install", want: "v guest install --help"},
		{in: "v guest help install", want: "v guest install --help"},
		{in: "v run help", want: "v run -- help", file: true}, // a file of that name
		{in: "v run -h", want: "v run -h"},
	} {
		t.Run(tt.in, func(t *testing.T) {
			got, err := arrange(testApp(), strings.Fields(tt.in))
			require.NoError(t, err)
			require.Equal(t, tt.want, strings.Join(got.words, " "))
			require.Equal(t, tt.file, got.file)
		})
	}
}

func TestArrangeRefuses(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ in, err, hint string }{
		{"v rum", `v has no command "rum"`, "did you mean run?"},
		{"v rnu", `v has no command "rnu"`, "did you mean run?"},
		{"v ran", `v has no command "ran"`, "did you mean run?"},
		{"v rn", `v has no command "rn"`, "did you mean run?"},
		{"v exec", `v has no command "exec"`, "see: v --help"},
		{"v gust install", `v has no command "gust"`, "did you mean guest?"},
		{"v guest instal", `v guest has no command "instal"`, "did you mean install?"},
		{"v secre", `v has no command "secre"`, "see: v --help"},
		{"v install f", `v has no command "install"`, "did you mean v guest install?"},
		{"v a.py", `v has no command "a.py"`, "to run it: v run a.py"},
		{"v a.wasm", `v has no command "a.wasm"`, "to look into it: v inspect a.wasm"},
		{"v help rum", `v has no command "rum"`, "did you mean run?"},
		{"v run --tmeout 2s", "v run has no flag --tmeout", "did you mean --timeout?"},
		{"v run --tmeout=2s", "v run has no flag --tmeout", "did you mean --timeout?"},
		{"v run -x", "v run has no flag -x", "see: v run --help"},
		{"v run --timeout", "--timeout needs a value", "see: v run --help"},
		{"v run f --json", "--json stands behind f, where words are the arguments of the program", "put --json before f, or -- behind f if it is meant for the program"},
		{"v run f x --timeout=2s", "--timeout=2s stands behind f, where words are the arguments of the program", "put --timeout=2s before f, or -- behind f if it is meant for the program"},
		{"v --json run", "v has no flag --json", "see: v --help"},
	} {
		t.Run(tt.in, func(t *testing.T) {
			_, err := arrange(testApp(), strings.Fields(tt.in))
			require.EqualError(t, err, tt.err)
			require.Equal(t, tt.hint, hintOf(err))
			require.Equal(t, exitUsage, exitCode(err))
		})
	}
}

func FuzzArrange(f *testing.F) {
	for _, seed := range []string{"v run -c 1", "v help run", "v -- x", "v run --timeout", "v run - -- --json", "v guest install f --name=n", "-", "v run --=", "v --- -="} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, line string) {
		words := strings.Split(line, " ")
		ordered, err := arrange(testApp(), words)
		if err != nil {
			require.Equal(t, exitUsage, exitCode(err))
			return
		}
		require.LessOrEqual(t, len(ordered.words), len(words)+2)
		for _, word := range ordered.words[1:] {
			require.Contains(t, append(words, "run", "guest", "install", "--", "--help"), word)
		}
	})
}
