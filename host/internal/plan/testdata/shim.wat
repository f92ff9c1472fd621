;; The detour by which components link modules that need their own memory for an
;; import, and which the plan leaves out: one core instance is left.
(component
  (import "test:host/calls" (instance $calls (export "text" (func (param "v" string)))))
  (core module $shim
    (table (export "$imports") 1 1 funcref)
    (func (export "0") (param i32 i32) (local.get 0) (local.get 1) (call_indirect (param i32 i32) (i32.const 0))))
  (core instance $shim (instantiate $shim))
  (core module $main
    (import "host" "text" (func $text (param i32 i32)))
    (memory (export "memory") 1)
    (func (export "run") (call $text (i32.const 0) (i32.const 1))))
  (core instance $main (instantiate $main (with "host" (instance (export "text" (func $shim "0"))))))
  (core func $text (canon lower (func $calls "text") (memory (core memory $main "memory"))))
  (core module $fixup
    (import "" "0" (func (param i32 i32)))
    (import "" "$imports" (table 1 1 funcref))
    (elem (i32.const 0) func 0))
  (core instance (instantiate $fixup (with "" (instance (export "0" (func $text)) (export "$imports" (table $shim "$imports"))))))
  (func $run (canon lift (core func $main "run")))
  (export "run" (func $run)))
