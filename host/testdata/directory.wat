;; An instance that knows one name, for components that import a directory.
(component
  (core module $m
    (memory (export "memory") 1)
    (data (i32.const 8) "\10\00\00\00\09\00\00\00Augusta A")
    (func (export "lookup") (param i32) (result i32) (i32.const 8)))
  (core instance $i (instantiate $m))
  (func $lookup (param "id" u32) (result string) (canon lift (core func $i "lookup") (memory (core memory $i "memory"))))
  (instance $directory (export "lookup" (func $lookup)))
  (export "demo:names/directory@1.3.0" (instance $directory)))
