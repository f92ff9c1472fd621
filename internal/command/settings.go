package command

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"
	"github.com/urfave/cli/v2"

	"github.com/vivarium-wasm/vivarium/host/sandbox"
	"github.com/vivarium-wasm/vivarium/host/sandbox/egress"
)

// settingNames are the names of the settings, in the order of the help. A flag, an
// environment variable and a key of the configuration file set each of them.
func settingNames() []string {
	names := []string{"guest", "allow", "package"}
	for i := range limits {
		names = append(names, limits[i].name)
	}
	return names
}

const (
	variablePrefix = "VIVARIUM_"
	configVariable = variablePrefix + "CONFIG"
)

// variableOf is the environment variable of a setting: VIVARIUM_LOAD_TIMEOUT for
// load-timeout.
func variableOf(name string) string {
	return variablePrefix + strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
}

// configHelp is the paragraph of the help.
const configHelp = `Each limit, --guest, --allow and --package can be set in three places. The first that has it counts:
  1. the flag, such as --http-timeout 1s
  2. the environment variable, such as VIVARIUM_HTTP_TIMEOUT=1s; VIVARIUM_ALLOW has a rule a
     line, and VIVARIUM_PACKAGE a file or a folder
  3. the configuration file, a TOML file: --config or VIVARIUM_CONFIG names it, else it is
     vivarium/config.toml in the user's configuration folder. For example:
       guest = "cpython"
       http-timeout = "1s"
       memory = "64MiB"
       allow = ["GET https://api.example.com/*"]
vivarium config prints the settings in force and where each comes from.
Sizes are written 64MiB, 64M (the same), 64MB (64,000,000 bytes), 1.5GiB or 1_048_576; numbers
1000000, 1_000_000 or 1M; times 2s, 1m30s or 500ms; unlimited switches a limit off.`

// settings gives the value of a setting: that of the flag, else of the environment
// variable, else of the configuration file.
type settings struct {
	flags *cli.Context
	env   map[string]string
	file  map[string][]string
	path  string // the configuration file, "" where there is none
}

// place is where a setting was set.
type place string

const (
	placeDefault place = "default"
	placeFlag    place = "flag"
	placeEnv     place = "env"
	placeFile    place = "file"
)

// setting is the value of a setting and where it was set. Without a value it is the
// default.
type setting struct {
	values []string
	place  place
	origin string // the place in words: "--timeout", "VIVARIUM_TIMEOUT", "config.toml: timeout"
}

func (p *program) settings(c *cli.Context) (*settings, error) {
	if err := p.checkVariables(); err != nil {
		return nil, err
	}
	s := &settings{flags: c, env: p.env}
	path, asked := p.configPath(c)
	if path == "" {
		return s, nil
	}
	file, err := readConfig(path)
	if errors.Is(err, fs.ErrNotExist) && !asked {
		return s, nil
	}
	if err != nil {
		return nil, err
	}
	s.file, s.path = file, path
	return s, nil
}

// checkVariables refuses an environment variable with a misspelt name, such as
// VIVARIUM_TIMOUT: the limit that it was meant to set would not hold.
func (p *program) checkVariables() error {
	known := append(settingNames(), "config")
	for _, name := range p.otherVariables() {
		tail := strings.ReplaceAll(strings.TrimPrefix(name, variablePrefix), "_", "-")
		if near := nearest(tail, known); near != "" {
			return usagef("did you mean "+variableOf(near)+"?", "the environment variable %s is not a setting", name)
		}
	}
	return nil
}

func knownVariables() []string {
	known := []string{configVariable}
	for _, name := range settingNames() {
		known = append(known, variableOf(name))
	}
	return known
}

// otherVariables are the environment variables that begin with VIVARIUM_ and are not
// settings.
func (p *program) otherVariables() []string {
	known := knownVariables()
	var other []string
	for name, value := range p.env {
		if value != "" && strings.HasPrefix(name, variablePrefix) && !slices.Contains(known, name) {
			other = append(other, name)
		}
	}
	slices.Sort(other)
	return other
}

