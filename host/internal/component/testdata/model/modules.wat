;; Core modules that come from outside, are passed on and exported.
(component
  (import "code" (core module $code
    (import "env" "memory" (memory 1 2))
    (import "env" "table" (table 1 funcref))
    (import "env" "base" (global i32))
    (export "run" (func (param i32) (result i64)))
  ))
  (core module $env
    (memory (export "memory") 1 1)
    (table (export "table") 1 1 funcref)
    (global (export "base") i32 i32.const 1024)
  )
  (core instance $env (instantiate $env))
  (core instance $i (instantiate $code (with "env" (instance $env))))
  (core instance (export "again" (func $i "run")))
  (export "environment" (core module $env))
)
