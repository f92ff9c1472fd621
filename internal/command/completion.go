package command

import (
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"
)

// completeCommand is the word by which a shell's completion calls this program:
// what follows are the words typed so far, the unfinished last one included.
const completeCommand = "__complete"

// The scripts ask the program itself, so that they never go out of date. Where
// it has no answer the shell completes file names.
var completionScripts = map[string]string{
	"bash": `# bash completion for vivarium; add to ~/.bashrc:  source <(vivarium completion bash)
_vivarium() {
    local IFS=$'\n'
    COMPREPLY=($(vivarium __complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null | cut -f 1))
}
complete -o default -F _vivarium vivarium
`,
	"zsh": `#compdef vivarium
# zsh completion for vivarium; add to ~/.zshrc:  source <(vivarium completion zsh)
_vivarium() {
    local -a found
    local line
    for line in "${(@f)$(vivarium __complete "${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
        [[ -n $line ]] && found+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}")
    done
    if (( $#found )); then _describe vivarium found; else _files; fi
}
compdef _vivarium vivarium
`,
	"fish": `# fish completion for vivarium; add to config.fish:  vivarium completion fish | source
complete -c vivarium -a '(vivarium __complete (commandline -opc)[2..] (commandline -ct) 2>/dev/null)'
`,
}

func (p *program) completionCommand() *cli.Command {
	return &cli.Command{
		Name:               "completion",
		Usage:              "print a completion script for bash, zsh or fish",
		ArgsUsage:          "bash|zsh|fish",
		CustomHelpTemplate: helpPage("source <(vivarium completion bash)\nvivarium completion zsh > ~/.zfunc/_vivarium\nvivarium completion fish | source"),
		Action: func(c *cli.Context) error {
			script, ok := completionScripts[c.Args().First()]
			if !ok || c.NArg() != 1 {
				return usagef("", "vivarium completion takes one argument: bash, zsh or fish")
			}
			_, err := fmt.Fprint(p.stdout, script)
			return err
		},
	}
}

// complete prints the words that can stand where the last of words stands, one
// a line, a tab and what it means behind it.
func (p *program) complete(words []string) int {
	if len(words) == 0 {
		words = []string{""}
	}
	typed, last := words[:len(words)-1], words[len(words)-1]
	app := p.app()
	at := &cli.Command{Name: app.Name, Flags: app.Flags, Subcommands: app.Commands}
	for i := 0; i < len(typed); i++ {
		switch word := typed[i]; {
		case word == "--":
			return exitDone
		case strings.HasPrefix(word, "-"):
			flag, value, err := findFlag(at, "", word)
			if err != nil || !takesValue(flag) || value {
				continue
			}
			if i++; i == len(typed) {
				p.completeValue(flag, last)
				return exitDone
			}
		case takesProgram(at):
			return exitDone // what follows is the program's own
		default:
			if next := at.Command(word); next != nil {
				at = next
			}
		}
	}
	p.completeWord(at, last)
	return exitDone
}

func (p *program) completeWord(at *cli.Command, last string) {
	offer := func(word, usage string) {
		if strings.HasPrefix(word, last) {
			fmt.Fprintf(p.stdout, "%s\t%s\n", word, usage)
		}
	}
	if strings.HasPrefix(last, "-") {
		for _, f := range at.Flags {
			if documented, ok := f.(cli.DocGenerationFlag); ok {
				for _, name := range f.Names() {
					offer(dashed(name), documented.GetUsage())
				}
			}
		}
		offer("--help", "show help")
		return
	}
	for _, c := range at.Subcommands {
		if !c.Hidden {
			offer(c.Name, c.Usage)
		}
	}
	switch at.Name {
	case "completion":
		for _, shell := range []string{"bash", "zsh", "fish"} {
			offer(shell, "")
		}
	case "path", "remove":
		for _, name := range p.guestNames() {
			offer(name, "guest")
		}
	}
}

// completeValue offers values where they are few and known: the guests.
func (p *program) completeValue(flag cli.Flag, last string) {
	if flag.Names()[0] != "guest" {
		return
	}
	for _, name := range p.guestNames() {
		if strings.HasPrefix(name, last) {
			fmt.Fprintf(p.stdout, "%s\tguest\n", name)
		}
	}
}
