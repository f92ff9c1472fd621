package wasm_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stretchr/testify/require"

	"github.com/vivarium-wasm/vivarium/host/internal/engine"
	"github.com/vivarium-wasm/vivarium/host/internal/wasm"
)

func assemble(t testing.TB, text string) []byte {
	t.Helper()
	b, err := engine.AssembleText(text)
	require.NoError(t, err)
	return b
}

func TestParse(t *testing.T) {
	m, err := wasm.Parse(assemble(t, `(module
		(type $t (func (param i32 (ref null func)) (result i64 externref)))
		(import "a" "f" (func $f (type $t)))
		(import "a" "m" (memory 1 2))
		(import "a" "g" (global $g (mut f64)))
		(import "a" "t" (table $t 1 funcref))
		(import "a" "e" (tag (param i64)))
		(memory i64 3)
		(table i64 4 5 externref)
		(table 2 (ref func) (ref.func $h))
		(global (export "v") (mut v128) (v128.const i64x2 0 0))
		(global i32 (i32.const 5))
		(tag $e (export "e") (param f32))
		(export "f" (func $f)) (export "m" (memory 1)) (export "t" (table 1))
		(start $h)
		(elem declare func $h)
		(data "passive") (data (memory 1) (i64.const 3) "active")
		(func $h))`))
	require.NoError(t, err)
	ft := wasm.FuncType{
		Params:  []wasm.ValType{wasm.I32, wasm.FuncRef},
		Results: []wasm.ValType{wasm.I64, wasm.ExternRef},
	}
	require.Empty(t, cmp.Diff([]wasm.Import{
		{Module: "a", Name: "f", Type: ft},
		{Module: "a", Name: "m", Type: wasm.MemoryType{Limits: wasm.Limits{Min: 1, Max: 2, HasMax: true}, PageSizeLog2: 16}},
		{Module: "a", Name: "g", Type: wasm.GlobalType{Value: wasm.F64, Mutable: true}},
		{Module: "a", Name: "t", Type: wasm.TableType{Elem: wasm.FuncRef, Limits: wasm.Limits{Min: 1}}},
		{Module: "a", Name: "e", Type: wasm.TagType{Params: []wasm.ValType{wasm.I64}}},
	}, m.Imports))
	mem64 := wasm.MemoryType{Limits: wasm.Limits{Min: 3}, Is64: true, PageSizeLog2: 16}
	table64 := wasm.TableType{Elem: wasm.ExternRef, Is64: true, Limits: wasm.Limits{Min: 4, Max: 5, HasMax: true}}
	require.Empty(t, cmp.Diff([]wasm.Export{
		{Name: "v", Index: 1, Type: wasm.GlobalType{Value: wasm.V128, Mutable: true}},
		{Name: "e", Index: 1, Type: wasm.TagType{Params: []wasm.ValType{wasm.F32}}},
		{Name: "f", Index: 0, Type: ft},
		{Name: "m", Index: 1, Type: mem64},
		{Name: "t", Index: 1, Type: table64},
	}, m.Exports))
	require.Equal(t, []int{1, 1, 1, 1, 1},
		[]int{m.ImportedFuncs, m.ImportedTables, m.ImportedMemories, m.ImportedGlobals, m.ImportedTags})
	require.Equal(t, "(table 2 (ref func))", m.Tables[2].String())
	require.True(t, m.HasStart)
	require.Equal(t, uint32(1), m.Start)
	require.Equal(t, 1, m.Elements)
	require.Equal(t, []wasm.DataSegment{{Init: []byte("passive")}, {Active: true, Memory: 1, Init: []byte("active"), Offset: []byte{0x42, 3, 0x0b}}}, m.Data)
}

