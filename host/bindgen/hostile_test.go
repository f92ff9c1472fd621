package bindgen

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host"
	"github.com/vivarium-wasm/vivarium/host/bindgen/internal/worlds/echo"
)

// TestHostileCalls has a component call the host's functions with core values
// that are none of their types: a trap each, and the host's code is not run.
func TestHostileCalls(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, body, want string }{
		{"no case of an enum", "(drop (call $colors (i32.const 3)))", "discriminant"},
		{"no case of an enum, by far", "(drop (call $colors (i32.const -1)))", "discriminant"},
		{"no case of an option", "(call $opt-u32 (i32.const 2) (i32.const 0) (i32.const 1024))", "discriminant"},
		{"no case of a result", "(call $res (i32.const 9) (i32.const 0) (i32.const 0) (i32.const 1024))", "discriminant"},
		{"a surrogate", "(drop (call $chars (i32.const 0xd800)))", "char"},
		{"beyond Unicode", "(drop (call $chars (i32.const 0x110000)))", "char"},
		{"a surrogate in a list", "(call $list-char (i32.const 16) (i32.const 1) (i32.const 1024))", "char"},
		{"no UTF-8", "(call $strings (i32.const 8) (i32.const 4) (i32.const 1024))", "utf-8"},
		{"a string out of bounds", "(call $strings (i32.const -1) (i32.const 1) (i32.const 1024))", "bounds"},
		{"a string that wraps around", "(call $strings (i32.const 16) (i32.const -1) (i32.const 1024))", ""},
		{"a list out of bounds", "(call $list-u8 (i32.const 0x2000000) (i32.const 1) (i32.const 1024))", "bounds"},
		{"a list whose size overflows", "(call $list-f64 (i32.const 0) (i32.const 0x20000001) (i32.const 1024))", ""},
		{"2^31 booleans", "(call $list-bool (i32.const 0) (i32.const 0x80000000) (i32.const 1024))", ""},
		{"2^31 records", "(call $list-mix (i32.const 0) (i32.const 0x80000000) (i32.const 1024))", ""},
		{"an unaligned list", "(call $list-s16 (i32.const 1) (i32.const 1) (i32.const 1024))", "unaligned"},
		{"an unaligned list of records", "(call $list-mix (i32.const 4) (i32.const 1) (i32.const 1024))", "unaligned"},
		{"an unaligned result", "(call $list-u8 (i32.const 0) (i32.const 1) (i32.const 1025))", "unaligned"},
		{"a result out of bounds", "(call $list-u8 (i32.const 0) (i32.const 1) (i32.const 0xfffffffc))", "bounds"},
		{"unaligned parameters", "(call $many (i32.const 1025) (i32.const 1024))", "unaligned"},
		{"parameters out of bounds", "(call $many (i32.const 0xfffffff8) (i32.const 1024))", "bounds"},
	}
	// One component for all: may-stop does what its argument says.
	body := ""
	for n, tt := range tests {
		body += fmt.Sprintf("(if (i32.eq (local.get 0) (i32.const %d)) (then %s))\n", n, tt.body)
	}
	p := prepareEcho(t, map[string]string{"may-stop": body + "(i32.const 0)"})
	for n, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			i := instantiateEcho(t, p, refuser{t: t})
			requireTrap(t, i.Values().MayStop(t.Context(), uint32(n)), tt.want)
		})
	}
}

// refuser fails the test when it is reached.
type refuser struct {
	echo.UnimplementedValues
	t *testing.T
}

func (r refuser) reached() { r.t.Helper(); r.t.Error("the host's code ran") }

func (r refuser) Colors(context.Context, echo.Color) (echo.Color, error) { r.reached(); return 0, nil }

func (r refuser) Chars(context.Context, rune) (rune, error) { r.reached(); return 0, nil }

func (r refuser) Strings(context.Context, string) (string, error) { r.reached(); return "", nil }

func (r refuser) ListU8(context.Context, []byte) ([]byte, error) { r.reached(); return nil, nil }

func (r refuser) ListMix(context.Context, []echo.Mixed) ([]echo.Mixed, error) {
	r.reached()
	return nil, nil
}

func requireTrap(t *testing.T, err error, want string) {
	t.Helper()
	var trap *host.Trap
	var limit *host.LimitError
	require.Error(t, err)
	require.NotContains(t, err.Error(), "is not implemented", "the host's code ran")
	require.ErrorContains(t, err, want)
	if !errors.As(err, &trap) && !errors.As(err, &limit) {
		t.Fatalf("%T is neither a trap nor a limit: %v", err, err)
	}
}

// TestHostileResults has a component give results that are none of their types.
func TestHostileResults(t *testing.T) {
	t.Parallel()
	shapes := func(setUp string) map[string]string {
		return map[string]string{"shapes": setUp + " (i32.const 2048)", "list-shape": setUp + " (i32.const 2048)"}
	}
	for _, tt := range []struct {
		name   string
		bodies map[string]string
		call   func(echo.GuestValues, context.Context) error
		want   string
	}{
		{"a pointer out of bounds", map[string]string{"list-u8": "(i32.const 0xfffffffc)"}, callListU8, "bounds"},
		{"an unaligned pointer", map[string]string{"list-u8": "(i32.const 2)"}, callListU8, "unaligned"},
		{"a list out of bounds", map[string]string{"list-u8": "(i32.store (i32.const 2048) (i32.const -1)) (i32.store (i32.const 2052) (i32.const 9)) (i32.const 2048)"}, callListU8, "bounds"},
		{"no case of a variant", shapes("(i32.store8 (i32.const 2048) (i32.const 7))"), callShapes, "discriminant"},
		{"no UTF-8 in a variant", shapes("(i32.store8 (i32.const 2048) (i32.const 3)) (i32.store (i32.const 2056) (i32.const 8)) (i32.store (i32.const 2060) (i32.const 4))"), callShapes, "utf-8"},
		{"no case of an option in a record in a variant", shapes("(i32.store8 (i32.const 2048) (i32.const 5)) (i32.store8 (i32.const 2088) (i32.const 2))"), callShapes, "discriminant"},
		{"2^31 variants", shapes("(i32.store (i32.const 2048) (i32.const 0)) (i32.store (i32.const 2052) (i32.const 0x80000000))"), callListShape, ""},
		{"no character", map[string]string{"chars": "(i32.const 0xdfff)"}, func(g echo.GuestValues, ctx context.Context) error {
			_, err := g.Chars(ctx, 'a')
			return err
		}, "char"},
		{"no case of an enum", map[string]string{"colors": "(i32.const 3)"}, func(g echo.GuestValues, ctx context.Context) error {
			_, err := g.Colors(ctx, echo.ColorRed)
			return err
		}, "discriminant"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			i := echoesWith(t, &mirror{}, tt.bodies)
			requireTrap(t, tt.call(i.Values(), t.Context()), tt.want)
		})
	}
}

func callListU8(g echo.GuestValues, ctx context.Context) error {
	_, err := g.ListU8(ctx, nil)
	return err
}

func callShapes(g echo.GuestValues, ctx context.Context) error {
	_, err := g.Shapes(ctx, echo.ShapeEmpty{})
	return err
}

func callListShape(g echo.GuestValues, ctx context.Context) error {
	_, err := g.ListShape(ctx, nil)
	return err
}
