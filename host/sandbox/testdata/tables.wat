;; A guest that can change its table, so that no image holds its state.
(module
  (import "vivarium:runner/console@0.1.0" "write" (func $write (param i32 i32 i32)))
  (memory (export "memory") 1)
  (table $t 2 funcref)
  (elem declare func $say)
  (global $free (mut i32) (i32.const 4096))
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
    (global.set $free (i32.add (global.get $free) (local.get 3)))
    (i32.sub (global.get $free) (local.get 3)))
  (func $say (param i32 i32) (call $write (i32.const 0) (local.get 0) (local.get 1)))
  (type $sayer (func (param i32 i32)))
  (func (export "run-python") (param $code i32) (param $len i32) (result i32)
    ;; A second run in the same instance would find the table changed, and trap.
    (if (i32.eqz (ref.is_null (table.get $t (i32.const 1)))) (then unreachable))
    (table.set $t (i32.const 1) (ref.func $say))
    (call_indirect $t (type $sayer) (local.get $code) (local.get $len) (i32.const 1))
    (i32.const 16)))
