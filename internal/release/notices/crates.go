package notices

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// metadata is what is read of the output of cargo metadata.
type metadata struct {
	Packages []crate `json:"packages"`
	Resolve  struct {
		Root  string `json:"root"`
		Nodes []struct {
			ID   string `json:"id"`
			Deps []struct {
				Package string `json:"pkg"`
				Kinds   []struct {
					Kind *string `json:"kind"` // null for what is linked
				} `json:"dep_kinds"`
			} `json:"deps"`
		} `json:"nodes"`
	} `json:"resolve"`
}

type crate struct {
	ID          string  `json:"id"`
	Name        string  `json:"name"`
	Version     string  `json:"version"`
	License     string  `json:"license"`
	LicenseFile string  `json:"license_file"`
	Manifest    string  `json:"manifest_path"`
	Source      *string `json:"source"` // null for a crate of this repository
	Targets     []struct {
		Kind []string `json:"kind"`
	} `json:"targets"`
}

// macro tells whether the crate runs in the compiler and is not linked.
func (c crate) macro() bool {
	return slices.ContainsFunc(c.Targets, func(t struct {
		Kind []string `json:"kind"`
	},
	) bool {
		return slices.Contains(t.Kind, "proc-macro")
	})
}

// crates gives the crates that a crate links for any of the targets, as its lock
// file resolves them: neither build scripts and macros nor what only they need.
// textsFrom names for a crate that has no texts another whose it shares.
func crates(manifest string, targets []string, textsFrom map[string]string) ([]Part, error) {
	var parts []Part
	for _, target := range targets {
		meta, err := readMetadata(manifest, target)
		if err != nil {
			return nil, err
		}
		for _, c := range meta.linked() {
			part, err := c.part()
			if err != nil {
				return nil, err
			}
			parts = append(parts, part)
		}
	}
	parts = sorted(parts)
	if err := shareTexts(parts, textsFrom); err != nil {
		return nil, fmt.Errorf("%s: %w", manifest, err)
	}
	return parts, nil
}

func readMetadata(manifest, target string) (*metadata, error) {
	out, err := output(exec.Command("cargo", "metadata", "--format-version=1", "--quiet", "--locked", "--filter-platform", target, "--manifest-path", manifest))
	if err != nil {
		return nil, err
	}
	meta := &metadata{}
	if err := json.Unmarshal(out, meta); err != nil {
		return nil, fmt.Errorf("cargo metadata of %s: %w", manifest, err)
	}
	return meta, nil
}

// linked gives the crates of others that are linked.
func (m *metadata) linked() []crate {
	packages := map[string]crate{}
	for _, p := range m.Packages {
		packages[p.ID] = p
	}
	needs := map[string][]string{}
	for _, node := range m.Resolve.Nodes {
		for _, dep := range node.Deps {
			for _, kind := range dep.Kinds {
				if kind.Kind == nil {
					needs[node.ID] = append(needs[node.ID], dep.Package)
				}
			}
		}
	}
	var found []crate
	seen := map[string]bool{}
	var visit func(id string)
	visit = func(id string) {
		if seen[id] || packages[id].macro() {
			return
		}
		seen[id] = true
		if packages[id].Source != nil {
			found = append(found, packages[id])
		}
		for _, need := range needs[id] {
			visit(need)
		}
	}
	visit(m.Resolve.Root)
	return found
}

func (c crate) part() (Part, error) {
	dir := filepath.Dir(c.Manifest)
	texts, err := licenseTexts(dir)
	if err != nil {
		return Part{}, fmt.Errorf("crate %s: %w", c.Name, err)
	}
	if c.LicenseFile != "" {
		text, err := os.ReadFile(filepath.Join(dir, c.LicenseFile))
		if err != nil && !errors.Is(err, fs.ErrNotExist) { // it may lie outside what was published
			return Part{}, fmt.Errorf("crate %s: %w", c.Name, err)
		}
		if err == nil && !slices.Contains(texts, string(text)) {
			texts = append(texts, string(text))
		}
	}
	return Part{Kind: "crate", Name: c.Name, Version: c.Version, License: c.License, Texts: texts}, nil
}

// shareTexts gives crates that were published without their texts those of
// another crate of the same project, under the same licence.
func shareTexts(parts []Part, from map[string]string) error {
	for name, giver := range from {
		at := slices.IndexFunc(parts, func(p Part) bool { return p.Name == name })
		other := slices.IndexFunc(parts, func(p Part) bool { return p.Name == giver })
		switch {
		case at < 0 || other < 0:
			return fmt.Errorf("texts of crate %s from crate %s: both must be linked", name, giver)
		case len(parts[at].Texts) > 0:
			return fmt.Errorf("texts of crate %s from crate %s: it has its own", name, giver)
		case parts[at].License != parts[other].License:
			return fmt.Errorf("texts of crate %s from crate %s: their licences differ", name, giver)
		}
		parts[at].Texts = parts[other].Texts
	}
	return nil
}

// licenseTexts reads the files in a folder that by their names are licences,
// copyrights or notices, in order of their names.
func licenseTexts(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var texts []string
	for _, entry := range entries {
		name := strings.ToUpper(entry.Name())
		if !slices.ContainsFunc([]string{"LICENSE", "LICENCE", "COPYING", "COPYRIGHT", "NOTICE", "UNLICENSE", "PATENTS"}, func(prefix string) bool {
			return strings.HasPrefix(name, prefix)
		}) {
			continue
		}
		path := filepath.Join(dir, entry.Name())
		if entry.IsDir() {
			inner, err := readAll(path)
			if err != nil {
				return nil, err
			}
			texts = append(texts, inner...)
			continue
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		texts = append(texts, string(text))
	}
	return texts, nil
}

// readAll reads the files of a folder.
func readAll(dir string) ([]string, error) {
	var texts []string
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		texts = append(texts, string(text))
		return err
	})
	return texts, err
}

// output runs a command, and has what it says on stderr in its error.
func output(command *exec.Cmd) ([]byte, error) {
	out, err := command.Output()
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			err = fmt.Errorf("%w: %s", err, strings.TrimSpace(string(exit.Stderr)))
		}
		return nil, fmt.Errorf("%s: %w", strings.Join(command.Args, " "), err)
	}
	return out, nil
}