// configPath is the path of the configuration file. asked tells whether a flag or a
// variable names it, so that it must exist.
func (p *program) configPath(c *cli.Context) (path string, asked bool) {
	if c.IsSet("config") {
		return c.String("config"), true
	}
	if path := p.env[configVariable]; path != "" {
		return path, true
	}
	if folder := p.env["XDG_CONFIG_HOME"]; folder != "" {
		return filepath.Join(folder, "vivarium", "config.toml"), false
	}
	home := p.env["HOME"]
	switch {
	case home == "":
		return "", false
	case runtime.GOOS == "darwin":
		return filepath.Join(home, "Library", "Application Support", "vivarium", "config.toml"), false
	}
	return filepath.Join(home, ".config", "vivarium", "config.toml"), false
}

// readConfig reads a configuration file. An unknown name, or a value of the wrong
// type, is an error.
func readConfig(path string) (map[string][]string, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, usagef("", "%w", pathError(err))
	}
	var values map[string]any
	if err := toml.Unmarshal(text, &values); err != nil {
		var syntax toml.ParseError
		if errors.As(err, &syntax) {
			return nil, usagef("", "%s:%d: %s", path, syntax.Position.Line, syntax.Message)
		}
		return nil, usagef("", "%s: %w", path, err)
	}
	file := make(map[string][]string, len(values))
	for name, value := range values {
		if known := settingNames(); !slices.Contains(known, name) {
			hint := "settings are " + strings.Join(known, ", ")
			if near := nearest(name, known); near != "" {
				hint = "did you mean " + near + "?"
			}
			return nil, usagef(hint, "%s: unknown setting %q", path, name)
		}
		list, err := configValues(name, value)
		if err != nil {
			return nil, usagef("", "%s: %w", path, err)
		}
		file[name] = list
	}
	return file, nil
}

// isList tells whether a setting has several values.
func isList(name string) bool { return name == "allow" || name == "package" }

func configValues(name string, value any) ([]string, error) {
	if isList(name) {
		items, ok := value.([]any)
		list := make([]string, len(items))
		for i, item := range items {
			text, isText := item.(string)
			list[i], ok = text, ok && isText
		}
		if !ok {
			return nil, fmt.Errorf("%s: want a list of strings", name)
		}
		return list, nil
	}
	switch value := value.(type) {
	case string:
		return []string{value}, nil
	case int64:
		return []string{strconv.FormatInt(value, 10)}, nil
	}
	return nil, fmt.Errorf("%s: want a string", name)
}

// list gives the values of a setting, none if it is not set.
func (s *settings) list(name string) setting {
	if s.flags.IsSet(name) {
		found := setting{place: placeFlag, origin: "--" + name}
		if found.values = s.flags.StringSlice(name); found.values == nil {
			found.values = []string{s.flags.String(name)}
		}
		return found
	}
	variable := variableOf(name)
	if text := s.env[variable]; text != "" {
		lines := slices.DeleteFunc(strings.Split(text, "\n"), func(line string) bool { return line == "" })
		return setting{lines, placeEnv, variable}
	}
	if values, ok := s.file[name]; ok {
		return setting{values, placeFile, s.path + ": " + name}
	}
	return setting{place: placeDefault}
}

// text gives the value of a setting that has one, "" if it is not set.
func (s *settings) text(name string) string {
	if found := s.list(name); len(found.values) > 0 {
		return found.values[0]
	}
	return ""
}

// limit gives the value of a limit: 0 if it is not set, sandbox.Unlimited if it is
// switched off.
func (s *settings) limit(l *limit) (int64, error) {
	found := s.list(l.name)
	if found.place == placeDefault {
		return 0, nil
	}
	value, err := l.parse(found.values[0])
	if err != nil {
		return 0, usagef("", "%s: %w", found.origin, err)
	}
	return value, nil
}

// sandboxConfig makes the configuration of a sandbox from the settings.
func (s *settings) sandboxConfig() (sandbox.Config, error) {
	var config sandbox.Config
	var err error
	for i := range limits {
		if *limits[i].value(&config), err = s.limit(&limits[i]); err != nil {
			return config, err
		}
	}
	allow := s.list("allow")
	for _, rule := range allow.values {
		if _, err := egress.ParseRule(rule); err != nil {
			return config, usagef("", "%s: %w", allow.origin, err)
		}
	}
	config.HTTP.Rules = allow.values
	packages := s.list("package")
	for _, path := range packages.values {
		p, err := sandbox.ReadPackage(path)
		if err != nil {
			return config, usagef("", "%s: %w", packages.origin, err)
		}
		config.Packages = append(config.Packages, p)
	}
	config.Guest = s.text("guest")
	return config, nil
}
