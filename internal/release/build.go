package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// platform is one that the command is released for.
type platform struct {
	system, processor string
	rust              string // its name as a target of rustc
	cc                string // the name of its C compiler, which zig stands in for
	zig               string // its name for zig, with the oldest glibc
}

// platforms are those that a machine with Linux can build, with Zig as the C
// compiler and linker, whatever its own processor and glibc.
var platforms = []platform{
	{"linux", "amd64", "x86_64-unknown-linux-gnu", "x86_64-linux-gnu", "x86_64-linux-gnu.2.28"},
	{"linux", "arm64", "aarch64-unknown-linux-gnu", "aarch64-linux-gnu", "aarch64-linux-gnu.2.28"},
}

func (p platform) String() string { return p.system + "/" + p.processor }

// choose gives the platforms of a list as "linux/amd64,linux/arm64"; empty means all.
func choose(list string) ([]platform, error) {
	if list == "" {
		return platforms, nil
	}
	var chosen []platform
	for _, name := range strings.Split(list, ",") {
		found := false
		for _, p := range platforms {
			if p.String() == name {
				chosen, found = append(chosen, p), true
			}
		}
		if !found {
			return nil, fmt.Errorf("platform %q: this machine builds %v", name, platforms)
		}
	}
	return chosen, nil
}

// compilers writes for each platform a C compiler and an archiver into a folder,
// by the names under which cargo and go look for them, and gives the PATH with it.
func compilers(root, dir string) (string, error) {
	zigs, err := filepath.Glob(filepath.Join(root, ".tools", "venv", "bin", "python-zig"))
	if err != nil || len(zigs) == 0 {
		return "", fmt.Errorf("no Zig in %s/.tools: run `just setup`", root)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	for _, p := range platforms {
		for name, script := range map[string]string{
			// Zig knows targets by other names than those that cargo gives.
			p.cc + "-gcc": fmt.Sprintf("for arg do shift; case $arg in --target=*) ;; *) set -- \"$@\" \"$arg\" ;; esac; done\nexec %q cc -target %s \"$@\"\n", zigs[0], p.zig),
			p.cc + "-ar":  fmt.Sprintf("exec %q ar \"$@\"\n", zigs[0]),
		} {
			if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"+script), 0o755); err != nil {
				return "", err
			}
		}
	}
	return dir + string(os.PathListSeparator) + os.Getenv("PATH"), nil
}

// buildEngine builds the engine's library for a platform, once for each version of it.
func (p platform) buildEngine(root, path string) error {
	libraries, err := exec.Command("rustc", "--print", "target-libdir", "--target", p.rust).Output()
	if err != nil {
		return fmt.Errorf("rustc: %w", err)
	}
	if _, err := os.Stat(strings.TrimSpace(string(libraries))); err != nil {
		if err := run(root, path, nil, "rustup", "--quiet", "target", "add", p.rust); err != nil {
			return err
		}
	}
	return run(root, path, nil, filepath.Join("host", "internal", "engine", "lts", "build.sh"), p.rust)
}

// buildCommand builds the command with the guests in itself. The same sources give
// the same bytes, whichever folder they are in: identifiers of builds depend on it,
// so there are none.
func (p platform) buildCommand(root, path, work, version string, guests map[string]string, output string) error {
	overlay, err := writeOverlay(root, work, guests)
	if err != nil {
		return err
	}
	environment := []string{
		"GOFLAGS=", "CGO_ENABLED=1", "GOOS=" + p.system, "GOARCH=" + p.processor,
		"CC=" + p.cc + "-gcc", "AR=" + p.cc + "-ar",
		"CGO_LDFLAGS=-lunwind", // Zig has the unwinder that Rust needs in a library of this name
	}
	return run(root, path, environment, "go", "build", "-trimpath", "-buildvcs=false", "-overlay", overlay,
		"-tags", "vivarium_lts,vivarium_embed,urfave_cli_no_docs",
		"-ldflags", "-s -w -buildid= -B none -X github.com/vivarium-wasm/vivarium/internal/command.released="+version,
		"-o", output, "./cmd/"+commandName)
}

// writeOverlay writes the file by which the go command sees the guests where
// cmd/vivarium embeds them, and gives its path.
func writeOverlay(root, work string, guests map[string]string) (string, error) {
	replace := map[string]string{}
	for name, file := range guests {
		replace[filepath.Join(root, "cmd", commandName, "guests", name+".wasm")] = file
	}
	overlay, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	path := filepath.Join(work, "overlay.json")
	return path, os.WriteFile(path, overlay, 0o644)
}

// run runs a command at the root and shows what it says.
func run(root, path string, environment []string, name string, arguments ...string) error {
	command := exec.Command(name, arguments...)
	if !strings.Contains(name, "/") {
		if at, err := exec.LookPath(name); err == nil {
			command.Path = at
		}
	}
	command.Dir, command.Stdout, command.Stderr = root, os.Stderr, os.Stderr
	command.Env = append(append(os.Environ(), "PATH="+path), environment...)
	if err := command.Run(); err != nil {
		return fmt.Errorf("%s %s: %w", name, strings.Join(arguments, " "), err)
	}
	return nil
}
