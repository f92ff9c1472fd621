;; A component of another world: its run-python has another type.
(module
  (memory (export "memory") 1)
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) unreachable)
  (func (export "run-python") (param i32 i32) (result i32) unreachable))
