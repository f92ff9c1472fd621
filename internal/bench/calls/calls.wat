;; The core module behind the world calls. It never frees: an echo gives back
;; the very bytes that came in, and its post-return resets the heap.
(module
  (import "vivarium:bench/back@0.1.0" "increment" (func $back (param i32) (result i32)))
  (memory (export "memory") 64)
  (global $top (mut i32) (i32.const 1024))
  (func (export "cabi_realloc") (param $old i32) (param $old_size i32) (param $align i32) (param $size i32) (result i32)
    (local $p i32)
    (local.set $p
      (i32.and
        (i32.add (global.get $top) (i32.sub (local.get $align) (i32.const 1)))
        (i32.sub (i32.const 0) (local.get $align))))
    (global.set $top (i32.add (local.get $p) (local.get $size)))
    (local.get $p))
  (func (export "increment") (param $x i32) (result i32)
    (i32.add (local.get $x) (i32.const 1)))
  (func (export "increment-by-host") (param $x i32) (result i32)
    (call $back (local.get $x)))
  (func $echo (param $p i32) (param $n i32) (result i32)
    (i32.store (i32.const 16) (local.get $p))
    (i32.store (i32.const 20) (local.get $n))
    (i32.const 16))
  (func $reset (param i32)
    (global.set $top (i32.const 1024)))
  (export "echo-string" (func $echo))
  (export "echo-bytes" (func $echo))
  (export "cabi_post_echo-string" (func $reset))
  (export "cabi_post_echo-bytes" (func $reset)))
