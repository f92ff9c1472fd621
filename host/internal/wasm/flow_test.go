package wasm_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/internal/wasm"
)

// The estimate counts stores along branches: each global that is set, and as there
// is no list of those, one for each instruction that sets one.
func TestFlowWork(t *testing.T) {
	const n = 300
	globals := strings.Repeat("(global (mut i32) (i32.const 0))", n)
	each := func(format string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	object := "(type $o (struct (field i32))) "
	for _, c := range []struct {
		name, text string
		want       uint64
	}{
		{"nothing", `(module)`, 0},
		{"globals in a row", `(module ` + globals + `(func ` + each("(global.set %d (i32.const 1))") + `))`, n - 2},
		{"one of many globals at branches", `(module ` + globals + `(func (param i32) ` + each("(if (i32.const %d) (then (global.set 0 (i32.const 1))))") + `))`, (n + 1) * (n + 1) * (n - 2)},
		{"the only global at branches", `(module (global (mut i32) (i32.const 0)) (func ` + each("(if (i32.const %d) (then (global.set 0 (i32.const 1))))") + `))`, 0},
		{"each at a branch", `(module ` + globals + `(func (param i32) ` + each("(if (local.get 0) (then (global.set %d (i32.const 1))))") + `))`, (n + 1) * (n + 1) * (n - 2)},
		{"each in a function", `(module ` + globals + each("(func (global.set %d (i32.const 1)))") + `)`, 0},
		{"objects", `(module ` + object + `(func ` + each("(drop (struct.new $o (i32.const %d)))") + `))`, (2*n + 1) * (2*n + 1) * (n - 2)},
		{"objects of globals", `(module ` + object + each("(global (ref $o) (struct.new $o (i32.const %d)))") + `)`, (2*n + 1) * (2*n + 1) * (n - 2)},
	} {
		t.Run(c.name, func(t *testing.T) {
			m, err := wasm.Parse(assemble(t, c.text))
			require.NoError(t, err)
			require.Equal(t, c.want, m.FlowWork())
		})
	}
}