func TestParseRefuses(t *testing.T) {
	const header = "\x00asm\x01\x00\x00\x00"
	var (
		malformed = &wasm.FormatError{}
		invalid   = &wasm.InvalidError{}
		tooLarge  = &wasm.SizeError{}
	)
	for _, c := range []struct {
		name, src string
		as        error
		want      string
	}{
		{"nothing", "", malformed, "offset 0x0: unexpected end-of-file in the module's preamble"},
		{"half a preamble", "\x00asm\x01", malformed, "offset 0x5: unexpected end-of-file in the module's preamble"},
		{"text", "(module)", malformed, "offset 0x0: magic header not detected: bad magic number in core module"},
		{"a component", "\x00asm\x0d\x00\x01\x00", malformed, "offset 0x4: expected a version header for a module, this is a component"},
		{"another version", "\x00asm\x02\x00\x00\x00", malformed, "offset 0x4: unknown binary version of core module: 02 00 00 00"},
		{"a section without length", header + "\x01", malformed, "offset 0x9: unexpected end-of-file"},
		{"a section beyond the end", header + "\x01\x02\x00", malformed, "offset 0xa: unexpected end-of-file: 2 bytes wanted, 1 left"},
		{"an unknown section", header + "\x20\x00", malformed, "offset 0x8: malformed section id: 32"},
		{"sections out of order", header + "\x03\x01\x00\x01\x01\x00", malformed, "offset 0xb: section out of order: section 1"},
		{"a section twice", header + "\x01\x01\x00\x01\x01\x00", malformed, "offset 0xb: section out of order: section 1"},
		{"bytes left over", header + "\x01\x02\x00\x00", malformed, "offset 0xb: section size mismatch: unexpected data at the end of the section"},
		{"bytes after the bodies", header + "\x0a\x02\x00\x00", malformed, "offset 0xb: section size mismatch: unexpected data at the end of the section"},
		{"more items than bytes", header + "\x01\x04\x80\x80\x08\x00", malformed, "unexpected end-of-file: 131072 types in 1 bytes"},
		{"too many types", header + "\x01\x05\xff\xff\xff\xff\x0f", tooLarge, "offset 0xa: number of types exceeds the limit of 1000000"},
		{"a number of more than 32 bits", header + "\x01\x05\xff\xff\xff\xff\x1f", malformed, "offset 0xa: invalid LEB128: integer too large"},
		{"a number that does not end", header + "\x01\x06\x80\x80\x80\x80\x80\x00", malformed, "offset 0xa: invalid LEB128: integer representation too long"},
		{"a name that is not UTF-8", header + "\x00\x03\x01\xff\x00", malformed, "offset 0xa: malformed UTF-8 encoding"},
		{"an unknown value type", header + "\x01\x05\x01\x60\x01\x01\x00", malformed, "offset 0xd: invalid leading byte (0x1) for value type"},
		{"an unknown heap type", header + "\x01\x06\x01\x60\x01\x63\x40\x00", malformed, "offset 0xe: invalid leading byte (0x40) for heap type"},
		{"an unknown form of type", header + "\x01\x02\x01\x61", malformed, "invalid leading byte (0x61) for core type"},
		{"a type index out of range", header + "\x03\x02\x01\x00", invalid, "offset 0xb: unknown type 0: type index out of bounds"},
		{"a missing body", header + "\x01\x04\x01\x60\x00\x00\x03\x02\x01\x00", malformed, "1 functions are declared and 0 bodies given"},
		{"a body without function", header + "\x0a\x04\x01\x02\x00\x0b", malformed, "0 functions are declared and 1 bodies given"},
		{"an unknown instruction", header + "\x01\x04\x01\x60\x00\x00\x03\x02\x01\x00\x0a\x05\x01\x03\x00\xff\x0b", malformed, "unknown instruction 0xff"},
		{"a body without end", header + "\x01\x04\x01\x60\x00\x00\x03\x02\x01\x00\x0a\x04\x01\x02\x00\x01", malformed, "unexpected end"},
		{"a body beyond its section", header + "\x01\x04\x01\x60\x00\x00\x03\x02\x01\x00\x0a\x04\x01\x7f\x00\x0b", malformed, "unexpected end-of-file: 127 bytes wanted, 2 left"},
		{"bytes after a body", header + "\x01\x04\x01\x60\x00\x00\x03\x02\x01\x00\x0a\x05\x01\x03\x00\x0b\x01", malformed, "1 bytes after the end of a function"},
		{"an export out of range", header + "\x07\x05\x01\x01a\x00\x00", invalid, "offset 0xe: export `a`: index 0 out of bounds"},
		{"a start function out of range", header + "\x08\x01\x00", invalid, "unknown function 0: the start function is out of bounds"},
		{"a data count that differs", header + "\x0c\x01\x01", malformed, "1 data segments are declared and 0 given"},
		{"memory with unknown flags", header + "\x05\x03\x01\x10\x00", malformed, "offset 0xb: invalid leading byte (0x10) for memory limits"},
		{"a memory that shrinks", header + "\x05\x04\x01\x01\x02\x01", invalid, "offset 0xb: size minimum must not be greater than maximum"},
		{"a memory too large", header + "\x05\x05\x01\x00\x81\x80\x04", invalid, "offset 0xb: memory size must be at most 0x10000 65536-byte pages"},
		{"a table too large", header + "\x04\x08\x01\x70\x00\x80\x80\x80\x80\x10", invalid, "table size must be at most 0xffffffff entries"},
		{"a table of a type that is not there", header + "\x04\x05\x01\x63\x07\x00\x00", invalid, "unknown type 7: type index out of bounds"},
		{"pages of another size", header + "\x05\x04\x01\x08\x00\x03", invalid, "offset 0xd: invalid custom page size: 1<<3 bytes"},
		{"a function of a struct type", header + "\x01\x03\x01\x5f\x00\x03\x02\x01\x00", invalid, "offset 0x10: type index 0 is not a function type"},
		{"a group of too many types", header + "\x01\x06\x01\x4e\xff\xff\xff\x0f", tooLarge, "number of types of a recursive group exceeds the limit of 1000000"},
		{"a struct without its fields", header + "\x01\x04\x01\x5f\x02\x7f", malformed, "2 fields in 1 bytes"},
		{"a field of unknown mutability", header + "\x01\x05\x01\x5f\x01\x7f\x02", malformed, "invalid leading byte (0x2) for mutability"},
		{"a reference out of range", header + "\x01\x06\x01\x60\x01\x64\x01\x00", invalid, "offset 0xb: unknown type 1: type index out of bounds"},
		{"an unknown instruction of objects", header + "\x01\x04\x01\x60\x00\x00\x03\x02\x01\x00\x0a\x06\x01\x04\x00\xfb\x1f\x0b", malformed, "unknown instruction 0xfb 31"},
		{"a block in a constant", header + "\x06\x07\x01\x7f\x00\x02\x40\x0b\x0b", invalid, "offset 0xd: constant expression required: the instruction 0x2 is not constant"},
		{"a load in a constant", header + "\x06\x09\x01\x7f\x00\x41\x00\x28\x00\x00\x0b", invalid, "offset 0xf: constant expression required: the instruction 0x28 is not constant"},
		{"a constant cut short", header + "\x06\x04\x01\x7f\x00\xfb", malformed, "unexpected end-of-file"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := wasm.Parse([]byte(c.src))
			require.IsType(t, c.as, err)
			require.ErrorContains(t, err, c.want)
		})
	}
	_, err := wasm.Parse([]byte(header + "\x01\x04\x01\x60\x00\x00\x02\x0a\x01\x01a\x00\x7f\x01\x01f\x00\x00"))
	var grouped *wasm.UnsupportedError
	require.ErrorAs(t, err, &grouped)
	require.Equal(t, wasm.CompactImports, grouped.Proposal)
	for _, c := range []struct{ text, want string }{
		{`(module (rec (type $a (descriptor $b) (struct)) (type $b (describes $a) (struct))))`, "a custom descriptor is of the custom-descriptors proposal, which is not supported"},
		{`(module (memory 1 1 shared) (func (drop (i32.atomic.load (i32.const 0)))))`, "a shared memory is of the threads proposal"},
		{`(module (memory 1) (func (drop (i32.atomic.load (i32.const 0)))))`, "an atomic instruction is"},
		{`(module (type $f (func)) (import "" "f" (func (exact (type $f)))))`, "an import of an exact function is"},
		{`(module (type $f (func)) (type (cont $f)))`, "a continuation type is"},
	} {
		_, err := wasm.Parse(assemble(t, c.text))
		var unsupported *wasm.UnsupportedError
		require.ErrorAs(t, err, &unsupported)
		require.ErrorContains(t, err, c.want)
	}
}

