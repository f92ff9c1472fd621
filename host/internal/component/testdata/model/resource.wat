;; A component that implements a resource and gives it a name outside. The
;; resource of its own text is named by the canonical definitions, and its first
;; export is where an importer gets it from.
(component
  (core module $m
    (func (export "dtor") (param i32))
    (func (export "open") (result i32) unreachable)
    (func (export "size") (param i32) (result i64) unreachable)
  )
  (core instance $m (instantiate $m))
  (type $file' (resource (rep i32) (dtor (core func $m "dtor"))))
  (core func $new (canon resource.new $file'))
  (core func $rep (canon resource.rep $file'))
  (core func $drop (canon resource.drop $file'))
  (export $file "file" (type $file'))
  (func $open (result (own $file)) (canon lift (core func $m "open")))
  (export "[constructor]file" (func $open))
  (func $size (param "self" (borrow $file)) (result u64) (canon lift (core func $m "size")))
  (export "[method]file.size" (func $size))
)
