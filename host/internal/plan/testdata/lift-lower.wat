;; One function of the host by a component that lifts functions of its own: every
;; option of a canonical definition, spilled parameters and a spilled result.
(component
  (import "test:host/calls@0.2.0" (instance $calls
    (export "u32" (func (param "v" u32) (result u32)))
    (export "text" (func (param "v" string) (result string)))))
  (import "plain" (func $plain))
  (core module $libc
    (memory (export "memory") 1)
    (func (export "realloc") (param i32 i32 i32 i32) (result i32) unreachable))
  (core instance $libc (instantiate $libc))
  (core func $u32 (canon lower (func $calls "u32")))
  (core func $text (canon lower (func $calls "text") string-encoding=utf16 (memory (core memory $libc "memory")) (realloc (core func $libc "realloc"))))
  (core func $plain (canon lower (func $plain)))
  (core module $main
    (import "host" "u32" (func $u32 (param i32) (result i32)))
    (import "host" "text" (func (param i32 i32 i32)))
    (import "host" "plain" (func))
    (func (export "u32") (param i32) (result i32) (call $u32 (local.get 0)))
    (func (export "text") (param i32 i32) (result i32) unreachable)
    (func (export "free") (param i32)))
  (core instance $main (instantiate $main (with "host" (instance
    (export "u32" (func $u32)) (export "text" (func $text)) (export "plain" (func $plain))))))
  (func $lifted (param "v" u32) (result u32) (canon lift (core func $main "u32")))
  (func $text-lifted (param "v" string) (result string)
    (canon lift (core func $main "text") (memory (core memory $libc "memory")) (realloc (core func $libc "realloc")) (post-return (core func $main "free"))))
  (instance $api (export "u32" (func $lifted)))
  (export "test:host/api" (instance $api))
  (export "text" (func $text-lifted)))
