;; Instantiation (Binary.md, "Instance Definitions").

(assert_invalid
  (component
    (component $c (import "f" (func)))
    (instance (instantiate $c)))
  "missing import named `f`")
(assert_invalid
  (component
    (import "f" (func $f (param "x" u8)))
    (component $c (import "f" (func)))
    (instance (instantiate $c (with "f" (func $f)))))
  "type mismatch for import `f`: expected 0 parameters, found 1")
(assert_invalid
  (component
    (import "f" (func $f))
    (component $c)
    (instance (instantiate $c (with "f" (func $f)) (with "f" (func $f)))))
  "instantiation argument `f` conflicts with previous argument `f`")

;; A resource that is supplied stands for the one that is imported, in all that
;; is imported later.
(component
  (import "r" (type $r (sub resource)))
  (import "f" (func $f (param "x" (own $r))))
  (component $c
    (import "s" (type $s (sub resource)))
    (import "f" (func (param "x" (own $s)))))
  (instance (instantiate $c (with "s" (type $r)) (with "f" (func $f)))))
(assert_invalid
  (component
    (import "r" (type $r (sub resource)))
    (import "q" (type $q (sub resource)))
    (import "f" (func $f (param "x" (own $r))))
    (component $c
      (import "s" (type $s (sub resource)))
      (import "f" (func (param "x" (own $s)))))
    (instance (instantiate $c (with "s" (type $q)) (with "f" (func $f)))))
  "resource types are not the same")

;; Each instance of a component has resources of its own.
(assert_invalid
  (component
    (component $maker
      (type $r' (resource (rep i32)))
      (export "r" (type $r')))
    (component $pair
      (import "a" (instance $a (export "r" (type (sub resource)))))
      (alias export $a "r" (type $r))
      (import "b" (instance (export "r" (type (eq $r))))))
    (instance $a (instantiate $maker))
    (instance $b (instantiate $maker))
    (instance (instantiate $pair (with "a" (instance $a)) (with "b" (instance $b)))))
  "resource types are not the same")
(component
  (component $maker
    (type $r' (resource (rep i32)))
    (export "r" (type $r')))
  (component $pair
    (import "a" (instance $a (export "r" (type (sub resource)))))
    (alias export $a "r" (type $r))
    (import "b" (instance (export "r" (type (eq $r))))))
  (instance $a (instantiate $maker))
  (instance (instantiate $pair (with "a" (instance $a)) (with "b" (instance $a)))))

;; Two imports of one instance type have resources of their own.
(assert_invalid
  (component
    (type $t (instance (export "r" (type (sub resource)))))
    (import "a" (instance $a (type $t)))
    (import "b" (instance $b (type $t)))
    (component $c
      (import "r" (type $r (sub resource)))
      (import "s" (type (eq $r))))
    (alias export $a "r" (type $r))
    (alias export $b "r" (type $s))
    (instance (instantiate $c (with "r" (type $r)) (with "s" (type $s)))))
  "resource types are not the same")

;; Components as arguments: they may ask for less and give more.
(component
  (component $arg (type $t u8) (export "e" (type $t)))
  (component $c (import "c" (component (import "i" (func)))))
  (instance (instantiate $c (with "c" (component $arg)))))
(assert_invalid
  (component
    (component $arg (import "j" (func)))
    (component $c (import "c" (component (import "i" (func)))))
    (instance (instantiate $c (with "c" (component $arg)))))
  "missing import named `j`")

;; Core modules.
(assert_invalid
  (component
    (core module $m (import "a" "f" (func)))
    (core instance (instantiate $m)))
  "missing module instantiation argument named `a`")
(assert_invalid
  (component
    (core module $m (import "a" "f" (func)))
    (core instance $e)
    (core instance (instantiate $m (with "a" (instance $e)))))
  "module instantiation argument `a` does not export an item named `f`")
(assert_invalid
  (component
    (core module $n (memory (export "f") 1))
    (core module $m (import "a" "f" (func)))
    (core instance $n (instantiate $n))
    (core instance (instantiate $m (with "a" (instance $n)))))
  "type mismatch for export `f` of module instantiation argument `a`: expected func, found memory")
(assert_invalid
  (component (core module (import "a" "f" (func)) (import "a" "f" (func))))
  "duplicate import name `a:f`")
