package notices

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Part is one work of others that is in a product.
type Part struct {
	// Kind is "crate", "Go module" or "library".
	Kind string
	// Name is what its own packages call it.
	Name string
	// Version is empty for what comes with a compiler.
	Version string
	// License is an SPDX expression.
	License string
	// Texts are its licence and notice files, whole.
	Texts []string
}

func (p Part) String() string {
	return strings.TrimSpace(fmt.Sprintf("%s %s %s", p.Kind, p.Name, p.Version))
}

// check tells whether the part may be shipped with the texts that it has.
func (p Part) check() error {
	license, err := parseExpression(p.License)
	if err != nil {
		return fmt.Errorf("%s: licence %q: %w", p, p.License, err)
	}
	if !license.holds(mayBeShipped) {
		return fmt.Errorf("%s: licence %q is not one that may be shipped: see mayBeShipped", p, p.License)
	}
	found := identify(p.Texts)
	if !license.holds(func(id string) bool { return slices.Contains(found, id) }) {
		return fmt.Errorf("%s: licence %q has no text: those that it brings are %q", p, p.License, found)
	}
	return nil
}

// sorted orders parts by kind, name and version, each once.
func sorted(parts []Part) []Part {
	slices.SortFunc(parts, func(a, b Part) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Version, b.Version))
	})
	return slices.CompactFunc(parts, func(a, b Part) bool { return a.String() == b.String() })
}
