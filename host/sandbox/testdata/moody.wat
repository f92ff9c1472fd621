;; A guest of the world python-runner that is no Python: the first letter of the
;; code says what to do. The answer is built at 64, texts stand at 128 and on.
(module
  (import "vivarium:runner/console@0.1.0" "write" (func $write (param i32 i32 i32)))
  (import "vivarium:runner/context@0.1.0" "generation" (func $generation (result i64)))
  (import "wasi:clocks/monotonic-clock@0.2.12" "subscribe-duration" (func $timer (param i64) (result i32)))
  (memory (export "memory") 1)
  (global $free (mut i32) (i32.const 8192))
  (data (i32.const 128) "LimitErrorMemoryErrortimeout{not json")
  (tag $thrown)
  ;; How many programs this instance has run.
  (data (i32.const 256) "0")

  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
    (local $at i32) (local $end i32)
    (local.set $at (i32.and (i32.add (global.get $free) (i32.const 7)) (i32.const -8)))
    (local.set $end (i32.add (local.get $at) (local.get 3)))
    (block $fits
      (br_if $fits (i32.le_u (local.get $end) (i32.shl (memory.size) (i32.const 16))))
      (br_if $fits (i32.ne (i32.const -1) (memory.grow
        (i32.add (i32.const 1) (i32.shr_u (i32.sub (local.get $end) (i32.shl (memory.size) (i32.const 16))) (i32.const 16))))))
      unreachable)
    (global.set $free (local.get $end))
    (local.get $at))

  (func $text (param $at i32) (param $ptr i32) (param $len i32)
    (i32.store (local.get $at) (local.get $ptr))
    (i32.store offset=4 (local.get $at) (local.get $len)))

  ;; An error of this case, exception or out-of-memory.
  (func $raise (param $case i32) (param $class i32) (param $classlen i32)
    (i32.store8 (i32.const 64) (i32.const 1))
    (i32.store8 (i32.const 68) (local.get $case))
    (call $text (i32.const 72) (local.get $class) (local.get $classlen))
    (call $text (i32.const 80) (i32.const 149) (i32.const 7)))

  (func $deep (result i32) (i32.add (call $deep) (i32.const 1)))

  (func $is (param $code i32) (param $len i32) (param $letter i32) (result i32)
    (if (i32.eqz (local.get $len)) (then (return (i32.const 0))))
    (i32.eq (i32.load8_u (local.get $code)) (local.get $letter)))

  (func (export "run-python") (param $code i32) (param $len i32) (result i32)
    (local $n i32)
    (memory.fill (i32.const 64) (i32.const 0) (i32.const 40))
    (i32.store8 (i32.const 256) (i32.add (i32.load8_u (i32.const 256)) (i32.const 1)))
    (drop (call $generation))

    (block $done
      ;; echo
      (if (call $is (local.get $code) (local.get $len) (i32.const 0x65)) (then
        (call $write (i32.const 0) (local.get $code) (local.get $len))
        (br $done)))
      ;; count
      (if (call $is (local.get $code) (local.get $len) (i32.const 0x63)) (then
        (call $write (i32.const 1) (i32.const 256) (i32.const 1))
        (br $done)))
      ;; unreachable
      (if (call $is (local.get $code) (local.get $len) (i32.const 0x75)) (then unreachable))
      ;; loop
      (if (call $is (local.get $code) (local.get $len) (i32.const 0x6c)) (then (loop $for (br $for))))
      ;; deep
      (if (call $is (local.get $code) (local.get $len) (i32.const 0x64)) (then (drop (call $deep))))
      ;; Throw without end, and catch
      (if (call $is (local.get $code) (local.get $len) (i32.const 0x54)) (then
        (loop $for
          (block $caught (try_table (catch $thrown $caught) (throw $thrown)))
          (br $for))))
      ;; Flood of calls (the default warm-up starts with an f)
      (if (call $is (local.get $code) (local.get $len) (i32.const 0x46)) (then
        (loop $for (call $write (i32.const 0) (i32.const 0) (i32.const 0)) (br $for))))
      ;; print without end
      (if (call $is (local.get $code) (local.get $len) (i32.const 0x70)) (then
        (loop $for (call $write (i32.const 0) (i32.const 4096) (i32.const 1000)) (br $for))))
      ;; memory: grow until it is refused, then raise MemoryError
      (if (call $is (local.get $code) (local.get $len) (i32.const 0x6d)) (then
        (loop $for (br_if $for (i32.ne (i32.const -1) (memory.grow (i32.const 16)))))
        (call $raise (i32.const 2) (i32.const 138) (i32.const 11))
        (br $done)))
      ;; grow until it is refused, then raise an exception that is called MemoryError
      (if (call $is (local.get $code) (local.get $len) (i32.const 0x67)) (then
        (loop $for (br_if $for (i32.ne (i32.const -1) (memory.grow (i32.const 16)))))
        (call $raise (i32.const 1) (i32.const 138) (i32.const 11))
        (br $done)))
      ;; abort: the same, but give up
      (if (call $is (local.get $code) (local.get $len) (i32.const 0x61)) (then
        (loop $for (br_if $for (i32.ne (i32.const -1) (memory.grow (i32.const 16)))))
        unreachable))
      ;; raise what claims to be a limit
      (if (call $is (local.get $code) (local.get $len) (i32.const 0x72)) (then
        (call $raise (i32.const 1) (i32.const 128) (i32.const 10))
        (br $done)))
      ;; MemoryError, out of nothing
      (if (call $is (local.get $code) (local.get $len) (i32.const 0x4d)) (then
        (call $raise (i32.const 2) (i32.const 138) (i32.const 11))
        (br $done)))
      ;; x: exit with status 7, z: with 0
      (local.set $n (call $is (local.get $code) (local.get $len) (i32.const 0x78)))
      (if (i32.or (local.get $n) (call $is (local.get $code) (local.get $len) (i32.const 0x7a))) (then
        (i32.store8 (i32.const 64) (i32.const 1))
        (i32.store8 (i32.const 68) (i32.const 3))
        (i32.store (i32.const 72) (i32.mul (local.get $n) (i32.const 7)))
        (br $done)))
      ;; json that is none
      (if (call $is (local.get $code) (local.get $len) (i32.const 0x6a)) (then
        (i32.store8 (i32.const 68) (i32.const 1))
        (call $text (i32.const 72) (i32.const 128) (i32.const 10))
        (i32.store8 (i32.const 80) (i32.const 1))
        (call $text (i32.const 84) (i32.const 156) (i32.const 9))
        (br $done)))
      ;; value of 60,000 bytes
      (if (call $is (local.get $code) (local.get $len) (i32.const 0x76)) (then
        (i32.store8 (i32.const 68) (i32.const 1))
        (memory.fill (i32.const 4096) (i32.const 0x61) (i32.const 60000))
        (call $text (i32.const 72) (i32.const 4096) (i32.const 60000))
        (br $done)))
      ;; bomb: 3,000 displays, all of them the same 60,000 bytes
      (if (call $is (local.get $code) (local.get $len) (i32.const 0x62)) (then
        (drop (memory.grow (i32.const 1)))
        (loop $for
          (call $text (i32.add (i32.const 65536) (i32.mul (local.get $n) (i32.const 16))) (i32.const 128) (i32.const 4))
          (call $text (i32.add (i32.const 65544) (i32.mul (local.get $n) (i32.const 16))) (i32.const 0) (i32.const 60000))
          (local.set $n (i32.add (local.get $n) (i32.const 1)))
          (br_if $for (i32.lt_u (local.get $n) (i32.const 3000))))
        (call $text (i32.const 92) (i32.const 65536) (i32.const 3000))
        (br $done)))
      ;; hold timers without end
      (if (call $is (local.get $code) (local.get $len) (i32.const 0x68)) (then
        (loop $for (drop (call $timer (i64.const 0))) (br $for))))
      ;; swarm: 4,000 displays of nothing, S: 1,000,000 of them
      (local.set $n (call $is (local.get $code) (local.get $len) (i32.const 0x53)))
      (if (i32.or (local.get $n) (call $is (local.get $code) (local.get $len) (i32.const 0x73))) (then
        (drop (memory.grow (i32.add (i32.const 1) (i32.mul (local.get $n) (i32.const 300)))))
        (call $text (i32.const 92) (i32.const 65536) (select (i32.const 1000000) (i32.const 4000) (local.get $n)))
        (br $done)))
      ;; an answer outside of memory
      (if (call $is (local.get $code) (local.get $len) (i32.const 0x6f)) (then (return (i32.const -4))))
      ;; an answer of no case
      (if (call $is (local.get $code) (local.get $len) (i32.const 0x6e)) (then
        (i32.store8 (i32.const 64) (i32.const 9))
        (br $done)))
      ;; text that is not UTF-8
      (if (call $is (local.get $code) (local.get $len) (i32.const 0x74)) (then
        (i32.store8 (i32.const 512) (i32.const 0xff))
        (call $raise (i32.const 1) (i32.const 512) (i32.const 1))
        (br $done))))
    (i32.const 64)))
