;; Every assertion, met and missed.
(component
  (core module $m
    (memory (export "memory") 1)
    (data (i32.const 8) "hi")
    (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
    (func (export "nothing"))
    (func (export "text") (result i32)
      (i32.store (i32.const 0) (i32.const 8)) (i32.store (i32.const 4) (i32.const 2)) (i32.const 0)))
  (core instance $i (instantiate $m))
  (func (export "add") (param "a" u32) (param "b" u32) (result u32) (canon lift (core func $i "add")))
  (func (export "nothing") (canon lift (core func $i "nothing")))
  (func (export "text") (result string) (canon lift (core func $i "text") (memory (core memory $i "memory")))))
(assert_return (invoke "add" (u32.const 1) (u32.const 2)) (u32.const 3))
(assert_return (invoke "add" (u32.const 1) (u32.const 2)) (u32.const 4)) ;;= failed: u32 4 is expected, the result is u32 3
(assert_return (invoke "add" (u32.const 1) (u32.const 2)) (s32.const 3)) ;;= failed: s32 3 is expected, the result is u32 3
(assert_return (invoke "add" (u32.const 1) (u32.const 2))) ;;= failed: 0 results are expected, it has 1
(assert_return (invoke "add" (u32.const 1))) ;;= failed: add: want 2 arguments, have 1
(assert_return (invoke "add" (i32.const 1) (i32.const 2)) (i32.const 3)) ;;= failed: argument 1: a value of core WebAssembly
(assert_return (invoke "nothing"))
(assert_return (invoke "nothing") (u32.const 0)) ;;= failed: 1 results are expected, it has 0
(assert_return (invoke "text") (str.const "hi"))
(assert_return (invoke "subtract")) ;;= failed: export subtract: the component has no export "subtract"
(invoke "nothing")
(assert_trap (invoke "nothing") "unreachable") ;;= failed: a trap is expected (unreachable), it returned
(assert_trap (invoke "text") "unreachable") ;;= failed: a trap is expected (unreachable), the result is string "hi"

(component definition $Traps
  (core module $m
    (tag $e)
    (func (export "unreachable") unreachable)
    (func (export "divide") (drop (i32.div_u (i32.const 1) (i32.const 0))))
    (func $deep (export "deep") (call $deep))
    (func (export "throw") (throw $e)))
  (core instance $i (instantiate $m))
  (func (export "unreachable") (canon lift (core func $i "unreachable")))
  (func (export "divide") (canon lift (core func $i "divide")))
  (func (export "deep") (canon lift (core func $i "deep")))
  (func (export "throw") (canon lift (core func $i "throw"))))
(component instance $t $Traps)
(assert_trap (invoke "unreachable") "unreachable")
(assert_trap (invoke "unreachable") "cannot enter component instance")
(assert_trap (invoke "divide") "integer divide by zero") ;;= failed: the trap "integer divide by zero" is expected, the outcome is: host: the instance cannot be entered after a trap: trap: unreachable
(component instance $t $Traps)
(assert_trap (invoke "unreachable") "wasm trap: wasm `unreachable` instruction executed")
(component instance $t $Traps)
(assert_trap (invoke "divide") "unreachable") ;;= failed: the trap "unreachable" is expected, it is another one: trap: integer divide by zero
(component instance $t $Traps)
(assert_exhaustion (invoke "deep") "call stack exhausted")
(component instance $t $Traps)
(assert_exception (invoke "throw"))
(component instance $t $Traps)
(assert_exception (invoke "divide")) ;;= failed: an exception is expected, the outcome is: trap: integer divide by zero
(component instance $t $Traps)
(assert_return (invoke "divide")) ;;= failed: trap: integer divide by zero
(component instance $t $Traps)
(invoke "divide") ;;= failed: trap: integer divide by zero

(assert_trap
  (component (core module $m (func $f unreachable) (start $f)) (core instance (instantiate $m)))
  "unreachable")
(assert_trap (component (core module $m (func $f) (start $f)) (core instance (instantiate $m))) "unreachable") ;;= failed: a trap is expected (unreachable), it was instantiated
(assert_trap (component (import "x" (func))) "unreachable") ;;= failed: it cannot be linked: import x: the host offers no such function
(component (core module $m (func $f unreachable) (start $f)) (core instance (instantiate $m))) ;;= failed: it cannot be instantiated: trap: unreachable

(assert_invalid (component (export "x" (func 0))) "unknown function 0")
(assert_invalid (component (export "x" (func 0))) "unknown type 0") ;;= failed: "unknown type 0" is expected, it is refused for another reason: component: section 11, offset 0xb: unknown function 0: function index out of bounds
(assert_invalid (component) "unknown type 0") ;;= failed: a refusal is expected (unknown type 0), it is accepted
(assert_invalid (component (core module (func (result i32)))) "type mismatch")
(assert_invalid (component (import "f" (func async))) "") ;;= not run (async)
(assert_invalid (component (core module (memory i64 1))) "memory64 proposal not enabled") ;;= not run (gate)
(assert_malformed (component binary "\00asm" "\0d\00\01\00" "\ff") "malformed section id")
(assert_malformed (component binary "\00asm" "\0d\00\01\00" "\ff") "bad magic") ;;= failed: "bad magic" is expected, it is refused for another reason: component: offset 0x8: malformed section id: 255
(assert_malformed (component binary "\00asm" "\0d\00\01\00" "\0b\07\01\00\01x\01\00\00") "unknown function 0") ;;= failed: the bytes are to be malformed (unknown function 0), the outcome is: component: section 11, offset 0xb: unknown function 0: function index out of bounds
(assert_malformed (component binary "\00asm" "\0d\00\01\00") "") ;;= failed: a refusal is expected (), it is accepted
(assert_malformed (component quote "(dance)") "dance") ;;= not run (text)
(component (export "x" (func 0))) ;;= failed: it is refused: component: section 11, offset 0xb: unknown function 0: function index out of bounds

;; What is not run is not run for its instances either.
(component definition $Async (import "f" (func async))) ;;= not run (async)
(component instance $async $Async) ;;= not run (async)
(assert_return (invoke "f")) ;;= not run (async)
(assert_trap (invoke $async "f") "") ;;= not run (async)
(component (core module (memory 1 (pagesize 1))))
(component (core module (type (struct))))
(component (import "a:b:c/d" (func))) ;;= not run (nested-names)

;; What a script of another runtime says of what that runtime lacks or words differently.
(assert_invalid (component (import "f" (func $f)) (export "g" (func $f))) "component export `g` is a reexport of an imported function which is not implemented") ;;= not run (gate)
(assert_invalid (component (import "c" (component))) "root-level component imports are not supported") ;;= not run (gate)
(assert_invalid (component (component $c) (export "c" (component $c))) "exporting a component from the root component is not supported") ;;= not run (gate)
(component definition $Long
  (core module $m
    (memory (export "memory") 1)
    (func (export "text") (result i32) (i32.store (i32.const 4) (i32.const -1)) (i32.const 0))
    (func (export "few") (result i32) (i32.store (i32.const 0) (i32.const 7)) (i32.store (i32.const 4) (i32.const 1)) (i32.const 0)))
  (core instance $i (instantiate $m))
  (func (export "text") (result string) (canon lift (core func $i "text") (memory (core memory $i "memory"))))
  (func (export "list") (result (list u64)) (canon lift (core func $i "few") (memory (core memory $i "memory")))))
(component instance $t $Long)
(assert_trap (invoke "text") "string content out-of-bounds")
(component instance $t $Long)
(assert_trap (invoke "text") "unreachable") ;;= failed: the trap "unreachable" is expected, it is another one: trap: string of 4294967295 code units is longer than 268435455 bytes
(component instance $t $Long)
(assert_trap (invoke "list") "string content out-of-bounds") ;;= failed: the trap "string content out-of-bounds" is expected, it is another one: trap: unaligned pointer: list at 0x7, which is not a multiple of 8
