;; A greeting for somebody whose name another instance knows.
(component
  (import "demo:names/directory@1.2.0" (instance $directory
    (export "lookup" (func (param "id" u32) (result string)))))
  (core module $libc
    (memory (export "memory") 1)
    (data (i32.const 1024) "hello, ")
    ;; what is allocated is the name: it goes where the greeting ends
    (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1031)))
  (core instance $libc (instantiate $libc))
  (core func $lookup (canon lower (func $directory "lookup")
    (memory (core memory $libc "memory")) (realloc (core func $libc "realloc"))))
  (core module $greeter
    (import "" "lookup" (func $lookup (param i32 i32)))
    (import "" "memory" (memory 1))
    (func (export "greet") (param $id i32) (result i32)
      (call $lookup (local.get $id) (i32.const 16))
      (i32.store (i32.const 16) (i32.const 1024))
      (i32.store (i32.const 20) (i32.add (i32.load (i32.const 20)) (i32.const 7)))
      (i32.const 16)))
  (core instance $greeter (instantiate $greeter (with "" (instance
    (export "lookup" (func $lookup)) (export "memory" (memory $libc "memory"))))))
  (func (export "greet") (param "id" u32) (result string)
    (canon lift (core func $greeter "greet") (memory (core memory $libc "memory")))))
