;; With a 64-bit memory, pointers are i64 in core and 8 bytes in memory.
(component
  (core module $m
    (memory (export "memory") i64 1)
    (func (export "realloc") (param i64 i64 i64 i64) (result i64) unreachable)
    (func (export "f") (param i64 i64) (result i64) unreachable)
  )
  (core instance $m (instantiate $m))
  (func (export "f") (param "text" string) (result (list u8))
    (canon lift (core func $m "f") (memory (core memory $m "memory")) (realloc (core func $m "realloc"))))
)
