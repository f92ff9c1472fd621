;; Versions and the interface that a plainly named instance implements.
(component
  (import "wasi:clocks/wall-clock@0.2.12" (instance))
  (import "primary" (implements "wasi:keyvalue/store@0.2.0") (instance))
  (import "a:b/c@0.2" (version-suffix ".7") (instance))
)
