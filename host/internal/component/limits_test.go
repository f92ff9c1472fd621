package component

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/internal/wasm"
)

// leb is an unsigned LEB128.
func leb(n int) []byte { return binary.AppendUvarint(nil, uint64(n)) }

// sleb is a signed LEB128 of a number that is not negative, as type indices are
// among value types.
func sleb(n int) []byte {
	b := leb(n)
	if last := len(b) - 1; b[last]&0x40 != 0 {
		b[last] |= 0x80
		b = append(b, 0)
	}
	return b
}

func str(s string) []byte { return append(leb(len(s)), s...) }

// sec is a section of one piece.
func sec(id byte, content ...[]byte) []byte {
	body := bytes.Join(content, nil)
	return bytes.Join([][]byte{{id}, leb(len(body)), body}, nil)
}

// items is a section of a vector.
func items(id byte, list ...[]byte) []byte { return sec(id, leb(len(list)), bytes.Join(list, nil)) }

func comp(sections ...[]byte) []byte {
	return append(bytes.Clone(componentPreamble), bytes.Join(sections, nil)...)
}

func repeat(n int, item func(i int) []byte) [][]byte {
	out := make([][]byte, n)
	for i := range out {
		out[i] = item(i)
	}
	return out
}

// nested is n components, each in the one before.
func nested(n int) []byte {
	b := comp()
	for range n - 1 {
		b = comp(sec(secComponent, b))
	}
	return b
}

// pairs is a type section of n types, each a tuple of twice the one before: the
// last has 2^n parts.
func pairs(n int) []byte {
	return items(secType, repeat(n, func(i int) []byte {
		part := []byte{0x7d} // u8
		if i > 0 {
			part = sleb(i - 1)
		}
		return bytes.Join([][]byte{{0x6f, 2}, part, part}, nil)
	})...)
}

// chain is a type section of n types, each an option of the one before.
func chain(n int) []byte {
	return items(secType, repeat(n, func(i int) []byte {
		if i == 0 {
			return []byte{0x6b, 0x7d}
		}
		return append([]byte{0x6b}, sleb(i-1)...)
	})...)
}

// instanceTypes is an instance type n deep.
func instanceTypes(n int) []byte {
	t := []byte{0x42, 0}
	for range n - 1 {
		t = append([]byte{0x42, 1, 0x01}, t...)
	}
	return items(secType, t)
}

func labelVector(n int) []byte {
	var b []byte
	for i := range n {
		b = append(b, str(fmt.Sprintf("l%d", i))...)
	}
	return append(leb(n), b...)
}

func TestLimits(t *testing.T) {
	emptyModule := sec(secCoreModule, coreModulePreamble)
	for _, test := range []struct {
		name   string
		binary []byte
		want   string // empty where it is accepted
	}{
		{"components as deep as may be", nested(maxModulesAndComponents), ""},
		{"components too deep", nested(maxModulesAndComponents + 1), "number of modules and components exceeds the limit of 1000"},
		{"modules", comp(bytes.Repeat(emptyModule, maxModulesAndComponents)), "number of modules and components exceeds the limit of 1000"},
		{"types as deep as may be", comp(chain(maxTypeDepth - 1)), ""},
		{"types too deep", comp(chain(maxTypeDepth + 1)), "type nesting is too deep"},
		{"instance types as deep as may be", comp(instanceTypes(maxTypeDepth)), ""},
		{"instance types too deep", comp(instanceTypes(maxTypeDepth + 1)), "nesting of component types exceeds the limit of 100"},
		{"a type of 2^18 parts", comp(pairs(18)), ""},
		{"a type of 2^20 parts", comp(pairs(20)), "effective type size exceeds the limit"},
		{"a long name", comp(items(secImport, bytes.Join([][]byte{{0}, str(strings.Repeat("a", wasm.MaxNameBytes+1)), {1, 0}}, nil))), "string size exceeds the limit of 100000"},
		{"enum cases", comp(items(secType, append([]byte{0x6d}, labelVector(maxEnumCases+1)...))), "number of enum cases exceeds the limit of 10000"},
		{"flags", comp(items(secType, append([]byte{0x6e}, labelVector(33)...))), "cannot have more than 32 flags"},
		{"a vector longer than what is left", comp(sec(secType, leb(1<<30))), "unexpected end-of-file"},
		{"instances", comp(items(secCoreInstance, repeat(maxInstances+1, func(int) []byte { return []byte{1, 0} })...)), "number of instances exceeds the limit of 1000"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := Parse(test.binary)
			if test.want == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, test.want)
		})
	}
}