// Every instruction that the engine runs is passed over with its immediates.
func TestParsePassesOverAllInstructions(t *testing.T) {
	m, err := wasm.Parse(assemble(t, `(module
		(type $n (func)) (type $u (func (result i32)))
		(memory $a 1) (memory $b i64 1) (table $t 1 funcref) (tag $e (param i32))
		(global $g (mut i64) (i64.const -9223372036854775808))
		(elem declare func $f)
		(data $d "x")
		(func $f (result i32) (local i32 i64 f32 f64 v128 funcref)
			i32.const -2147483648 drop i64.const 9223372036854775807 drop f32.const 1 drop f64.const 1 drop
			(block (loop (if (i32.const 1) (then nop) (else br 1))))
			(block (block (br_table 0 1 0 (i32.const 0))))
			(drop (select (result i32) (i32.const 1) (i32.const 2) (i32.const 3)))
			(drop (select (i32.const 1) (i32.const 2) (i32.const 3)))
			(i32.store offset=70000 align=1 (i32.const 0) (i32.load8_u $a (i32.const 1)))
			(i64.store $b offset=0xffffffffff (i64.const 0) (i64.load $b (i64.const 0)))
			(drop (memory.size $b)) (drop (memory.grow $a (i32.const 0)))
			(memory.fill $a (i32.const 0) (i32.const 0) (i32.const 0))
			(memory.copy $a $b (i32.const 0) (i64.const 0) (i32.const 0))
			(drop (table.get $t (i32.const 0))) (drop (table.size $t))
			(drop (call_indirect $t (type $u) (i32.const 0)))
			(drop (call_ref $u (ref.func $f)))
			(drop (ref.is_null (ref.null func))) (drop (ref.as_non_null (ref.func $f)))
			(drop (block (result (ref func)) (br_on_non_null 0 (ref.func $f)) unreachable))
			(drop (block (result i32) (drop (br_on_null 0 (i32.const 1) (ref.null func))) (i32.const 2)))
			(drop (i32.trunc_sat_f64_u (f64.const 1)))
			(drop (i32x4.extract_lane 3 (v128.const i32x4 1 2 3 4)))
			(drop (i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 (v128.const i64x2 0 0) (v128.const i64x2 0 0)))
			(drop (v128.load8_lane $a offset=3 15 (i32.const 0) (v128.const i64x2 0 0)))
			(v128.store64_lane 1 (i32.const 0) (v128.const i64x2 0 0))
			(drop (v128.load32_zero (i32.const 0))) (drop (v128.load8_splat (i32.const 0)))
			(drop (f32x4.relaxed_madd (v128.const i64x2 0 0) (v128.const i64x2 0 0) (v128.const i64x2 0 0)))
			(drop (i16x8.relaxed_dot_i8x16_i7x16_s (v128.const i64x2 0 0) (v128.const i64x2 0 0)))
			(drop (block (result i32) (try_table (catch $e 0)) (i32.const 0)))
			(block (try_table (catch_all 0)))
			(drop (block (result exnref) (try_table (catch_all_ref 0)) unreachable))
			(block (result i32 exnref) (try_table (catch_ref $e 0)) unreachable) throw_ref)
		(func $legacy
			try (throw $e (i32.const 1)) catch $e drop catch_all rethrow 0 end
			try try nop delegate 0 catch_all end)
		(func (return_call $legacy)) (func (result i32) (return_call_indirect $t (type $u) (i32.const 0)))
		(func (result i32) (return_call_ref $u (ref.func $f)))
		(func (export "wide") (param i64) (result i64 i64) (i64.mul_wide_u (local.get 0) (local.get 0))))`))
	require.NoError(t, err)
	require.Empty(t, m.Mutations())
	require.NoError(t, m.Imageable())
	require.Empty(t, m.MutableGlobals(), "nothing sets the global")
}

