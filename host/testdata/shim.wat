;; What `wasm-tools component new` makes of a module that needs its own memory
;; for an import: the module calls through a table of a shim, which a fix-up
;; fills once the memory is there.
(component
  (import "log" (func $log (param "s" string)))
  (core module $main
    (import "host" "log" (func $log (param i32 i32)))
    (memory (export "memory") 1)
    (data (i32.const 8) "hello")
    (func (export "run") (call $log (i32.const 8) (i32.const 5)))
    (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024)))
  (core module $shim
    (table (export "$imports") 1 1 funcref)
    (func (export "0") (param i32 i32)
      (call_indirect (param i32 i32) (local.get 0) (local.get 1) (i32.const 0))))
  (core module $fixup
    (import "" "0" (func (param i32 i32)))
    (import "" "$imports" (table 1 1 funcref))
    (elem (i32.const 0) func 0))
  (core instance $shim (instantiate $shim))
  (core instance $main (instantiate $main
    (with "host" (instance (export "log" (func $shim "0"))))))
  (core func $lowered (canon lower (func $log) (memory (core memory $main "memory")) (realloc (core func $main "realloc"))))
  (core instance (instantiate $fixup
    (with "" (instance (export "$imports" (table $shim "$imports")) (export "0" (func $lowered))))))
  (func $run (canon lift (core func $main "run")))
  (instance (export "test:guest/run@0.2.0") (export "run" (func $run))))
