package command

import (
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
	"github.com/xrash/smetrics"
)

// arrange checks the words of a command line against the commands and flags
// there are and puts each command's flags before its arguments, so that flags
// may stand anywhere before `--`. What follows `--` is never a flag; before is
// the number of arguments that stood in front of it. `help X` becomes `X --help`.
func arrange(app *cli.App, args []string) (arranged []string, before int, err error) {
	if len(args) == 0 {
		args = []string{app.Name}
	}
	at := &cli.Command{Name: app.Name, Flags: app.Flags, Subcommands: app.Commands}
	path := app.Name
	out := []string{args[0]}
	help, dashes := false, false
	var operands []string
	for rest := args[1:]; len(rest) > 0; {
		word := rest[0]
		rest = rest[1:]
		switch {
		case word == "--":
			dashes, before = true, len(operands)
			operands = append(operands, rest...)
			rest = nil
		case len(word) > 1 && word[0] == '-' && !isNegative(word):
			flag, value, err := findFlag(at, path, word)
			if err != nil {
				return nil, 0, err
			}
			out = append(out, word)
			if !takesValue(flag) || value {
				continue
			}
			if len(rest) == 0 {
				return nil, 0, usagef(seeHelp(path), "%s needs a value", word)
			}
			out = append(out, rest[0])
			rest = rest[1:]
		case len(at.Subcommands) == 0:
			operands = append(operands, word)
		case word == "help" || word == "h":
			help = true
		default:
			next := at.Command(word)
			if next == nil {
				hint := seeHelp(path)
				if near := nearest(word, commandNames(at)); near != "" {
					hint = "did you mean " + near + "?"
				}
				return nil, 0, usagef(hint, "%s has no command %q", path, word)
			}
			at, path = next, path+" "+next.Name
			out = append(out, next.Name)
		}
	}
	if help {
		return append(out, "--help"), 0, nil
	}
	if !dashes {
		before = len(operands)
	}
	if len(operands) > 0 {
		out = append(append(out, "--"), operands...)
	}
	return out, before, nil
}

// isNegative tells a number below zero from a flag.
func isNegative(word string) bool { return word == "-inf" || '0' <= word[1] && word[1] <= '9' }

func seeHelp(path string) string { return "see: " + path + " --help" }

// findFlag gives the flag that a word names, and whether it brings its value.
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

// nearest gives the name that a misspelt word most likely meant, if any is near.
func nearest(word string, names []string) string {
	const near, boostFrom, prefix = 0.8, 0.7, 4
	best, found := near, ""
	for _, name := range names {
		if d := smetrics.JaroWinkler(strings.ToLower(word), name, boostFrom, prefix); d > best {
			best, found = d, name
		}
	}
	return found
}
