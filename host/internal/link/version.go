package link

import (
	"strconv"
	"strings"
)

// version is the version of an interface name: "0.2.9" of "wasi:io/poll@0.2.9".
type version struct {
	major, minor, patch uint64
	pre                 string // the pre-release
}

// splitVersion splits an interface name from its version. ok is false where it
// has none that is a version.
func splitVersion(name string) (base string, v version, ok bool) {
	at := strings.LastIndexByte(name, '@')
	if at < 0 {
		return name, version{}, false
	}
	core, _, _ := strings.Cut(name[at+1:], "+") // what was built how makes no difference
	core, v.pre, _ = strings.Cut(core, "-")
	parts := strings.Split(core, ".")
	if len(parts) != 3 {
		return name, version{}, false
	}
	for i, p := range []*uint64{&v.major, &v.minor, &v.patch} {
		n, err := strconv.ParseUint(parts[i], 10, 64)
		if err != nil {
			return name, version{}, false
		}
		*p = n
	}
	return name[:at], v, true
}

// line is what all compatible versions of an interface have in common: its name
// with the version cut to what a breaking change would raise (Explainer.md,
// "Import and Export Definitions", canonversion). A pre-release is compatible
// with itself only, and so is a name without version.
func line(name string) string {
	base, v, ok := splitVersion(name)
	switch {
	case !ok || v.pre != "":
		return name
	case v.major > 0:
		return base + "@" + strconv.FormatUint(v.major, 10)
	case v.minor > 0:
		return base + "@0." + strconv.FormatUint(v.minor, 10)
	}
	return base + "@0.0." + strconv.FormatUint(v.patch, 10)
}

// newer says whether the version of a is above that of b, or is the first of two
// that differ in their build only. Both are of one line.
func newer(a, b string) bool {
	_, v, _ := splitVersion(a)
	_, w, _ := splitVersion(b)
	if v.major != w.major {
		return v.major > w.major
	}
	if v.minor != w.minor {
		return v.minor > w.minor
	}
	if v.patch != w.patch {
		return v.patch > w.patch
	}
	return a < b
}

// Resolve finds name among names: itself, or else the newest of its line.
func Resolve(name string, names []string) (string, bool) {
	found, ok := "", false
	want := line(name)
	for _, n := range names {
		if n == name {
			return n, true
		}
		if line(n) == want && (!ok || newer(n, found)) {
			found, ok = n, true
		}
	}
	return found, ok
}
