;; A function that goes in and out through memory: the usual shape, with the
;; memory and realloc of a module that is instantiated first.
(component
  (import "log" (func $log (param "text" string)))
  (core module $libc
    (memory (export "memory") 1)
    (func (export "realloc") (param i32 i32 i32 i32) (result i32) unreachable)
  )
  (core instance $libc (instantiate $libc))
  (alias core export $libc "memory" (core memory $memory))
  (alias core export $libc "realloc" (core func $realloc))
  (core func $log (canon lower (func $log) (memory $memory) string-encoding=utf16))
  (core module $main
    (import "host" "log" (func (param i32 i32)))
    (func (export "shout") (param i32 i32) (result i32) unreachable)
    (func (export "free") (param i32))
  )
  (core instance $main (instantiate $main
    (with "host" (instance (export "log" (func $log))))))
  (func $shout (param "text" string) (result string)
    (canon lift (core func $main "shout") (memory $memory) (realloc $realloc)
      (post-return (core func $main "free"))))
  (export "shout" (func $shout))
)
