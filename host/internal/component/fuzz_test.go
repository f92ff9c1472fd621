package component

import (
	"errors"
	"strings"
	"testing"
)

// seeds are binaries that reach every part of the format; the corpora under
// testdata/fuzz hold the components of testdata/model.
func seeds(f *testing.F) {
	f.Add(comp())
	f.Add(coreModulePreamble)
	f.Add(nested(3))
	f.Add(comp(pairs(4), chain(4)))
	f.Add(comp(instanceTypes(3)))
	f.Add(comp(sec(secCustom, str("name"), []byte{0, 0}), sec(secCoreModule, coreModulePreamble)))
	f.Add(comp(items(secCoreType, []byte{0x60, 0, 0}, []byte{0x50, 0}, []byte{0x4e, 1, 0x5e, 0x7f, 0})))
	for op := range builtins {
		f.Add(comp(items(secCanon, []byte{op, 0, 0, 0, 0})))
	}
}

// known says whether an error is one of those that the package documents.
func known(err error) bool {
	var format *FormatError
	var invalid *ValidationError
	var unsupported *UnsupportedError
	var limit *LoadLimitError
	var core *CoreModuleError
	return errors.As(err, &format) || errors.As(err, &invalid) || errors.As(err, &unsupported) ||
		errors.As(err, &limit) || errors.As(err, &core)
}

func FuzzDecode(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, binary []byte) {
		ast, err := Decode(binary)
		if err != nil {
			if !known(err) || !strings.HasPrefix(err.Error(), "component: ") {
				t.Fatalf("%T: %v", err, err)
			}
			return
		}
		for _, item := range ast.Items {
			if item.Offset < ast.Offset || item.Offset > ast.End {
				t.Fatalf("an item at 0x%x, outside of 0x%x..0x%x", item.Offset, ast.Offset, ast.End)
			}
		}
	})
}

func FuzzValidate(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, binary []byte) {
		c, err := Parse(binary)
		if err != nil {
			if !known(err) || !strings.HasPrefix(err.Error(), "component: ") {
				t.Fatalf("%T: %v", err, err)
			}
			return
		}
		for _, err := range checkComponent(c, nil) {
			t.Error(err)
		}
	})
}

func FuzzParseModule(f *testing.F) {
	f.Add([]byte("\x00asm\x01\x00\x00\x00"))
	f.Add([]byte("\x00asm\x01\x00\x00\x00\x01\x05\x01\x60\x01\x7f\x00\x02\x07\x01\x01m\x01f\x00\x00\x07\x05\x01\x01g\x00\x00"))
	seeds(f)
	f.Fuzz(func(t *testing.T, binary []byte) {
		_, err := ParseModule(binary)
		if err != nil && (!known(err) || !strings.HasPrefix(err.Error(), "component: ")) {
			t.Fatalf("%T: %v", err, err)
		}
	})
}
