;; A component that instantiates another twice and calls each: the calls are fused.
(component
  (component $inner
    (core module $m
      (memory (export "memory") 1)
      (func (export "realloc") (param i32 i32 i32 i32) (result i32) unreachable)
      (func (export "f") (param i32 i32) (result i32) unreachable))
    (core instance $m (instantiate $m))
    (func $f (param "s" string) (result u32)
      (canon lift (core func $m "f") (memory (core memory $m "memory")) (realloc (core func $m "realloc"))))
    (export "f" (func $f)))
  (instance $a (instantiate $inner))
  (instance $b (instantiate $inner))
  (core module $libc (memory (export "memory") 1))
  (core instance $libc (instantiate $libc))
  (core func $fa (canon lower (func $a "f") (memory (core memory $libc "memory"))))
  (core func $fb (canon lower (func $b "f") (memory (core memory $libc "memory"))))
  (core module $main
    (import "a" "f" (func $a (param i32 i32) (result i32)))
    (import "b" "f" (func $b (param i32 i32) (result i32)))
    (func (export "run") (result i32) (i32.add (call $a (i32.const 0) (i32.const 0)) (call $b (i32.const 0) (i32.const 0)))))
  (core instance $main (instantiate $main
    (with "a" (instance (export "f" (func $fa)))) (with "b" (instance (export "f" (func $fb))))))
  (func $run (result u32) (canon lift (core func $main "run")))
  (export "run" (func $run)))