// Every form of the types of garbage collection, and every instruction on them.
func TestObjects(t *testing.T) {
	m, err := wasm.Parse(assemble(t, `(module
		(type $f (func (result i32)))
		(rec
			(type $s (sub (struct (field i8) (field (mut i16)) (field (ref null $a)) (field (mut i64)))))
			(type $a (array (mut (ref null $s)))))
		(type $t (sub final $s (struct (field i8) (field (mut i16)) (field (ref null $a)) (field (mut i64)) (field f64))))
		(type $bytes (array (mut i8)))
		(type $g (sub (func (param (ref $s) anyref))))
		(data $d "x") (elem $e (ref null $s) (item (ref.null $s)))
		(global (ref $a) (array.new_fixed $a 2 (ref.null $s) (struct.new_default $s)))
		(global (ref $bytes) (array.new $bytes (i32.const 1) (i32.const 2)))
		(table 1 (ref null i31) (ref.i31 (i32.const 5)))
		(func $len (export "len") (type $f) (array.len (global.get 0)))
		(func (export "all") (type $g) (local $x (ref null $a))
			(drop (struct.new $s (i32.const 1) (i32.const 2) (ref.null $a) (i64.const 3)))
			(drop (i32.add (struct.get_u $s 0 (local.get 0)) (struct.get_s $s 1 (local.get 0))))
			(drop (struct.get $s 3 (local.get 0)))
			(drop (array.new_default $a (i32.const 1)))
			(drop (array.new_data $bytes $d (i32.const 0) (i32.const 0)))
			(drop (array.new_elem $a $e (i32.const 0) (i32.const 0)))
			(drop (array.get $a (global.get 0) (i32.const 0)))
			(drop (i32.add (array.get_s $bytes (global.get 1) (i32.const 0)) (array.get_u $bytes (global.get 1) (i32.const 0))))
			(drop (ref.test (ref $s) (local.get 1))) (drop (ref.test (ref null $s) (local.get 1)))
			(drop (ref.cast (ref $s) (local.get 1))) (drop (ref.cast (ref null $s) (local.get 1)))
			(drop (block (result anyref) (br_on_cast 0 anyref (ref $s) (local.get 1))))
			(drop (block (result anyref) (br_on_cast_fail 0 anyref (ref null $s) (local.get 1))))
			(drop (any.convert_extern (extern.convert_any (local.get 1))))
			(drop (i32.add (i31.get_s (ref.i31 (i32.const 1))) (i31.get_u (ref.i31 (i32.const 1)))))
			(drop (ref.eq (local.get 0) (ref.null eq))))
		(func (param (ref $s) (ref $bytes))
			(struct.set $s 3 (local.get 0) (i64.const 1))
			(struct.set $s 3 (local.get 0) (i64.const 1))))`))
	require.NoError(t, err)
	require.Equal(t, 7, m.Types.Len())
	require.Equal(t, []uint32{0, 5, 6}, m.Funcs)
	require.Equal(t, "(func (param (ref 1) (ref null any)))", m.Exports[1].Type.String())
	require.Equal(t, "(table 1 (ref null i31))", m.Tables[0].String())
	require.Len(t, m.Mutations(), 1)
	require.ErrorContains(t, m.Imageable(), "the code has struct.set")
}

