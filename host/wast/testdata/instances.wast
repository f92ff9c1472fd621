;; Definitions and instances, and what they offer each other.
(component definition $Counter
  (core module $m
    (global $n (mut i32) (i32.const 0))
    (func (export "next") (result i32)
      (global.set $n (i32.add (global.get $n) (i32.const 1)))
      (global.get $n)))
  (core instance $i (instantiate $m))
  (func (export "next") (result u32) (canon lift (core func $i "next"))))

(component instance $a $Counter)
(component instance $b $Counter)
(assert_return (invoke "next") (u32.const 1))
(assert_return (invoke "next") (u32.const 2))
(assert_return (invoke $a "next") (u32.const 1))
(assert_return (invoke $b "next") (u32.const 3))
(assert_return (invoke $c "next") (u32.const 3)) ;;= failed: there is no instance called "c"

;; A named instance is what later components import.
(component
  (import "a" (instance $a (export "next" (func (result u32)))))
  (core func $next (canon lower (func $a "next")))
  (func (export "next-of-a") (result u32) (canon lift (core func $next))))
(assert_return (invoke "next-of-a") (u32.const 2))
(assert_return (invoke $a "next") (u32.const 3))
(assert_return (invoke "next-of-a") (u32.const 4))
(register "again" $b)
(register "again" $c) ;;= failed: there is no instance called "c"
(component
  (import "again" (instance $b (export "next" (func (result u32)))))
  (core func $next (canon lower (func $b "next")))
  (func (export "next") (result u32) (canon lift (core func $next))))
(assert_return (invoke "next") (u32.const 4))

;; What nobody offers: the component is valid, and there is no instance.
(component (import "nobody" (func))) ;;= passed: valid; not instantiated: import nobody: the host offers no such function
(assert_return (invoke "f")) ;;= failed: the component was not instantiated: import nobody: the host offers no such function
(component (import "a" (instance (export "next" (func (result u64)))))) ;;= failed: it cannot be linked: import a: function next: result: want u32, component has u64
(assert_unlinkable (component (import "nobody" (func))) "unknown import")
(assert_unlinkable (component (import "nobody" (func))) "incompatible import type") ;;= failed: "incompatible import type" is expected, it is not linked for another reason: import nobody: the host offers no such function
(assert_unlinkable (component (import "a" (instance (export "next" (func (result u64)))))) "result: want u32, component has u64")
(assert_unlinkable (component (import "a" (instance (export "next" (func (result u64)))))) "unknown import") ;;= failed: "unknown import" is expected, it is not linked for another reason: import a: function next: result: want u32, component has u64
(assert_unlinkable (component) "unknown import") ;;= failed: a refusal to link is expected (unknown import), it was linked

;; Resources of one instance are the host's to another, and types of their own.
(component definition $Things
  (type $t (resource (rep i32)))
  (core func $new (canon resource.new $t))
  (core func $rep (canon resource.rep $t))
  (export $x "thing" (type $t))
  (func (export "make") (param "v" u32) (result (own $x)) (canon lift (core func $new)))
  (core module $m
    (func (export "value") (param i32) (result i32) (local.get 0)))
  (core instance $i (instantiate $m))
  (func (export "value") (param "t" (borrow $x)) (result u32) (canon lift (core func $i "value")))
  (core module $shared (func (export "seven") (result i32) (i32.const 7)))
  (export "seven" (core module $shared)))
(component instance $t1 $Things)
(component instance $t2 $Things)
(component
  (import "t1" (instance $t
    (export "thing" (type $thing (sub resource)))
    (export "make" (func (param "v" u32) (result (own $thing))))
    (export "value" (func (param "t" (borrow $thing)) (result u32)))
    (export "seven" (core module $seven (export "seven" (func (result i32)))))))
  (alias export $t "thing" (type $thing))
  (core func $make (canon lower (func $t "make")))
  (core func $value (canon lower (func $t "value")))
  (core func $drop (canon resource.drop $thing))
  (alias export $t "seven" (core module $seven))
  (core instance $s (instantiate $seven))
  (core module $m
    (import "t" "make" (func $make (param i32) (result i32)))
    (import "t" "value" (func $value (param i32) (result i32)))
    (import "t" "drop" (func $drop (param i32)))
    (import "s" "seven" (func $seven (result i32)))
    (func (export "run") (result i32) (local $h i32)
      (local.set $h (call $make (call $seven)))
      (call $value (local.get $h))
      (call $drop (local.get $h))))
  (core instance $i (instantiate $m
    (with "s" (instance $s))
    (with "t" (instance (export "make" (func $make)) (export "value" (func $value)) (export "drop" (func $drop))))))
  (func (export "run") (result u32) (canon lift (core func $i "run"))))
(assert_return (invoke "run") (u32.const 7))
(assert_unlinkable
  (component
    (import "t1" (instance $t1 (export "thing" (type (sub resource)))))
    (alias export $t1 "thing" (type $thing))
    (import "t2" (instance (export "thing" (type (eq $thing))))))
  "resource types are not the same")
