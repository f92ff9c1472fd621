;; A guest that looks for what other runs have left. Each run first compares both
;; memories, their sizes, the globals, the table and the first handle with what its
;; start function made of them, and exits with the place of the first difference. The
;; first letter of the code then says what to spoil.
;;
;; The answer stands at 64, the code at 1024, and the pattern at 4096 and on.
(module
  (import "vivarium:runner/console@0.1.0" "write" (func $write (param i32 i32 i32)))
  (import "vivarium:runner/context@0.1.0" "generation" (func $generation (result i64)))
  (import "wasi:clocks/monotonic-clock@0.2.12" "subscribe-duration" (func $timer (param i64) (result i32)))
  (memory $m (export "memory") 4)
  (memory $extra (export "extra") 1)
  (global $a (mut i32) (i32.const 1))
  (global $b (mut i64) (i64.const 2))
  (table $t 2 2 funcref)
  (elem (table $t) (i32.const 0) func $five $six)
  (type $number (func (result i32)))
  (func $five (result i32) (i32.const 5))
  (func $six (result i32) (i32.const 6))
  (tag $thrown)

  (func $expected (param $at i32) (result i32) (i32.mul (local.get $at) (i32.const 0x9e3779b1)))

  (func $start
    (local $at i32)
    (global.set $a (i32.const 11))
    (global.set $b (i64.const 12))
    (local.set $at (i32.const 4096))
    (loop $next
      (i32.store $m (local.get $at) (call $expected (local.get $at)))
      (local.set $at (i32.add (local.get $at) (i32.const 4)))
      (br_if $next (i32.lt_u (local.get $at) (i32.const 0x40000))))
    (memory.fill $extra (i32.const 0) (i32.const 7) (i32.const 0x10000)))
  (start $start)

  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
    (if (i32.gt_u (local.get 3) (i32.const 3072)) (then unreachable))
    (i32.const 1024))

  ;; The place of the first difference, 0 where there is none. What is no address
  ;; stands below 64.
  (func $differs (param $code i32) (param $len i32) (result i32)
    (local $at i32)
    (if (i32.ne (global.get $a) (i32.const 11)) (then (return (i32.const 1))))
    (if (i64.ne (global.get $b) (i64.const 12)) (then (return (i32.const 2))))
    (if (i32.ne (memory.size $m) (i32.const 4)) (then (return (i32.const 3))))
    (if (i32.ne (memory.size $extra) (i32.const 1)) (then (return (i32.const 4))))
    (if (i32.ne (call_indirect $t (type $number) (i32.const 0)) (i32.const 5)) (then (return (i32.const 5))))
    (if (i32.ne (call_indirect $t (type $number) (i32.const 1)) (i32.const 6)) (then (return (i32.const 6))))
    (loop $next
      (block $ok
        (br_if $ok (i32.and (i32.ge_u (local.get $at) (local.get $code))
          (i32.lt_u (local.get $at) (i32.add (local.get $code) (local.get $len)))))
        (br_if $ok (i32.eqz (i32.load8_u $m (local.get $at))))
        (return (i32.add (i32.const 64) (local.get $at))))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $at) (i32.const 4096))))
    (loop $next
      (if (i32.ne (i32.load $m (local.get $at)) (call $expected (local.get $at))) (then (return (local.get $at))))
      (local.set $at (i32.add (local.get $at) (i32.const 4)))
      (br_if $next (i32.lt_u (local.get $at) (i32.const 0x40000))))
    (local.set $at (i32.const 0))
    (loop $next
      (if (i64.ne (i64.load $extra (local.get $at)) (i64.const 0x0707070707070707)) (then (return (local.get $at))))
      (local.set $at (i32.add (local.get $at) (i32.const 8)))
      (br_if $next (i32.lt_u (local.get $at) (i32.const 0x10000))))
    (if (i32.ne (call $timer (i64.const 1)) (i32.const 1)) (then (return (i32.const 7))))
    (i32.const 0))

  (func $exit (param $status i32)
    (i32.store8 $m (i32.const 64) (i32.const 1))
    (i32.store8 $m (i32.const 68) (i32.const 3))
    (i32.store $m (i32.const 72) (local.get $status)))

  (func $spoil
    (global.set $a (i32.wrap_i64 (call $generation)))
    (global.set $b (call $generation))
    (memory.fill $m (i32.const 1024) (i32.const 0xaa) (i32.sub (i32.shl (memory.size $m) (i32.const 16)) (i32.const 1024)))
    (memory.fill $extra (i32.const 0) (i32.const 0xaa) (i32.shl (memory.size $extra) (i32.const 16))))

  (func $deep (result i32) (i32.add (call $deep) (i32.const 1)))

  (func (export "run-python") (param $code i32) (param $len i32) (result i32)
    (local $letter i32) (local $n i32)
    (if (local.get $len) (then (local.set $letter (i32.load8_u $m (local.get $code)))))
    ;; The warm-up leaves nothing.
    (if (i32.eq (local.get $letter) (i32.const 0x66)) (then
      (memory.fill $m (i32.const 0) (i32.const 0) (i32.const 4096))
      (return (i32.const 64))))

    (local.set $n (call $differs (local.get $code) (local.get $len)))
    (if (local.get $n) (then (call $exit (local.get $n)) (return (i32.const 64))))

    ;; One byte of every other page
    (if (i32.eq (local.get $letter) (i32.const 0x50)) (then
      (local.set $n (i32.const 4096))
      (loop $next
        (i32.store8 $m (local.get $n) (i32.const 0x55))
        (local.set $n (i32.add (local.get $n) (i32.const 8192)))
        (br_if $next (i32.lt_u (local.get $n) (i32.const 0x40000))))))
    ;; Grow both memories
    (if (i32.eq (local.get $letter) (i32.const 0x47)) (then
      (drop (memory.grow $m (i32.const 3)))
      (drop (memory.grow $extra (i32.const 2)))
      (call $spoil)))
    ;; Spoil all
    (if (i32.eq (local.get $letter) (i32.const 0x53)) (then (call $spoil)))
    ;; Unreachable
    (if (i32.eq (local.get $letter) (i32.const 0x55)) (then (call $spoil) unreachable))
    ;; Loop
    (if (i32.eq (local.get $letter) (i32.const 0x4c)) (then (call $spoil) (loop $for (br $for))))
    ;; Deep recursion
    (if (i32.eq (local.get $letter) (i32.const 0x44)) (then (call $spoil) (drop (call $deep))))
    ;; Host call that fails
    (if (i32.eq (local.get $letter) (i32.const 0x48)) (then
      (call $spoil)
      (call $write (i32.const 0) (i32.const 4096) (i32.const 100000))))
    ;; Exceptions
    (if (i32.eq (local.get $letter) (i32.const 0x45)) (then
      (local.set $n (i32.const 50))
      (loop $for
        (block $caught (try_table (catch $thrown $caught) (throw $thrown)))
        (local.set $n (i32.sub (local.get $n) (i32.const 1)))
        (br_if $for (local.get $n)))
      (call $spoil)))
    ;; Timers that nobody drops
    (if (i32.eq (local.get $letter) (i32.const 0x54)) (then
      (local.set $n (i32.const 50))
      (loop $for
        (drop (call $timer (i64.const 1000000000)))
        (local.set $n (i32.sub (local.get $n) (i32.const 1)))
        (br_if $for (local.get $n)))))
    (i32.const 64)))
