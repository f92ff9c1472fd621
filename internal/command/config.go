package command

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/urfave/cli/v2"

	"github.com/vivarium-wasm/vivarium/host/sandbox"
)

const configExamples = `vivarium config
vivarium config --timeout 2s
VIVARIUM_MEMORY=128M vivarium config --json | jq '.settings[] | select(.from != "default")'`

const configJSON = `With --json one object is printed:
  config_file, config_file_found   the path of the configuration file, and whether there is one
  guests, cache                    the folders of installed guests and of compiled code
  settings                         a list of {"name", "value", "from", "origin"}: value is a text, or of
                                   allow and package a list of texts; from is flag, env, file or
                                   default, and origin the flag, the variable, or the file and its key
  ignored                          environment variables that begin with VIVARIUM_ and are not settings`

func (p *program) configCommand() *cli.Command {
	return &cli.Command{
		Name:  "config",
		Usage: "print the settings in force and where each comes from",
		Description: "Prints what vivarium run would use, given the same flags: each setting, its value, and whether\n" +
			"a flag, the environment, the configuration file or nothing sets it. A wrong setting is an error.",
		CustomHelpTemplate: helpPage(configExamples, configJSON, configHelp),
		Flags:              append(sandboxFlags(), &cli.BoolFlag{Name: "json", Usage: "print one JSON object", DisableDefaultText: true}),
		Action:             p.config,
	}
}

// configReport is what `vivarium config --json` prints.
type configReport struct {
	File     string          `json:"config_file"`
	Found    bool            `json:"config_file_found"`
	Guests   string          `json:"guests"`
	Cache    string          `json:"cache"`
	Settings []settingReport `json:"settings"`
	Ignored  []string        `json:"ignored"`
}

type settingReport struct {
	Name   string `json:"name"`
	Value  any    `json:"value"` // a string, or a list of them
	From   place  `json:"from"`
	Origin string `json:"origin,omitempty"`
}

func (p *program) config(c *cli.Context) error {
	if err := noOperands(c); err != nil {
		return err
	}
	s, err := p.settings(c)
	if err != nil {
		return err
	}
	if _, err := s.sandboxConfig(); err != nil {
		return err
	}
	report := configReport{Cache: sandbox.DefaultCacheDir(), Ignored: p.otherVariables()}
	report.File, _ = p.configPath(c)
	_, err = os.Stat(report.File)
	report.Found = report.File != "" && !errors.Is(err, fs.ErrNotExist)
	report.Guests, _ = sandbox.GuestDir() // empty where there is none, which install tells
	for _, name := range settingNames() {
		report.Settings = append(report.Settings, s.report(name))
	}
	if c.Bool("json") {
		return p.printJSON(report)
	}
	return p.printConfig(report)
}

// report gives the value of a setting that sandboxConfig has found to be valid.
func (s *settings) report(name string) settingReport {
	found := s.list(name)
	r := settingReport{Name: name, From: found.place, Origin: found.origin}
	switch l := limitNamed(name); {
	case isList(name):
		r.Value = append([]string{}, found.values...)
	case found.place != placeDefault && l != nil:
		value, _ := l.parse(found.values[0])
		r.Value = l.text(value)
	case found.place != placeDefault:
		r.Value = found.values[0]
	case l != nil:
		r.Value = l.defaultText()
	default:
		r.Value = sandbox.DefaultGuest
	}
	return r
}

func (p *program) printConfig(report configReport) error {
	out := newStream(p.stdout)
	w := tabwriter.NewWriter(out, 0, 8, 2, ' ', 0)
	for _, s := range report.Settings {
		from := string(s.From)
		if s.Origin != "" {
			from = s.Origin
		}
		values, isList := s.Value.([]string)
		switch {
		case !isList:
			values = []string{s.Value.(string)}
		case len(values) == 0:
			values = []string{"nothing"}
		}
		for i, value := range values {
			name := s.Name
			if i > 0 {
				name = ""
			}
			fmt.Fprintf(w, "%s\t%s\t%s\n", name, oneLine(value), oneLine(from))
		}
	}
	_ = w.Flush()
	file := report.File
	switch {
	case file == "":
		file = "none: neither XDG_CONFIG_HOME nor HOME is set"
	case !report.Found:
		file += " (there is none)"
	}
	fmt.Fprintf(w, "\nconfiguration file:\t%s\ninstalled guests:\t%s\ncompiled code:\t%s\n", oneLine(file), oneLine(orNone(report.Guests)), oneLine(orNone(report.Cache)))
	if len(report.Ignored) > 0 {
		fmt.Fprintf(w, "variables that are not settings:\t%s\n", oneLine(strings.Join(report.Ignored, ", ")))
	}
	_ = w.Flush()
	return out.err
}

func orNone(path string) string {
	if path == "" {
		return "none: there is no place for them"
	}
	return path
}
