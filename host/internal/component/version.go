package component

import (
	"fmt"
	"strings"
)

// checkVersion validates the version of an interface name, which a version
// suffix completes.
func checkVersion(n *parsedName, name ExternName) error {
	switch {
	case !n.hasVersion && name.HasVersionSuffix:
		return fmt.Errorf("a version suffix requires the name to have a version")
	case !n.hasVersion:
		return nil
	case !name.HasVersionSuffix:
		return checkSemver(n.version)
	}
	full := n.version + name.VersionSuffix
	if err := checkSemver(full); err != nil {
		return err
	}
	if canonicalVersion(full) != n.version {
		return fmt.Errorf("`%s` is not the canonical version of `%s`", n.version, full)
	}
	return nil
}

// checkSemver checks for a valid semver (Semantic Versioning 2.0).
func checkSemver(s string) error {
	if s == "" {
		return fmt.Errorf("empty string, expected a semver version")
	}
	rest, build, hasBuild := strings.Cut(s, "+")
	core, pre, hasPre := strings.Cut(rest, "-")
	numbers := strings.Split(core, ".")
	if len(numbers) != 3 {
		if len(numbers) < 3 {
			return fmt.Errorf("unexpected end of input: `%s` is not major.minor.patch", s)
		}
		return fmt.Errorf("unexpected character '.' after patch version number in `%s`", s)
	}
	for _, n := range numbers {
		if err := checkNumber(n); err != nil {
			return err
		}
	}
	if hasPre {
		if err := checkIdentifiers(pre, true); err != nil {
			return err
		}
	}
	if hasBuild {
		return checkIdentifiers(build, false)
	}
	return nil
}

func checkNumber(s string) error {
	if s == "" {
		return fmt.Errorf("unexpected end of input in a version number")
	}
	for _, c := range s {
		if c < '0' || c > '9' {
			return fmt.Errorf("unexpected character '%c' in a version number", c)
		}
	}
	if len(s) > 1 && s[0] == '0' {
		return fmt.Errorf("invalid leading zero in a version number")
	}
	// what does not fit 64 bits is refused
	if len(s) > 20 || len(s) == 20 && s > "18446744073709551615" {
		return fmt.Errorf("value of a version number exceeds u64::MAX")
	}
	return nil
}

func checkIdentifiers(s string, numeric bool) error {
	for _, id := range strings.Split(s, ".") {
		if id == "" {
			return fmt.Errorf("empty identifier segment in a version")
		}
		digits := true
		for _, c := range id {
			isDigit := c >= '0' && c <= '9'
			digits = digits && isDigit
			if !isDigit && c != '-' && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') {
				return fmt.Errorf("unexpected character '%c' in a version", c)
			}
		}
		if numeric && digits && len(id) > 1 && id[0] == '0' {
			return fmt.Errorf("invalid leading zero in a pre-release identifier")
		}
	}
	return nil
}

// canonicalVersion is the part of a valid semver that decides compatibility
// (Explainer.md, "Canonical Interface Name"): a pre-release is compatible with
// itself only.
func canonicalVersion(s string) string {
	rest, _, _ := strings.Cut(s, "+")
	core, _, hasPre := strings.Cut(rest, "-")
	if hasPre {
		return rest
	}
	major, tail, _ := strings.Cut(core, ".")
	minor, _, _ := strings.Cut(tail, ".")
	switch {
	case major != "0":
		return major
	case minor != "0":
		return major + "." + minor
	}
	return core
}
