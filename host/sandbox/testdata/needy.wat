;; A component that wants of its host what no world of ours has.
(module
  (import "secret" "read" (func (param i32)))
  (memory (export "memory") 1)
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) unreachable)
  (func (export "run-python") (param i32 i32) (result i32) unreachable))