func TestState(t *testing.T) {
	for _, c := range []struct {
		name, text string
		mutations  []string
		globals    []uint32
		imageable  string // why not
	}{
		{name: "nothing", text: `(module)`},
		{
			name:    "a stack pointer",
			text:    `(module (global $sp (mut i32) (i32.const 9)) (global (mut i32) (i32.const 1)) (func (global.set $sp (i32.const 1))))`,
			globals: []uint32{0},
		},
		{
			name:    "exported: others may set it",
			text:    `(module (global i32 (i32.const 1)) (global (export "g") (mut i32) (i32.const 9)))`,
			globals: []uint32{1},
		},
		{
			name: "imported: state of another instance",
			text: `(module (import "" "" (global (mut i32))) (func (global.set 0 (i32.const 1))))`,
		},
		{
			name:      "a reference",
			text:      `(module (global (mut funcref) (ref.null func)) (func (global.set 0 (ref.null func))))`,
			globals:   []uint32{0},
			imageable: "global 0 is a mutable reference of type funcref",
		},
		{
			name:      "tables",
			text:      `(module (table 1 funcref) (func (table.set 0 (i32.const 0) (ref.null func)) (table.set 0 (i32.const 0) (ref.null func))))`,
			mutations: []string{"table.set"}, imageable: "the code has table.set",
		},
		{
			name: "all",
			text: `(module (memory 1) (table 1 funcref) (elem $e func) (data $d "x") (func
				(table.set 0 (i32.const 0) (ref.null func))
				(table.init 0 $e (i32.const 0) (i32.const 0) (i32.const 0))
				(table.copy 0 0 (i32.const 0) (i32.const 0) (i32.const 0))
				(drop (table.grow 0 (ref.null func) (i32.const 0)))
				(table.fill 0 (i32.const 0) (ref.null func) (i32.const 0))
				(elem.drop $e)
				(memory.init $d (i32.const 0) (i32.const 0) (i32.const 0))
				(data.drop $d)))`,
			mutations: []string{"table.set", "table.init", "table.copy", "table.grow", "table.fill", "elem.drop", "memory.init", "data.drop"},
			imageable: "the code has table.set",
		},
		{
			name: "objects that are only made",
			text: `(module (type $a (array (mut i8))) (func (result i32) (array.len (array.new_default $a (i32.const 1)))))`,
		},
		{
			name: "arrays",
			text: `(module (type $a (array (mut i8))) (type $r (array (mut funcref))) (data $d "x") (elem $e func)
				(func (param (ref $a)) (array.fill $a (local.get 0) (i32.const 0) (i32.const 1) (i32.const 1)))
				(func (param (ref $a)) (array.set $a (local.get 0) (i32.const 0) (i32.const 1)))
				(func (param (ref $a)) (array.copy $a $a (local.get 0) (i32.const 0) (local.get 0) (i32.const 0) (i32.const 1)))
				(func (param (ref $a)) (array.init_data $a $d (local.get 0) (i32.const 0) (i32.const 0) (i32.const 1)))
				(func (param (ref $r)) (array.init_elem $r $e (local.get 0) (i32.const 0) (i32.const 0) (i32.const 1))))`,
			mutations: []string{"array.set"}, imageable: "the code has array.set",
		},
		{
			name:      "segments that are only read",
			text:      `(module (memory 1) (data $d "x") (func (memory.init $d (i32.const 0) (i32.const 0) (i32.const 0))))`,
			mutations: []string{"memory.init"},
		},
		{
			name:      "segments that are dropped",
			text:      `(module (memory 1) (data $d "x") (func (data.drop $d)))`,
			mutations: []string{"data.drop"}, imageable: "the code has data.drop",
		},
		{name: "pages of a byte", text: `(module (memory 1 (pagesize 1)))`, imageable: "pages of its own size"},
	} {
		t.Run(c.name, func(t *testing.T) {
			src := assemble(t, c.text)
			m, err := wasm.Parse(src)
			require.NoError(t, err)
			var mutations []string
			for _, mu := range m.Mutations() {
				mutations = append(mutations, mu.Kind.String())
			}
			require.Equal(t, c.mutations, mutations)
			var globals []uint32
			for _, g := range m.MutableGlobals() {
				globals = append(globals, g.Index)
			}
			require.Equal(t, c.globals, globals)
			_, _, rewriteErr := imageModule(src)
			if c.imageable == "" {
				require.NoError(t, m.Imageable())
				require.NoError(t, rewriteErr)
				return
			}
			var not *wasm.NotImageableError
			require.ErrorAs(t, m.Imageable(), &not)
			require.ErrorAs(t, rewriteErr, &not)
			require.ErrorContains(t, rewriteErr, c.imageable)
		})
	}
}

