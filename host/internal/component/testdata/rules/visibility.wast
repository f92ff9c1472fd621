;; What is exported is made of what has a name outside (Explainer.md, "External
;; Visibility of Types").

(assert_invalid
  (component
    (type $r (record (field "a" u8)))
    (import "f" (func (param "x" $r))))
  "func not valid to be used as import")
(component
  (type $r (record (field "a" u8)))
  (import "r" (type $r2 (eq $r)))
  (import "f" (func (param "x" $r2))))
(assert_invalid
  (component
    (type $r (record (field "a" u8)))
    (import "r" (type $r2 (eq $r)))
    (import "f" (func (param "x" $r))))
  "func not valid to be used as import")
(component
  (import "f" (func (param "x" (list (tuple u8 (option string)))))))
(assert_invalid
  (component
    (type $e (enum "a"))
    (type $r (record (field "a" $e)))
    (import "r" (type (eq $r))))
  "type not valid to be used as import")
(assert_invalid
  (component
    (core module $m (func (export "f") (param i32)))
    (core instance $m (instantiate $m))
    (type $r (resource (rep i32)))
    (func $f (param "x" (own $r)) (canon lift (core func $m "f")))
    (export "r" (type $r))
    (export "f" (func $f)))
  "func not valid to be used as export")
(component
  (core module $m (func (export "f") (param i32)))
  (core instance $m (instantiate $m))
  (type $r (resource (rep i32)))
  (export $r2 "r" (type $r))
  (func $f (param "x" (own $r2)) (canon lift (core func $m "f")))
  (export "f" (func $f)))

;; A name that an export gives is not one that an import may use.
(assert_invalid
  (component
    (type $r (record (field "x" u32)))
    (export $b "b" (type $r))
    (import "c" (type (eq $b))))
  "type not valid to be used as import")

;; Instances bring the types that they export along.
(component
  (import "i" (instance $i
    (type $r (record (field "a" u8)))
    (export "r" (type $r2 (eq $r)))
    (export "f" (func (param "x" $r2)))))
  (alias export $i "r" (type $r))
  (import "f" (func (param "x" $r)))
  (export "i" (instance $i)))
(assert_invalid
  (component
    (type $r (resource (rep i32)))
    (core module $m (func (export "f") (param i32)))
    (core instance $m (instantiate $m))
    (func $f (param "x" (own $r)) (canon lift (core func $m "f")))
    (instance $i (export "f" (func $f)))
    (export "i" (instance $i)))
  "instance not valid to be used as export")
