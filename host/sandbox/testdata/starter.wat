;; A guest that breaks while it is instantiated.
(module
  (memory (export "memory") 1)
  (func $start unreachable)
  (start $start)
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) unreachable)
  (func (export "run-python") (param i32 i32) (result i32) unreachable))
