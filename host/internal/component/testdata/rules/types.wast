;; Types (Binary.md, "Type Definitions").

(assert_invalid (component (type (record))) "record type must have at least one field")
(assert_invalid (component (type (variant))) "variant type must have at least one case")
(assert_invalid (component (type (tuple))) "tuple type must have at least one type")
(assert_invalid (component (type (enum))) "enum type must have at least one variant")
(assert_invalid (component (type (flags))) "flags must have at least one entry")
(assert_invalid (component (type (list u8 0))) "Fixed-length lists must have more than zero elements")
(assert_invalid (component (type (record (field "a" u8) (field "A" u8)))) "conflicts with previous field name `a`")
(assert_invalid (component (type (record (field "a b" u8)))) "record field name `a b` is not in kebab case")
(assert_invalid (component (type (variant (case "x") (case "x")))) "conflicts with previous case name `x`")
(assert_invalid (component (type (enum "x-y" "xy"))) "conflicts with previous tag name `x-y`")
(assert_invalid (component (type (func (param "a" u8) (param "a" u8)))) "conflicts with previous parameter name `a`")
(component (type (flags
  "a0" "a1" "a2" "a3" "a4" "a5" "a6" "a7" "a8" "a9" "b0" "b1" "b2" "b3" "b4" "b5"
  "b6" "b7" "b8" "b9" "c0" "c1" "c2" "c3" "c4" "c5" "c6" "c7" "c8" "c9" "d0" "d1")))
(assert_invalid (component (type (flags
  "a0" "a1" "a2" "a3" "a4" "a5" "a6" "a7" "a8" "a9" "b0" "b1" "b2" "b3" "b4" "b5"
  "b6" "b7" "b8" "b9" "c0" "c1" "c2" "c3" "c4" "c5" "c6" "c7" "c8" "c9" "d0" "d1" "d2")))
  "cannot have more than 32 flags")
(component (type (map string (list u8))))
(component (type (list u8 4)))
(assert_invalid (component (type (map f32 u8))) "invalid map key type")
(assert_invalid (component (type (map (tuple u8) u8))) "invalid map key type")
(assert_invalid (component (type (list 7))) "type index out of bounds")
(assert_invalid (component (type $f (func)) (type (list $f))) "type index 0 is not a defined type")
(assert_invalid (component (type $t (tuple u8)) (type (own $t))) "is not a resource type")

;; A value has less than 2^28 bytes.
(component (type (list u8 268435455)))
(assert_invalid (component (type (list u8 268435456))) "exceeds maximum byte size")
(assert_invalid (component (type $l (list u8 65536)) (type (list $l 4096))) "exceeds maximum byte size")

;; Borrowed handles end with the call.
(assert_invalid
  (component (import "r" (type $r (sub resource))) (type (func (result (borrow $r)))))
  "function result cannot contain a `borrow` type")
(assert_invalid
  (component (import "r" (type $r (sub resource))) (type (func (result (list (option (borrow $r)))))))
  "function result cannot contain a `borrow` type")

;; Resources belong to components.
(assert_invalid (component (type (instance (type (resource (rep i32)))))) "resources can only be defined within a concrete component")
(assert_invalid (component (type (resource (rep f32)))) "resources can only be represented by `i32` or `i64`")
(assert_invalid
  (component
    (core module $m (func (export "d") (param i64)))
    (core instance $i (instantiate $m))
    (type (resource (rep i32) (dtor (core func $i "d")))))
  "wrong signature for a destructor")

;; Aliases.
(assert_invalid (component (alias outer 1 0 (type))) "invalid outer alias count of 1")
(assert_invalid (component (type (component (alias outer 1 0 (type))))) "type index out of bounds")
(component (type $t u8) (component (alias outer 1 $t (type))))
(assert_invalid
  (component
    (type $r (resource (rep i32)))
    (component (alias outer 1 $r (type))))
  "refers to resources not defined in the current component")
(component
  (type $r (resource (rep i32)))
  (type (component (alias outer 1 $r (type)))))
(assert_invalid
  (component (import "i" (instance $i)) (alias export $i "x" (func)))
  "instance 0 has no export named `x`")
(assert_invalid
  (component (import "i" (instance $i (export "x" (instance)))) (alias export $i "x" (func)))
  "export `x` for instance 0 is not a func")