// A short binary can ask for much: types are made anew for each instance, and
// compared for each argument. The work is bounded by the binary's size.
func TestWorkIsBounded(t *testing.T) {
	// an instance type that leaves 500 resources open
	open := repeat(500, func(i int) []byte {
		return bytes.Join([][]byte{{0x04, 0x00}, str(fmt.Sprintf("e%d", i)), {0x03, 0x01}}, nil)
	})
	instanceType := bytes.Join([][]byte{{0x42}, leb(len(open)), bytes.Join(open, nil)}, nil)
	imports := repeat(900, func(i int) []byte {
		return bytes.Join([][]byte{{0x00}, str(fmt.Sprintf("i%d", i)), {0x05, 0}}, nil)
	})
	// a component that exports a resource by 2,000 names
	exports := repeat(2000, func(i int) []byte {
		return bytes.Join([][]byte{{0x00}, str(fmt.Sprintf("r%d", i)), {0x03, 0x00, 0x00}}, nil)
	})
	maker := comp(items(secType, []byte{0x3f, 0x7f, 0x00}), items(secExport, exports...))
	// a component that is given all of an instance
	taker := comp(items(secType, instanceType), items(secImport, bytes.Join([][]byte{{0x00}, str("i"), {0x05, 0}}, nil)))
	give := repeat(900, func(int) []byte { return bytes.Join([][]byte{{0, 0, 1}, str("i"), {0x05, 0}}, nil) })

	for name, binary := range map[string][]byte{
		"imports of an instance type": comp(items(secType, instanceType), items(secImport, imports...)),
		"instances of a component":    comp(sec(secComponent, maker), items(secInstance, repeat(900, func(int) []byte { return []byte{0, 0, 0} })...)),
		"arguments": comp(items(secType, instanceType), items(secImport, imports[0]),
			sec(secComponent, taker), items(secInstance, give...)),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse(binary)
			var limit *LoadLimitError
			require.ErrorAs(t, err, &limit)
			require.Equal(t, "work of resolving types", limit.What)
			require.Equal(t, uint64(workBase+workPerByte*len(binary)), limit.Max)
		})
	}
}

// The sections of a core module, by their number.
const (
	moduleSecType   = 1
	moduleSecImport = 2
	moduleSecFunc   = 3
	moduleSecTable  = 4
	moduleSecMemory = 5
	moduleSecGlobal = 6
	moduleSecExport = 7
	moduleSecTag    = 13
)

// A core module that is malformed makes the component malformed.
func TestBrokenCoreModules(t *testing.T) {
	for name, section := range map[string][]byte{
		"a global of no type":      items(moduleSecGlobal, []byte{0x60, 0x00, 0x0b}),
		"a table of no type":       items(moduleSecTable, []byte{0x60, 0x00, 0x00}),
		"a memory cut short":       sec(moduleSecMemory, []byte{1, 0x01, 0x01}),
		"a tag of no kind":         items(moduleSecTag, []byte{0x05, 0x00}),
		"a function of no type":    sec(moduleSecFunc, []byte{1}),
		"an export of no kind":     items(moduleSecExport, []byte{0, 9, 0}),
		"an import of no kind":     items(moduleSecImport, []byte{0, 0, 9, 0}),
		"a type of no kind":        items(moduleSecType, []byte{0x61}),
		"a section of no id":       sec(14),
		"a section after the last": append(sec(moduleSecExport, []byte{0}), sec(moduleSecType, []byte{0})...),
	} {
		t.Run(name, func(t *testing.T) {
			module := append(bytes.Clone(coreModulePreamble), section...)
			_, err := Parse(comp(sec(secCoreModule, module)))
			var format *FormatError
			require.ErrorAs(t, err, &format)
		})
	}
}

func TestErrorsSayWhere(t *testing.T) {
	_, err := Parse(comp(items(secType, []byte{0x70, 12})))
	require.EqualError(t, err, "component: section 7, offset 0xb: unknown type 12: type index out of bounds")
	var invalid *ValidationError
	require.ErrorAs(t, err, &invalid)
	require.Equal(t, 7, invalid.Section)
	require.Equal(t, 0xb, invalid.Offset)

	_, err = Parse(comp(sec(secComponent, comp(items(secType, []byte{0x3e})))))
	require.EqualError(t, err, "component: section 7, offset 0x15: invalid leading byte (0x3e) for component defined type")
	var format *FormatError
	require.ErrorAs(t, err, &format)

	_, err = Parse(coreModulePreamble)
	var core *CoreModuleError
	require.ErrorAs(t, err, &core)
}
