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
)

// settingNames are the settings that, beside a flag, the environment
// (VIVARIUM_TIMEOUT for timeout) and the configuration file can give.
var settingNames = []string{"guest", "timeout", "memory", "output", "fuel", "load-timeout", "allow"}

// configHelp is the paragraph of the help.
const configHelp = `Settings come from the flag, else from the environment ($VIVARIUM_GUEST, $VIVARIUM_TIMEOUT,
$VIVARIUM_MEMORY, $VIVARIUM_OUTPUT, $VIVARIUM_FUEL, $VIVARIUM_LOAD_TIMEOUT, and $VIVARIUM_ALLOW
with one rule a line), else from the configuration file. That is the TOML file that --config or $VIVARIUM_CONFIG
names, else vivarium/config.toml in the user's configuration folder; for example:
  guest = "micropython"
  timeout = "2s"
  memory = "64MiB"
  allow = ["GET https://api.example.com/*"]`

// settings answers what a setting is: by the flag, else the environment, else
// the configuration file.
type settings struct {
	flags *cli.Context
	env   map[string]string
	file  map[string][]string
	path  string // the configuration file, "" where there is none
}

// setting is a value and the words that say where it was set.
type setting struct {
	values []string
	origin string
}

func (p *program) settings(c *cli.Context) (*settings, error) {
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

// configPath is where the configuration file is, and whether somebody asked for it.
func (p *program) configPath(c *cli.Context) (path string, asked bool) {
	if c.IsSet("config") {
		return c.String("config"), true
	}
	if path := p.env["VIVARIUM_CONFIG"]; path != "" {
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

// readConfig reads a configuration file, strictly: an unknown name, or a value
// of a kind that its setting does not take, is an error.
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
		if !slices.Contains(settingNames, name) {
			hint := "settings are " + strings.Join(settingNames, ", ")
			if near := nearest(name, settingNames); near != "" {
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

func configValues(name string, value any) ([]string, error) {
	if name == "allow" {
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

// list gives the values of a setting, none where nothing sets it.
func (s *settings) list(name string) setting {
	if s.flags.IsSet(name) {
		origin := "--" + name
		if values := s.flags.StringSlice(name); values != nil {
			return setting{values, origin}
		}
		return setting{[]string{s.flags.String(name)}, origin}
	}
	variable := "VIVARIUM_" + strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
	if text := s.env[variable]; text != "" {
		return setting{slices.DeleteFunc(strings.Split(text, "\n"), func(line string) bool { return line == "" }), variable}
	}
	if values, ok := s.file[name]; ok {
		return setting{values, s.path + ": " + name}
	}
	return setting{}
}

// text gives a setting of one value, "" where nothing sets it.
func (s *settings) text(name string) (value, origin string) {
	found := s.list(name)
	if len(found.values) == 0 {
		return "", ""
	}
	return found.values[0], found.origin
}

// limitSetting reads a limit: its default where nothing sets it, off where
// somebody wrote `unlimited`, else what parse makes of it.
func limitSetting[T ~int64 | ~uint64](s *settings, name string, unset, off T, parse func(string) (T, error)) (T, error) {
	text, origin := s.text(name)
	switch {
	case origin == "":
		return unset, nil
	case text == unlimited:
		return off, nil
	}
	value, err := parse(text)
	if err != nil {
		return 0, usagef("", "%s: %w", origin, err)
	}
	return value, nil
}
