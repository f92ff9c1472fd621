;; Canonical definitions (CanonicalABI.md, "Canonical Definitions").

(component definition $ok
  (import "f" (func $f (param "s" string) (result (list u8))))
  (core module $m
    (memory (export "mem") 1)
    (func (export "realloc") (param i32 i32 i32 i32) (result i32) unreachable))
  (core instance $m (instantiate $m))
  (core func (canon lower (func $f) (memory (core memory $m "mem")) (realloc (core func $m "realloc")))))
(assert_invalid
  (component
    (import "f" (func $f (param "s" string)))
    (core func (canon lower (func $f))))
  "canonical option `memory` is required")
(assert_invalid
  (component
    (import "f" (func $f (result string)))
    (core module $m (memory (export "mem") 1))
    (core instance $m (instantiate $m))
    (core func (canon lower (func $f) (memory (core memory $m "mem")))))
  "canonical option `realloc` is required")
(assert_invalid
  (component
    (import "f" (func $f))
    (core func (canon lower (func $f) string-encoding=utf8 string-encoding=utf16)))
  "canonical encoding option `utf8` conflicts with option `utf16`")
(assert_invalid
  (component
    (import "f" (func $f))
    (core module $m (memory (export "mem") 1))
    (core instance $m (instantiate $m))
    (core func (canon lower (func $f) (memory (core memory $m "mem")) (memory (core memory $m "mem")))))
  "canonical option `memory` is specified more than once")
(assert_invalid
  (component
    (import "f" (func $f))
    (core module $m (memory (export "mem") 1) (func (export "f")))
    (core instance $m (instantiate $m))
    (core func (canon lower (func $f) (memory (core memory $m "mem")) (realloc (core func $m "f")))))
  "canonical option `realloc` uses a core function with an incorrect signature")
(assert_invalid
  (component
    (import "f" (func $f))
    (core module $m (func (export "f")))
    (core instance $m (instantiate $m))
    (core func (canon lower (func $f) (post-return (core func $m "f")))))
  "canonical option `post-return` cannot be specified for lowerings")
(assert_invalid
  (component
    (core module $m (func (export "f") (result i32) unreachable) (func (export "p") (param i64)))
    (core instance $m (instantiate $m))
    (func (result u32) (canon lift (core func $m "f") (post-return (core func $m "p")))))
  "canonical option `post-return` uses a core function with an incorrect signature")
(assert_invalid
  (component
    (core module $m (func (export "f") (param i64)))
    (core instance $m (instantiate $m))
    (func (param "x" u32) (canon lift (core func $m "f"))))
  "lowered parameter types `[I32]` do not match parameter types `[I64]` of core function 0")
(assert_invalid
  (component
    (core module $m (func (export "f") (result f32) unreachable))
    (core instance $m (instantiate $m))
    (func (result f64) (canon lift (core func $m "f"))))
  "lowered result types `[F64]` do not match result types `[F32]`")

;; Sixteen parameters are flat, seventeen go through memory; more than one result
;; does.
(component
  (core module $m (func (export "f") (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32)))
  (core instance $m (instantiate $m))
  (func (param "x" (tuple u8 u8 u8 u8 u8 u8 u8 u8 u8 u8 u8 u8 u8 u8 u8 u8)) (canon lift (core func $m "f"))))
(assert_invalid
  (component
    (core module $m (func (export "f") (param i32)))
    (core instance $m (instantiate $m))
    (func (param "x" (tuple u8 u8 u8 u8 u8 u8 u8 u8 u8 u8 u8 u8 u8 u8 u8 u8 u8)) (canon lift (core func $m "f"))))
  "canonical option `memory` is required")
(component
  (core module $m
    (memory (export "mem") 1)
    (func (export "realloc") (param i32 i32 i32 i32) (result i32) unreachable)
    (func (export "f") (param i32) (result i32) unreachable))
  (core instance $m (instantiate $m))
  (func
    (param "x" (tuple u8 u8 u8 u8 u8 u8 u8 u8 u8 u8 u8 u8 u8 u8 u8 u8 u8))
    (result (tuple u8 u8))
    (canon lift (core func $m "f") (memory (core memory $m "mem")) (realloc (core func $m "realloc")))))

;; The cases of a variant share their places: f32 with i32 is i32, all else i64.
(component
  (core module $m (func (export "f") (param i32 i32 i64)))
  (core instance $m (instantiate $m))
  (type $v (variant (case "a" (tuple f32 f64)) (case "b" (tuple u32 u8)) (case "c")))
  (export $v2 "v" (type $v))
  (func (param "x" $v2) (canon lift (core func $m "f"))))

;; Resources.
(assert_invalid
  (component (import "r" (type $r (sub resource))) (core func (canon resource.new $r)))
  "type 0 is not a local resource")
(assert_invalid
  (component (import "r" (type $r (sub resource))) (core func (canon resource.rep $r)))
  "type 0 is not a local resource")
(component (import "r" (type $r (sub resource))) (core func (canon resource.drop $r)))
(assert_invalid (component (type $r u8) (core func (canon resource.drop $r))) "type index 0 is not a resource type")