// An instance of the code-only module, given the memory and the globals of an
// instance of the whole one, goes on where that one was.
func TestImageModuleGoesOn(t *testing.T) {
	e, err := engine.New(engine.Config{})
	require.NoError(t, err)
	defer e.Close()
	for _, c := range []struct{ name, extra string }{
		{"active data alone", ``},
		{"passive data that code copies", `(data $p "passive")
			(func (export "init") (param i32) (memory.init $p (local.get 0) (i32.const 0) (i32.const 7)))`},
		{"a clash of names", `(export "vivarium:global:0" (memory 0))`},
	} {
		t.Run(c.name, func(t *testing.T) {
			src := assemble(t, `(module
				(global $count (mut i32) (i32.const 100))
				(global $seen (export "seen") (mut i64) (i64.const 5))
				(memory (export "memory") 2)
				(table 2 funcref) (elem (i32.const 1) $step)
				(data (i32.const 8) "before")
				(func $step (export "step") (result i32)
					(global.set $count (i32.add (global.get $count) (i32.const 1)))
					(i32.store (i32.const 70000) (i32.add (i32.load (i32.const 70000)) (i32.const 10)))
					(i32.add (global.get $count) (i32.load (i32.const 70000))))
				(func $start (i32.store (i32.const 70000) (i32.const 1000)))
				(func (export "indirect") (result i32) (call_indirect (result i32) (i32.const 1)))
				(start $start) `+c.extra+`)`)
			whole, globals, err := exportGlobals(src)
			require.NoError(t, err)
			codeOnly, same, err := imageModule(src)
			require.NoError(t, err)
			require.Equal(t, globals, same)
			require.Len(t, globals, 2)
			require.Equal(t, "seen", globals[1].Name)
			stripped, err := wasm.Parse(codeOnly)
			require.NoError(t, err)
			require.False(t, stripped.HasStart)
			require.NotContains(t, string(codeOnly), "before")
			original, err := wasm.Parse(src)
			require.NoError(t, err)
			require.Equal(t, original.Exports, stripped.Exports[:len(original.Exports)])

			warm := newInstance(t, e, whole, nil)
			require.Equal(t, uint32(101+1010), warm.call("step"))
			require.Equal(t, uint32(102+1020), warm.call("indirect"))
			image, err := warm.export("memory").(*engine.Memory).Snapshot()
			require.NoError(t, err)
			defer image.Close()
			cold := newInstance(t, e, codeOnly, image)
			for _, g := range globals {
				v, err := warm.store.GlobalGet(warm.export(g.Name).(engine.Global))
				require.NoError(t, err)
				require.NoError(t, cold.store.GlobalSet(cold.export(g.Name).(engine.Global), v))
			}
			for range 3 {
				require.Equal(t, warm.call("step"), cold.call("step"))
				require.Equal(t, warm.call("indirect"), cold.call("indirect"))
			}
			require.True(t, bytes.Equal(warm.export("memory").(*engine.Memory).Bytes(), cold.export("memory").(*engine.Memory).Bytes()))
			require.Equal(t, "before", string(cold.export("memory").(*engine.Memory).Bytes()[8:14]))
		})
	}
}

