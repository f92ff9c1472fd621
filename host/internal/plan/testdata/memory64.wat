;; A memory of 64-bit addresses.
(component
  (import "text" (func $text (param "v" string)))
  (core module $libc (memory (export "memory") i64 1))
  (core instance $libc (instantiate $libc))
  (core func $text (canon lower (func $text) string-encoding=latin1+utf16 (memory (core memory $libc "memory"))))
  (core module $main
    (import "" "text" (func (param i64 i64)))
    (func (export "run")))
  (core instance $main (instantiate $main (with "" (instance (export "text" (func $text))))))
  (func $run (canon lift (core func $main "run")))
  (export "run" (func $run)))
