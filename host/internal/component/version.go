package component

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
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
	rest := s
	for i, part := range [...]string{"major", "minor", "patch"} {
		if i > 0 {
			if rest == "" {
				return fmt.Errorf("unexpected end of input while parsing the %s version number", part)
			}
			if rest[0] != '.' {
				return unexpected(rest, part)
			}
			rest = rest[1:]
		}
		digits := len(rest) - len(strings.TrimLeft(rest, "0123456789"))
		if err := checkNumber(rest, rest[:digits], part); err != nil {
			return err
		}
		rest = rest[digits:]
	}
	rest, build, hasBuild := strings.Cut(rest, "+")
	if rest != "" {
		pre, ok := strings.CutPrefix(rest, "-")
		if !ok {
			return unexpected(rest, "patch")
		}
		if err := checkIdentifiers(pre, true); err != nil {
			return err
		}
	}
	if hasBuild {
		return checkIdentifiers(build, false)
	}
	return nil
}

func unexpected(rest, part string) error {
	r, _ := utf8.DecodeRuneInString(rest)
	return fmt.Errorf("unexpected character '%c' at the %s version number", r, part)
}

// checkNumber checks the digits that rest begins with.
func checkNumber(rest, digits, part string) error {
	switch {
	case rest == "":
		return fmt.Errorf("unexpected end of input while parsing the %s version number", part)
	case digits == "":
		return unexpected(rest, part)
	case len(digits) > 1 && digits[0] == '0':
		return fmt.Errorf("invalid leading zero in the %s version number", part)
	}
	if _, err := strconv.ParseUint(digits, 10, 64); err != nil {
		return fmt.Errorf("value of the %s version number exceeds 64 bits", part)
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

// canonicalVersion gives the part of a valid semver that decides compatibility
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