type instance struct {
	t     *testing.T
	store *engine.Store
	*engine.Instance
}

func newInstance(t *testing.T, e *engine.Engine, src []byte, image *engine.Image) instance {
	m, err := e.Compile(context.Background(), src)
	require.NoError(t, err)
	s, err := e.NewStore(engine.StoreConfig{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, errors.Join(s.Close(), m.Close())) })
	i, err := s.Instantiate(m, nil, engine.InstantiateOptions{Images: []*engine.Image{image}})
	require.NoError(t, err)
	return instance{t, s, i}
}

func (i instance) export(name string) engine.Extern {
	for n, ex := range i.Module().Exports() {
		if ex.Name == name {
			e, err := i.Export(n)
			require.NoError(i.t, err)
			return e
		}
	}
	i.t.Fatalf("no export %q", name)
	return nil
}

func (i instance) call(name string) uint32 {
	f := i.export(name).(engine.Func)
	var args [1]engine.Raw
	require.NoError(i.t, i.store.Call(&f, args[:]))
	return uint32(args[0].Lo)
}

// A module without exports gets a section for them in the right place.
func TestExportsAreAddedInOrder(t *testing.T) {
	for _, text := range []string{
		`(module (global (mut i32) (i32.const 1)) (func (global.set 0 (i32.const 2))))`,
		`(module (global (mut i32) (i32.const 1)) (func $s (global.set 0 (i32.const 2))) (start $s))`,
		`(module (memory 1) (global (mut i32) (i32.const 1)) (func $s (global.set 0 (i32.const 2))) (data "x") (data (i32.const 0) "y"))`,
	} {
		src := assemble(t, text)
		for _, rewrite := range []func([]byte) ([]byte, []wasm.GlobalExport, error){exportGlobals, imageModule} {
			out, globals, err := rewrite(src)
			require.NoError(t, err)
			m, err := wasm.Parse(out)
			require.NoError(t, err)
			require.Equal(t, []wasm.Export{{Name: "vivarium:global:0", Type: globals[0].Type}}, m.Exports)
			requireValid(t, out)
		}
	}
}

func requireValid(t testing.TB, src []byte) {
	t.Helper()
	e, err := engine.New(engine.Config{})
	require.NoError(t, err)
	defer e.Close()
	m, err := e.Compile(context.Background(), src)
	require.NoError(t, err)
	require.NoError(t, m.Close())
}

