package command

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
	"text/tabwriter"

	"github.com/urfave/cli/v2"

	"github.com/vivarium-wasm/vivarium/host"
)

func (p *program) versionCommand() *cli.Command {
	return &cli.Command{
		Name:  "version",
		Usage: "print the version and, with -v, what it is made of",
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: "v", Usage: "print the engine, the mechanisms in use and the platform too", DisableDefaultText: true},
			&cli.BoolFlag{Name: "json", Usage: "print all of it as one JSON object", DisableDefaultText: true},
		},
		CustomHelpTemplate: helpPage("vivarium version\nvivarium version -v\nvivarium version --json | jq .engine"),
		Action: func(c *cli.Context) error {
			if err := noOperands(c); err != nil {
				return err
			}
			return p.version(c)
		},
	}
}

// versionReport is what `vivarium version --json` prints.
type versionReport struct {
	Version  string       `json:"version"`
	Revision string       `json:"revision,omitempty"`
	Engine   engineReport `json:"engine"`
	Start    string       `json:"start"`
	Go       string       `json:"go"`
	Platform string       `json:"platform"`
}

type engineReport struct {
	Name    string `json:"name"`
	Version string `json:"version"`
	// SupportEnds is the last month with security fixes, absent where there are
	// none any more.
	SupportEnds string `json:"support-ends,omitempty"`
}

func (e engineReport) String() string {
	if e.SupportEnds == "" {
		return fmt.Sprintf("%s %s, which gets no security fixes any more", e.Name, e.Version)
	}
	return fmt.Sprintf("%s %s, which gets security fixes until %s", e.Name, e.Version, e.SupportEnds)
}

func (p *program) version(c *cli.Context) error {
	info := newVersionReport()
	switch {
	case c.Bool("json"):
		return p.printJSON(info)
	case !c.Bool("v"):
		_, err := fmt.Fprintf(p.stdout, "vivarium %s\n", info.Version)
		return err
	}
	w := tabwriter.NewWriter(p.stdout, 0, 8, 2, ' ', 0)
	fmt.Fprintf(w, "vivarium:\t%s\n", strings.TrimSpace(info.Version+" "+info.Revision))
	fmt.Fprintf(w, "engine:\t%s\n", info.Engine)
	fmt.Fprintf(w, "start:\t%s\n", info.Start)
	fmt.Fprintf(w, "go:\t%s\n", info.Go)
	fmt.Fprintf(w, "platform:\t%s\n", info.Platform)
	return w.Flush()
}

// startMechanism says how a run gets its fresh interpreter. A guest that no image can
// be taken of is started anew each time.
func startMechanism(way host.RestoreWay) string {
	if way == host.RestoreNone {
		return "a new instance for each run, over an image in a file"
	}
	return "instances are kept, and restored after each run: " + way.String()
}

// released is the version of a release, which the release tool sets as it links.
var released string

// newVersionReport reads what the build recorded: the module's version where it
// was installed as one, the revision where it was built from a checkout.
func newVersionReport() versionReport {
	library := host.LinkedLibrary()
	report := versionReport{
		Version:  "(devel)",
		Engine:   engineReport{Name: "wasmtime", Version: library.Version, SupportEnds: library.SupportEnds},
		Start:    startMechanism(host.Restores()),
		Go:       runtime.Version(),
		Platform: runtime.GOOS + "/" + runtime.GOARCH,
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return report
	}
	switch {
	case released != "":
		report.Version = released
	case info.Main.Version != "":
		report.Version = info.Main.Version
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			report.Revision = s.Value
		}
	}
	return report
}
