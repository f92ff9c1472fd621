;; One component calls another, as often as it is asked to: what a call costs
;; that stays within a composition.
(component
  (component $callee
    (core module $m
      (memory (export "memory") 33)
      (global $top (mut i32) (i32.const 1024))
      (func (export "realloc") (param $old i32) (param $old_size i32) (param $align i32) (param $size i32) (result i32)
        (local $p i32)
        (local.set $p (global.get $top))
        (global.set $top (i32.add (local.get $p) (local.get $size)))
        (local.get $p))
      (func (export "increment") (param i32) (result i32)
        (i32.add (local.get 0) (i32.const 1)))
      (func (export "length") (param i32 i32) (result i32)
        (global.set $top (i32.const 1024))
        (local.get 1)))
    (core instance $i (instantiate $m))
    (func (export "increment") (param "x" u32) (result u32)
      (canon lift (core func $i "increment")))
    (func (export "length") (param "text" string) (result u32)
      (canon lift (core func $i "length") (memory (core memory $i "memory")) (realloc (core func $i "realloc")))))
  (component $caller
    (import "increment" (func $increment (param "x" u32) (result u32)))
    (import "length" (func $length (param "text" string) (result u32)))
    (core module $libc
      (memory (export "memory") 17)
      (func (export "fill")
        (memory.fill (i32.const 1024) (i32.const 97) (i32.const 0x100000)))
      (start 0))
    (core instance $libc (instantiate $libc))
    (core func $increment' (canon lower (func $increment)))
    (core func $length' (canon lower (func $length) (memory (core memory $libc "memory"))))
    (core module $m
      (import "" "increment" (func $increment (param i32) (result i32)))
      (import "" "length" (func $length (param i32 i32) (result i32)))
      (func (export "increments") (param $times i32) (result i32)
        (local $x i32)
        (loop $again
          (local.set $x (call $increment (local.get $x)))
          (br_if $again (i32.lt_u (local.get $x) (local.get $times))))
        (local.get $x))
      (func (export "lengths") (param $times i32) (result i32)
        (local $sum i32)
        (loop $again
          (local.set $sum (i32.add (local.get $sum) (call $length (i32.const 1024) (i32.const 0x100000))))
          (br_if $again (local.tee $times (i32.sub (local.get $times) (i32.const 1)))))
        (local.get $sum)))
    (core instance $i (instantiate $m (with "" (instance
      (export "increment" (func $increment')) (export "length" (func $length'))))))
    (func (export "increments") (param "times" u32) (result u32) (canon lift (core func $i "increments")))
    (func (export "lengths") (param "times" u32) (result u32) (canon lift (core func $i "lengths"))))
  (instance $callee (instantiate $callee))
  (instance $caller (instantiate $caller
    (with "increment" (func $callee "increment")) (with "length" (func $callee "length"))))
  (export "increments" (func $caller "increments"))
  (export "lengths" (func $caller "lengths")))
