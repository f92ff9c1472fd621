package command

import (
	"bytes"
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
	"github.com/xrash/smetrics"
)

// arranged is a command line in the order that the flag parser needs: the flags of
// each command come before its arguments.
type arranged struct {
	words []string
	// file says that the first argument of `vivarium run` is the file of the
	// program. The others are the program's own.
	file bool
}

// arrange checks the commands and flags of a command line and puts its words in
// order. Flags may stand anywhere before `--`; words after `--` are never flags.
// For `vivarium run` the words after FILE are the arguments of the program.
// `help X` becomes `X --help`.
func arrange(app *cli.App, args []string) (arranged, error) {
	if len(args) == 0 {
		args = []string{app.Name}
	}
	at := &cli.Command{Name: app.Name, Flags: app.Flags, Subcommands: app.Commands}
	path := app.Name
	out := arranged{words: []string{args[0]}}
	help := false
	var operands []string
	for rest := args[1:]; len(rest) > 0; {
		word := rest[0]
		rest = rest[1:]
		switch {
		case word == "--":
			operands = append(operands, rest...)
			rest = nil
		case isFlag(word):
			flag, value, err := findFlag(at, path, word)
			if err != nil {
				return arranged{}, err
			}
			out.words = append(out.words, word)
			if !takesValue(flag) || value {
				continue
			}
			if len(rest) == 0 {
				return arranged{}, usagef(seeHelp(path), "%s needs a value", word)
			}
			out.words = append(out.words, rest[0])
			rest = rest[1:]
		case takesProgram(at):
			arguments, err := programArguments(at, path, word, rest)
			if err != nil {
				return arranged{}, err
			}
			operands = append([]string{word}, arguments...)
			out.file, rest = true, nil
		case len(at.Subcommands) == 0:
			operands = append(operands, word)
		case word == "help" || word == "h":
			help = true
		default:
			next := at.Command(word)
			if next == nil {
				return arranged{}, noCommand(app, at, path, word)
			}
			at, path = next, path+" "+next.Name
			out.words = append(out.words, next.Name)
		}
	}
	if help {
		return arranged{words: append(out.words, "--help")}, nil
	}
	if len(operands) > 0 {
		out.words = append(append(out.words, "--"), operands...)
	}
	return out, nil
}

// takesProgram tells whether a command runs a program, so that the words after FILE
// are the arguments of the program.
func takesProgram(c *cli.Command) bool { return c.Name == runName }

// programArguments gives the arguments of the program: the words after it. A word
// before `--` that is a flag of the command is an error. Otherwise a limit such as
// --timeout would be passed to the program in silence, and would not hold.
func programArguments(at *cli.Command, path, program string, rest []string) ([]string, error) {
	if len(rest) > 0 && rest[0] == "--" {
		return rest[1:], nil
	}
	for _, word := range rest {
		if word == "--" {
			break
		}
		if !isFlag(word) {
			continue
		}
		if _, _, err := findFlag(at, path, word); err == nil {
			return nil, usagef(
				"put "+word+" before "+program+", or -- behind "+program+" if it is meant for the program",
				"%s stands behind %s, where words are the arguments of the program", word, program)
		}
	}
	return rest, nil
}

// noCommand is the error of an unknown command. Its hint names the command that may
// be meant.
func noCommand(app *cli.App, at *cli.Command, path, word string) error {
	hint := seeHelp(path)
	if near := nearest(word, commandNames(at)); near != "" {
		hint = "did you mean " + near + "?"
	} else if at.Name == app.Name {
		for _, c := range app.Commands {
			if c.Command(word) != nil {
				hint = "did you mean " + path + " " + c.Name + " " + word + "?"
			}
		}
		switch filepath.Ext(word) {
		case ".py":
			hint = "to run it: " + path + " run " + word
		case ".wasm":
			hint = "to look into it: " + path + " inspect " + word
		}
	}
	return usagef(hint, "%s has no command %q", path, word)
}

// isFlag tells a flag from an argument. A single `-` and negative numbers are
// arguments.
func isFlag(word string) bool { return len(word) > 1 && word[0] == '-' && !isNegative(word) }

// isNegative tells whether a word that begins with - is a number.
func isNegative(word string) bool { return word == "-inf" || '0' <= word[1] && word[1] <= '9' }

func seeHelp(path string) string { return "see: " + path + " --help" }

// findFlag finds the flag that a word names. value tells whether the word contains
// the value too, as in --timeout=2s.
func findFlag(at *cli.Command, path, word string) (flag cli.Flag, value bool, err error) {
	name, _, value := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(word, "-"), "-"), "=")
	flags := append(slices.Clone(at.Flags), cli.HelpFlag)
	var known []string
	for _, f := range flags {
		for _, n := range f.Names() {
			if n == name {
				return f, value, nil
			}
			known = append(known, n)
		}
	}
	hint := seeHelp(path)
	if near := nearest(name, known); near != "" {
		hint = "did you mean " + dashed(near) + "?"
	}
	return nil, false, usagef(hint, "%s has no flag %s", path, dashed(name))
}

func takesValue(f cli.Flag) bool {
	documented, ok := f.(cli.DocGenerationFlag)
	return ok && documented.TakesValue()
}

func dashed(name string) string {
	if len(name) == 1 {
		return "-" + name
	}
	return "--" + name
}

func commandNames(at *cli.Command) []string {
	var names []string
	for _, c := range at.Subcommands {
		if !c.Hidden {
			names = append(names, c.Name)
		}
	}
	return names
}

// nearest gives the name that is most similar to a misspelt word, or "" if none is
// similar enough.
func nearest(word string, names []string) string {
	const near, boostFrom, prefix = 0.8, 0.7, 4
	best, found := near, ""
	word = strings.ToLower(word)
	for _, name := range names {
		if d := smetrics.JaroWinkler(word, name, boostFrom, prefix); d > best {
			best, found = d, name
		}
	}
	if found != "" || len(word) < 2 {
		return found
	}
	// Of a short name one wrong letter, or two in the wrong order, is a large part.
	for _, name := range names {
		if len(name) >= 3 && (smetrics.WagnerFischer(word, name, 1, 1, 1) <= 1 || len(name) <= 4 && sameLetters(word, name)) {
			return name
		}
	}
	return ""
}

func sameLetters(a, b string) bool {
	first, second := []byte(a), []byte(b)
	slices.Sort(first)
	slices.Sort(second)
	return bytes.Equal(first, second)
}
