;; Resources: one that the host implements, one that the component does, with a
;; destructor.
(component
  (import "test:host/files" (instance $files
    (export "file" (type $file (sub resource)))
    (export "open" (func (result (own $file))))))
  (alias export $files "file" (type $file))
  (core module $dtor (func (export "dtor") (param i32)))
  (core instance $dtor (instantiate $dtor))
  (type $mine (resource (rep i32) (dtor (core func $dtor "dtor"))))
  (core func $drop-file (canon resource.drop $file))
  (core func $open (canon lower (func $files "open")))
  (core func $new (canon resource.new $mine))
  (core func $rep (canon resource.rep $mine))
  (core func $drop (canon resource.drop $mine))
  (core module $main
    (import "host" "open" (func $open (result i32)))
    (import "host" "drop-file" (func $drop-file (param i32)))
    (import "host" "new" (func $new (param i32) (result i32)))
    (import "host" "rep" (func (param i32) (result i32)))
    (import "host" "drop" (func (param i32)))
    (func (export "make") (result i32) (call $new (i32.const 1))))
  (core instance $main (instantiate $main (with "host" (instance
    (export "open" (func $open)) (export "drop-file" (func $drop-file))
    (export "new" (func $new)) (export "rep" (func $rep)) (export "drop" (func $drop))))))
  (export $thing "thing" (type $mine))
  (func $make (result (own $thing)) (canon lift (core func $main "make")))
  (export "make" (func $make)))
