;; Names of imports and exports (Explainer.md, "Import and Export Definitions").

(component
  (import "a" (func))
  (import "a1-b2-C3" (func))
  (import "URL" (func))
  (import "wasi:http/types@0.2.12" (instance))
  (import "my-ns:my-pkg/my-face@1.0.0-rc.1+build.5" (instance))
)
(assert_invalid (component (import "" (func))) "is not in kebab case")
(assert_invalid (component (import "1a" (func))) "is not in kebab case")
(assert_invalid (component (import "a--b" (func))) "is not in kebab case")
(assert_invalid (component (import "a-" (func))) "is not in kebab case")
(assert_invalid (component (import "aB" (func))) "is not in kebab case")
(assert_invalid (component (import "a_b" (func))) "is not in kebab case")
(assert_invalid (component (import "wasi:http" (func))) "expected `/` after package name")
(assert_invalid (component (import "a:b:c/d" (func))) "expected `/` after package name")
(assert_invalid (component (import "a:b/c/d" (func))) "trailing characters found: `/d`")
(assert_invalid (component (import "WASI:http/types" (func))) "`W` is not lowercase")
(assert_invalid (component (import "a:b/c@" (instance))) "empty string")
(assert_invalid (component (import "a:b/c@1" (instance))) "unexpected end of input")
(assert_invalid (component (import "a:b/c@1.2.03" (instance))) "invalid leading zero")
(assert_invalid (component (import "a:b/c@1.2.3-" (instance))) "empty identifier segment")
(assert_invalid (component (import "a:b/c@1.2.3-01" (instance))) "invalid leading zero")
(component (import "a:b/c@1.2.3-0a" (instance)))

;; Strong uniqueness: neither case nor hyphens nor annotations tell names apart.
(assert_invalid (component (import "a" (func)) (import "a" (func))) "conflicts with previous name `a`")
(assert_invalid (component (import "a-b" (func)) (import "A-B" (func))) "conflicts with previous name `a-b`")
(assert_invalid (component (import "a-b" (func)) (import "ab" (func))) "conflicts with previous name `a-b`")
(component (import "a" (func)) (export "a" (func 0)))
(component
  (import "foo" (type $foo (sub resource)))
  (import "[constructor]foo" (func (result (own $foo))))
  (import "[method]foo.bar" (func (param "self" (borrow $foo))))
  (import "[static]foo.baz" (func))
)
(assert_invalid
  (component
    (import "foo" (type $foo (sub resource)))
    (import "[static]foo.foo" (func)))
  "conflicts with previous name `foo`")
(assert_invalid
  (component
    (import "foo" (type $foo (sub resource)))
    (import "[method]foo.bar" (func (param "self" (borrow $foo))))
    (import "[static]foo.bar" (func)))
  "conflicts with previous name `[method]foo.bar`")

;; What annotations ask of a type.
(assert_invalid (component (import "[method]foo" (func))) "failed to find `.` character")
(assert_invalid (component (import "[static]foo.bar" (func))) "static resource name is not known in this context")
(assert_invalid
  (component
    (import "foo" (type $foo (sub resource)))
    (import "[static]foo.bar" (instance)))
  "item is not a func")
(assert_invalid
  (component
    (import "foo" (type $foo (sub resource)))
    (import "[constructor]foo" (func (result u32))))
  "function should return `(own $T)` or `(result (own $T))`")
(assert_invalid
  (component
    (import "foo" (type $foo (sub resource)))
    (import "bar" (type $bar (sub resource)))
    (import "[constructor]foo" (func (result (own $bar)))))
  "function does not match expected resource name `bar`")
(assert_invalid
  (component
    (import "foo" (type $foo (sub resource)))
    (import "[method]foo.m" (func (param "this" (borrow $foo)))))
  "function should have a first argument called `self`")
(assert_invalid
  (component
    (import "foo" (type $foo (sub resource)))
    (import "[method]foo.m" (func (param "self" (own $foo)))))
  "function should take a first argument of `(borrow $T)`")
(assert_invalid
  (component
    (import "i" (instance $i (export "foo" (type (sub resource)))))
    (alias export $i "foo" (type $foo))
    (import "[method]foo.m" (func (param "self" (borrow $foo)))))
  "resource used in function does not have a name in this context")
;; An export of a resource is another name for it, and methods go by that name.
(assert_invalid
  (component
    (import "foo" (type $foo (sub resource)))
    (export $bar "bar" (type $foo))
    (import "f" (func $f (param "self" (borrow $foo))))
    (export "[method]bar.m" (func $f)))
  "resource used in function does not have a name in this context")

;; Attributes.
(component (import "a" (implements "b:c/d@0.2.0") (instance)))
(assert_invalid (component (import "a:b/c" (implements "b:c/d") (instance))) "is not valid with `implements`")
(assert_invalid (component (import "a" (implements "b:c/d") (func))) "only instances can have an `implements`")
(assert_invalid (component (import "a" (implements "b") (instance))) "must be an interface")
(component (import "a:b/c@0.2" (version-suffix ".7") (instance)))
(component (import "a:b/c@1" (version-suffix ".0.7+b") (instance)))
;; a pre-release is compatible with itself only
(assert_invalid (component (import "a:b/c@0.2" (version-suffix ".7-rc") (instance))) "is not the canonical version of")
(assert_invalid (component (import "a:b/c@0.2.1" (version-suffix "0") (instance))) "is not the canonical version of")
(assert_invalid (component (import "a:b/c" (version-suffix "0") (instance))) "a version suffix requires the name to have a version")
