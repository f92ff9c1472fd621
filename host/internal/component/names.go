package component

import (
	"fmt"
	"strings"
)

// isLabel says whether s is a label: words of one case joined by hyphens, the
// first beginning with a letter (Explainer.md, "Import and Export Definitions").
func isLabel(s string) bool {
	for first := true; ; first = false {
		word, rest, more := strings.Cut(s, "-")
		if !isFragment(word, first) {
			return false
		}
		if !more {
			return true
		}
		s = rest
	}
}

func isFragment(s string, first bool) bool {
	lower, upper := false, false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z':
			lower = true
		case c >= 'A' && c <= 'Z':
			upper = true
		case c >= '0' && c <= '9':
			if i == 0 && first {
				return false
			}
		default:
			return false
		}
	}
	return s != "" && !(lower && upper)
}

// foldLabel gives labels that are not strongly unique the same text. Case and hyphens do
// not tell names apart in every language.
func foldLabel(s string) string {
	folded := true
	for i := 0; i < len(s); i++ {
		if s[i] == '-' || s[i] >= 'A' && s[i] <= 'Z' {
			folded = false
			break
		}
	}
	if folded {
		return s
	}
	return strings.ToLower(strings.ReplaceAll(s, "-", ""))
}

// labels checks the labels of one type.
type labels struct {
	v          *validator
	what, noun string
	seen       map[string]string
}

func (v *validator) labels(what, noun string) *labels {
	return &labels{v: v, what: what, noun: noun}
}

func (l *labels) check(label string) error {
	if label == "" {
		return l.v.errorf("%s name cannot be empty", l.what)
	}
	if !isLabel(label) {
		return l.v.errorf("%s name `%s` is not in kebab case", l.what, label)
	}
	return nil
}

func (l *labels) add(label string) error {
	if err := l.check(label); err != nil {
		return err
	}
	key := foldLabel(label)
	if prev, ok := l.seen[key]; ok {
		return l.v.errorf("%s name `%s` conflicts with previous %s `%s`", l.what, label, l.noun, prev)
	}
	if l.seen == nil {
		l.seen = map[string]string{}
	}
	l.seen[key] = label
	return nil
}

// annotation is the bracketed part of a plain name that makes it a resource's.
type annotation uint8

const (
	noAnnotation annotation = iota
	constructor
	method
	static
)

// accessor is the bracketed part of a plain name that makes it a property's.
type accessor uint8

const (
	noAccessor accessor = iota
	getter
	setter
)

// parsedName is an externname taken apart.
type parsedName struct {
	raw string
	// iface is set for interface names; version is what follows their @.
	iface      bool
	version    string
	hasVersion bool
	// nested is set for names with more than one namespace or projection.
	nested bool

	annotation annotation
	accessor   accessor
	// resource is the label of the resource of an annotated name; label the
	// rest: "[method]file.read" is file and read.
	resource, label string
}

// parseName reads externname. Its errors have no place yet.
func parseName(raw string) (parsedName, error) {
	n := parsedName{raw: raw}
	if strings.Contains(raw, ":") {
		err := n.parseInterface()
		return n, err
	}
	rest := raw
	for _, a := range []struct {
		prefix string
		a      annotation
	}{{"[constructor]", constructor}, {"[method]", method}, {"[static]", static}} {
		if after, ok := strings.CutPrefix(rest, a.prefix); ok {
			n.annotation, rest = a.a, after
			break
		}
	}
	if after, ok := strings.CutPrefix(rest, "[get]"); ok {
		n.accessor, rest = getter, after
	} else if after, ok := strings.CutPrefix(rest, "[set]"); ok {
		n.accessor, rest = setter, after
	}
	switch n.annotation {
	case constructor:
		if n.accessor != noAccessor {
			return n, fmt.Errorf("names with [constructor] cannot contain [get] or [set]")
		}
		n.resource = rest
	case method, static:
		r, l, ok := strings.Cut(rest, ".")
		if !ok {
			return n, fmt.Errorf("failed to find `.` character")
		}
		if !isLabel(r) {
			return n, fmt.Errorf("`%s` is not in kebab case", r)
		}
		n.resource, rest = r, l
	}
	if !isLabel(rest) {
		return n, fmt.Errorf("`%s` is not in kebab case", rest)
	}
	n.label = rest
	return n, nil
}

// parseInterface reads interfacename, without the nested namespaces and
// projections that are not part of the released format. The version is checked
// with its suffix.
func (n *parsedName) parseInterface() error {
	n.iface = true
	path, version, hasVersion := strings.Cut(n.raw, "@")
	n.version, n.hasVersion = version, hasVersion
	pkg, projections, ok := strings.Cut(path, "/")
	spaces := strings.Split(pkg, ":")
	for _, s := range spaces[:min(len(spaces), 2)] {
		if !isLabel(s) {
			return fmt.Errorf("`%s` is not in kebab case", s)
		}
		if i := strings.IndexFunc(s, func(r rune) bool { return r >= 'A' && r <= 'Z' }); i >= 0 {
			return fmt.Errorf("character `%c` is not lowercase in package name/namespace", s[i])
		}
	}
	if n.nested = ok && len(spaces) > 2; n.nested || !ok {
		return fmt.Errorf("expected `/` after package name")
	}
	if len(spaces) < 2 {
		return fmt.Errorf("`%s` is not in kebab case: no namespace", path)
	}
	label, nested, more := strings.Cut(projections, "/")
	if !isLabel(label) {
		return fmt.Errorf("`%s` is not in kebab case", label)
	}
	if n.nested = more; more {
		return fmt.Errorf("trailing characters found: `/%s`", nested)
	}
	return nil
}

// gate names the feature that would allow a name that is not valid.
func (n *parsedName) gate() string {
	if n.nested {
		return "nested-names"
	}
	return ""
}

// unique gives names that are not strongly unique the same text.
func (n *parsedName) unique() string {
	if n.iface {
		path, version, _ := strings.Cut(n.raw, "@")
		return ":" + foldPath(path) + "@" + version
	}
	label := foldLabel(n.label)
	switch n.annotation {
	case constructor:
		return "[constructor]" + label
	case method, static:
		resource := foldLabel(n.resource)
		if resource == label {
			return label
		}
		label = resource + "." + label
	}
	if n.accessor == setter {
		return "[set]" + label
	}
	return label
}

func foldPath(path string) string {
	var b strings.Builder
	for {
		i := strings.IndexAny(path, ":/")
		if i < 0 {
			b.WriteString(foldLabel(path))
			return b.String()
		}
		b.WriteString(foldLabel(path[:i]))
		b.WriteByte(path[i])
		path = path[i+1:]
	}
}

// getterName is the name that a setter's must be preceded by.
func (n *parsedName) getterName() string { return strings.Replace(n.raw, "[set]", "[get]", 1) }
