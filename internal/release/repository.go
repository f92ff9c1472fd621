package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/modfile"
	gomodule "golang.org/x/mod/module"
	"golang.org/x/mod/semver"
	"golang.org/x/mod/zip"
)

// module is a Go module that is released.
type module struct {
	path      string
	version   string // with its v
	goVersion string
}

// readRepository reads the go.mod at the root. An empty version is the
// pseudo-version of the commit that is checked out.
func readRepository(root, version string) (module, error) {
	data, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		return module{}, err
	}
	file, err := modfile.Parse("go.mod", data, nil)
	if err != nil {
		return module{}, err
	}
	if version == "" {
		if version, err = pseudoVersion(root); err != nil {
			return module{}, err
		}
	}
	if semver.Canonical(version) != version || semver.Major(version) > "v1" {
		return module{}, fmt.Errorf("version %q: write it as v0.1.0, or v0.1.0-rc.1", version)
	}
	return module{path: file.Module.Mod.Path, version: version, goVersion: file.Go.Version}, nil
}

func pseudoVersion(root string) (string, error) {
	out, err := git(root, "log", "-1", "--format=%H %ct")
	if err != nil {
		return "", err
	}
	revision, seconds, _ := strings.Cut(strings.TrimSpace(out), " ")
	n, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil {
		return "", err
	}
	return gomodule.PseudoVersion("v0", "", time.Unix(n, 0).UTC(), revision[:12]), nil
}

// trackedFiles are the files that a commit of the tree as it is would have.
func trackedFiles(root string) ([]string, error) {
	out, err := git(root, "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate")
	if err != nil {
		return nil, err
	}
	var files []string
	for _, name := range strings.Split(strings.TrimSuffix(out, "\x00"), "\x00") {
		if _, err := os.Lstat(filepath.Join(root, name)); err == nil { // it may be deleted
			files = append(files, name)
		}
	}
	return files, nil
}

func git(root string, arguments ...string) (string, error) {
	command := exec.Command("git", arguments...)
	command.Dir = root
	out, err := command.Output()
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			err = fmt.Errorf("%w: %s", err, strings.TrimSpace(string(exit.Stderr)))
		}
		return "", fmt.Errorf("git %s: %w", arguments[0], err)
	}
	return string(out), nil
}

// zipFile is a file of a module's zip.
type zipFile struct{ root, name string }

func (f zipFile) Path() string                 { return filepath.ToSlash(f.name) }
func (f zipFile) Lstat() (os.FileInfo, error)  { return os.Lstat(filepath.Join(f.root, f.name)) }
func (f zipFile) Open() (io.ReadCloser, error) { return os.Open(filepath.Join(f.root, f.name)) }

// publish writes the files of a module below dir as a module proxy serves them:
// GOPROXY=file://dir has the module then.
func publish(dir string, m module, root string, names []string) error {
	escaped, err := gomodule.EscapePath(m.path)
	if err != nil {
		return err
	}
	folder := filepath.Join(dir, filepath.FromSlash(escaped), "@v")
	var files []zip.File
	for _, name := range names {
		files = append(files, zipFile{root, name})
	}
	err = writeWhole(filepath.Join(folder, m.version+".zip"), func(w io.Writer) error {
		return zip.Create(w, gomodule.Version{Path: m.path, Version: m.version}, files)
	})
	if err != nil {
		return fmt.Errorf("module %s: %w", m.path, err)
	}
	gomod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		return err
	}
	for name, data := range map[string][]byte{
		m.version + ".mod":  gomod,
		m.version + ".info": []byte(fmt.Sprintf("{\"Version\":%q}\n", m.version)),
		"list":              []byte(m.version + "\n"),
	} {
		if err := os.WriteFile(filepath.Join(folder, name), data, 0o644); err != nil {
			return err
		}
	}
	return nil
}
