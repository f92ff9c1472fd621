;; A guest of the world python-runner that hands the host as much as it has: the
;; first letter of the code says to which function. Everything beyond the first page
;; is one text of 60 MiB.
(module
  (import "vivarium:runner/console@0.1.0" "write" (func $write (param i32 i32 i32)))
  (import "vivarium:runner/files@0.1.0" "stat" (func $stat (param i32 i32 i32)))
  (import "vivarium:runner/files@0.1.0" "rename" (func $rename (param i32 i32 i32 i32 i32)))
  (import "vivarium:runner/files@0.1.0" "open" (func $open (param i32 i32 i32 i32)))
  (import "vivarium:runner/files@0.1.0" "[method]file.write" (func $file-write (param i32 i32 i32 i32)))
  (import "vivarium:runner/files@0.1.0" "[method]file.read" (func $file-read (param i32 i32 i32)))
  (import "vivarium:runner/files@0.1.0" "[method]file.seek" (func $file-seek (param i32 i64 i32 i32)))
  (import "vivarium:runner/files@0.1.0" "[method]file.set-size" (func $file-set-size (param i32 i64 i32)))
  (import "vivarium:runner/tools@0.1.0" "call" (func $call (param i32 i32 i32 i32 i32)))
  (import "vivarium:runner/safe-http@0.1.0" "fetch" (func $fetch (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32)))
  (import "vivarium:runner/context@0.1.0" "read-input" (func $read-input (param i32 i32)))
  (memory (export "memory") 34)
  (data (i32.const 128) "GEThttp://a/echof")

  ;; Results are put into one place, again and again.
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 65536))

  (func $is (param $code i32) (param $letter i32) (result i32)
    (i32.eq (i32.load8_u (local.get $code)) (local.get $letter)))

  ;; An answer of one text: of case $case of error, or a value.
  (func $answer (param $error i32) (result i32)
    (memory.fill (i32.const 1024) (i32.const 0) (i32.const 64))
    (i32.store8 (i32.const 1024) (local.get $error))
    (i32.store8 (i32.const 1028) (i32.const 1))
    (i32.store (i32.const 1032) (i32.const 65536))
    (i32.store (i32.const 1036) (i32.const 62914560))
    (i32.const 1024))

  (func (export "run-python") (param $code i32) (param $len i32) (result i32)
    (local $what i32) (local $all i32) (local $n i32)
    (if (i32.eqz (local.get $len)) (then (return (i32.const 2048))))
    (local.set $what (i32.load8_u (local.get $code)))
    (if (i32.eq (local.get $what) (i32.const 0x66)) (then (return (i32.const 2048)))) ;; the default warm-up
    (drop (memory.grow (i32.const 927)))
    (local.set $all (i32.const 62914560))
    (memory.fill (i32.const 65536) (i32.const 0x61) (local.get $all))
    ;; v: a value, e: an exception
    (if (i32.eq (local.get $what) (i32.const 0x76)) (then (return (call $answer (i32.const 0)))))
    (if (i32.eq (local.get $what) (i32.const 0x65)) (then (return (call $answer (i32.const 1)))))
    ;; w, t, q: a file
    (call $open (i32.const 144) (i32.const 1) (i32.const 11) (i32.const 512))
    (loop $for
      ;; p: print
      (if (i32.eq (local.get $what) (i32.const 0x70)) (then (call $write (i32.const 0) (i32.const 65536) (local.get $all))))
      ;; s: stat
      (if (i32.eq (local.get $what) (i32.const 0x73)) (then (call $stat (i32.const 65536) (local.get $all) (i32.const 1024))))
      ;; r: rename
      (if (i32.eq (local.get $what) (i32.const 0x72)) (then (call $rename (i32.const 65536) (local.get $all) (i32.const 65536) (local.get $all) (i32.const 1024))))
      ;; w: write more than the quota
      (if (i32.eq (local.get $what) (i32.const 0x77)) (then
        (call $file-write (i32.load (i32.const 520)) (i32.const 65536) (local.get $all) (i32.const 1024))))
      ;; t: write 3 MiB and cut it, again and again
      (if (i32.eq (local.get $what) (i32.const 0x74)) (then
        (call $file-set-size (i32.load (i32.const 520)) (i64.const 0) (i32.const 1024))
        (call $file-seek (i32.load (i32.const 520)) (i64.const 0) (i32.const 0) (i32.const 1024))
        (call $file-write (i32.load (i32.const 520)) (i32.const 65536) (i32.const 3145728) (i32.const 1024))))
      ;; q: read 1 MiB again and again
      (if (i32.eq (local.get $what) (i32.const 0x71)) (then
        (call $file-set-size (i32.load (i32.const 520)) (i64.const 2097152) (i32.const 1024))
        (call $file-seek (i32.load (i32.const 520)) (i64.const 0) (i32.const 0) (i32.const 1024))
        (call $file-read (i32.load (i32.const 520)) (i32.const -1) (i32.const 1024))))
      ;; c: call a tool
      (if (i32.eq (local.get $what) (i32.const 0x63)) (then
        (call $call (i32.const 140) (i32.const 4) (i32.const 65536) (local.get $all) (i32.const 1024))))
      ;; n: call a tool with such a name
      (if (i32.eq (local.get $what) (i32.const 0x6e)) (then
        (call $call (i32.const 65536) (local.get $all) (i32.const 65536) (local.get $all) (i32.const 1024))))
      ;; u: a URL, h: headers, b: a body
      (if (i32.eq (local.get $what) (i32.const 0x75)) (then
        (call $fetch (i32.const 128) (i32.const 3) (i32.const 65536) (local.get $all) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 1024))))
      (if (i32.eq (local.get $what) (i32.const 0x68)) (then
        (memory.fill (i32.const 65536) (i32.const 0) (local.get $all))
        (call $fetch (i32.const 128) (i32.const 3) (i32.const 131) (i32.const 9) (i32.const 65536) (i32.const 3932160) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 1024))))
      (if (i32.eq (local.get $what) (i32.const 0x62)) (then
        (call $fetch (i32.const 128) (i32.const 3) (i32.const 131) (i32.const 9) (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 65536) (local.get $all) (i32.const 1024))))
      ;; i: read input
      (if (i32.eq (local.get $what) (i32.const 0x69)) (then (call $read-input (i32.const -1) (i32.const 1024))))
      (local.set $n (i32.add (local.get $n) (i32.const 1)))
      (br_if $for (i32.lt_u (local.get $n) (i32.const 200000))))
    (i32.const 2048)))
