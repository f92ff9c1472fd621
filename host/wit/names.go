package wit

import (
	"fmt"
	"strconv"
	"strings"
)

// checkLabel says why s is not a label (Explainer.md, "Import and export
// names"), or nothing where it is one.
func checkLabel(s string) string {
	if s == "" {
		return "it is empty"
	}
	if !isLetter(s[0]) {
		return "it does not start with a letter"
	}
	for word := range strings.SplitSeq(s, "-") {
		if word == "" {
			return "it has an empty word"
		}
		lower, upper := false, false
		for i := range len(word) {
			c := word[i]
			switch {
			case c >= 'a' && c <= 'z':
				lower = true
			case c >= 'A' && c <= 'Z':
				upper = true
			case !isDigit(c):
				return fmt.Sprintf("it contains %q", c)
			}
		}
		if lower && upper {
			return fmt.Sprintf("the word `%s` mixes upper and lower case", word)
		}
	}
	return ""
}

// fold is the form in which names of one scope must differ: what is left of them
// when a language drops case and hyphens.
func fold(label string) string {
	return strings.ToLower(strings.ReplaceAll(label, "-", ""))
}

// Version is a semantic version (semver.org, 2.0.0).
type Version struct {
	Major, Minor, Patch uint64
	Pre, Build          string
}

// ParseVersion reads a version, "0.2.12" or "1.0.0-rc.1+build" say.
func ParseVersion(s string) (Version, error) {
	bad := func(why string) (Version, error) {
		return Version{}, fmt.Errorf("`%s` is not a semantic version: %s", s, why)
	}
	var v Version
	rest, build, hasBuild := strings.Cut(s, "+")
	core, pre, hasPre := strings.Cut(rest, "-")
	v.Pre, v.Build = pre, build
	numbers := strings.Split(core, ".")
	if len(numbers) != 3 {
		return bad("it has not three numbers")
	}
	for i, p := range []*uint64{&v.Major, &v.Minor, &v.Patch} {
		n, err := strconv.ParseUint(numbers[i], 10, 64)
		if err != nil || len(numbers[i]) > 1 && numbers[i][0] == '0' {
			return bad(fmt.Sprintf("`%s` is not a number of its kind", numbers[i]))
		}
		*p = n
	}
	if hasPre && !validIdents(pre, true) {
		return bad("its pre-release is malformed")
	}
	if hasBuild && !validIdents(build, false) {
		return bad("its build metadata is malformed")
	}
	return v, nil
}

func validIdents(s string, noLeadingZero bool) bool {
	for id := range strings.SplitSeq(s, ".") {
		if id == "" {
			return false
		}
		numeric := true
		for i := range len(id) {
			c := id[i]
			if !isDigit(c) {
				numeric = false
				if !isLetter(c) && c != '-' {
					return false
				}
			}
		}
		if noLeadingZero && numeric && len(id) > 1 && id[0] == '0' {
			return false
		}
	}
	return true
}

func (v Version) String() string {
	s := fmt.Sprintf("%d.%d.%d", v.Major, v.Minor, v.Patch)
	if v.Pre != "" {
		s += "-" + v.Pre
	}
	if v.Build != "" {
		s += "+" + v.Build
	}
	return s
}

// Compare orders versions by precedence: negative where v comes before w.
// Build metadata does not count.
func (v Version) Compare(w Version) int {
	for _, p := range [...][2]uint64{{v.Major, w.Major}, {v.Minor, w.Minor}, {v.Patch, w.Patch}} {
		if p[0] != p[1] {
			if p[0] < p[1] {
				return -1
			}
			return 1
		}
	}
	switch {
	case v.Pre == w.Pre:
		return 0
	case v.Pre == "":
		return 1
	case w.Pre == "":
		return -1
	}
	return comparePre(strings.Split(v.Pre, "."), strings.Split(w.Pre, "."))
}

func comparePre(a, b []string) int {
	for i := 0; i < len(a) && i < len(b); i++ {
		if a[i] == b[i] {
			continue
		}
		an, aerr := strconv.ParseUint(a[i], 10, 64)
		bn, berr := strconv.ParseUint(b[i], 10, 64)
		switch {
		case aerr == nil && berr == nil:
			if an < bn {
				return -1
			}
			return 1
		case aerr == nil:
			return -1
		case berr == nil:
			return 1
		}
		return strings.Compare(a[i], b[i])
	}
	return len(a) - len(b)
}

// PackageName is the name of a package. Version is empty where it has none.
type PackageName struct {
	Namespace, Name, Version string
}

func (n PackageName) String() string {
	s := n.Namespace + ":" + n.Name
	if n.Version != "" {
		s += "@" + n.Version
	}
	return s
}

// Interface is the name of one of the package's interfaces or worlds, as imports
// and exports carry it: "wasi:io/poll@0.2.12".
func (n PackageName) Interface(name string) string {
	s := n.Namespace + ":" + n.Name + "/" + name
	if n.Version != "" {
		s += "@" + n.Version
	}
	return s
}

type interfaceName struct {
	pkg  PackageName
	name string
}

// parseInterfaceName takes "ns:pkg/name@version" apart.
func parseInterfaceName(s string) (interfaceName, bool) {
	path, version, hasVersion := strings.Cut(s, "@")
	pkg, name, ok := strings.Cut(path, "/")
	ns, pkgName, ok2 := strings.Cut(pkg, ":")
	if !ok || !ok2 || checkLabel(ns) != "" || checkLabel(pkgName) != "" || checkLabel(name) != "" {
		return interfaceName{}, false
	}
	if hasVersion {
		if _, err := ParseVersion(version); err != nil {
			return interfaceName{}, false
		}
	}
	return interfaceName{PackageName{ns, pkgName, version}, name}, true
}