// FuzzParse: any bytes give a module or a typed error, and what rewriting
// gives can be parsed again and holds the same state.
func FuzzParse(f *testing.F) {
	for _, text := range []string{
		`(module)`,
		`(module (memory 1) (global (mut i32) (i32.const 1)) (func $s (global.set 0 (i32.const 2))) (start $s) (data "x") (data (i32.const 0) "y"))`,
		`(module (import "a" "b" (func (param i32))) (tag $e) (table 1 funcref) (elem (i32.const 0) 0) (export "f" (func 0))
			(func (try_table (catch_all 0) (throw $e)) (v128.store (i32.const 0) (v128.const i64x2 1 2))) (memory 1))`,
	} {
		f.Add(assemble(f, text))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		m, err := wasm.Parse(src)
		if err != nil {
			requireTyped(t, err)
			return
		}
		for _, ex := range m.Exports {
			require.NotEmpty(t, ex.Type.String())
		}
		out, globals, err := imageModule(src)
		if err != nil {
			var not *wasm.NotImageableError
			require.ErrorAs(t, err, &not)
			return
		}
		again, err := wasm.Parse(out)
		require.NoError(t, err)
		require.Len(t, again.MutableGlobals(), len(globals))
		require.False(t, again.HasStart)
		for _, d := range again.Data {
			require.False(t, d.Active)
		}
	})
}

// requireTyped fails unless an error is one of those that ReadOutline documents.
func requireTyped(t *testing.T, err error) {
	t.Helper()
	switch err.(type) {
	case *wasm.FormatError, *wasm.InvalidError, *wasm.SizeError, *wasm.UnsupportedError:
	default:
		t.Fatalf("an error of type %T: %v", err, err)
	}
}

func BenchmarkParse(b *testing.B) {
	var text strings.Builder
	text.WriteString("(module (memory 1)")
	for range 2000 {
		text.WriteString("(func (param i32) (result i32) (local i64 i64) (block (loop (br_if 1 (i32.eqz (local.tee 0 (i32.sub (local.get 0) (i32.const 100000)))))" +
			"(i32.store offset=1000 (local.get 0) (i32.load8_u (local.get 0))) (br 0))) (local.get 0))")
	}
	text.WriteString(")")
	src := assemble(b, text.String())
	b.SetBytes(int64(len(src)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := wasm.Parse(src); err != nil {
			b.Fatal(err)
		}
	}
}

// exportGlobals and imageModule rewrite bytes. What they say of the new module is
// what reading it says.
func exportGlobals(src []byte) ([]byte, []wasm.GlobalExport, error) {
	return rewrite(src, (*wasm.Module).ExportGlobals)
}

func imageModule(src []byte) ([]byte, []wasm.GlobalExport, error) {
	return rewrite(src, (*wasm.Module).ImageModule)
}

func rewrite(src []byte, how func(*wasm.Module) (*wasm.Module, []wasm.GlobalExport, error)) ([]byte, []wasm.GlobalExport, error) {
	m, err := wasm.Parse(src)
	if err != nil {
		return nil, nil, err
	}
	out, globals, err := how(m)
	if err != nil {
		return nil, nil, err
	}
	again, err := wasm.Parse(out.Bytes())
	if err != nil {
		return nil, nil, fmt.Errorf("the rewritten module is not read: %w", err)
	}
	same := cmpopts.EquateEmpty()
	for _, diff := range []string{
		cmp.Diff(again.Types, out.Types, same, cmp.AllowUnexported(wasm.Types{}, wasm.SubType{}), cmpopts.IgnoreFields(wasm.Types{}, "boxed")), cmp.Diff(again.Imports, out.Imports, same), cmp.Diff(again.Exports, out.Exports, same),
		cmp.Diff(again.Funcs, out.Funcs, same), cmp.Diff(again.Tables, out.Tables, same), cmp.Diff(again.Memories, out.Memories, same),
		cmp.Diff(again.Globals, out.Globals, same), cmp.Diff(again.Tags, out.Tags, same), cmp.Diff(again.Data, out.Data, same),
		cmp.Diff([]any{again.HasStart, again.Start, again.HasDataCount, again.Elements}, []any{out.HasStart, out.Start, out.HasDataCount, out.Elements}),
		cmp.Diff(again.Mutations(), out.Mutations(), same, cmpopts.IgnoreFields(wasm.Mutation{}, "Offset")), cmp.Diff(again.MutableGlobals(), out.MutableGlobals(), same),
	} {
		if diff != "" {
			return nil, nil, fmt.Errorf("the rewritten module says other than its bytes (-read +said):\n%s", diff)
		}
	}
	return out.Bytes(), globals, nil
}
