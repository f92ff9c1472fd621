;; A function of the host that is lifted as it is: the host calls only what
;; instances export, so a core module hands it on. Two of one type share the module.
(component
  (import "a" (func $a (param "v" u32) (result u32)))
  (import "b" (func $b (param "v" u32) (result u32)))
  (core func $a (canon lower (func $a)))
  (core func $b (canon lower (func $b)))
  (func $lifted-a (param "v" u32) (result u32) (canon lift (core func $a)))
  (func $lifted-b (param "v" u32) (result u32) (canon lift (core func $b)))
  (export "lifted-a" (func $lifted-a))
  (export "lifted-b" (func $lifted-b))
  (export "as-it-is" (func $a)))
