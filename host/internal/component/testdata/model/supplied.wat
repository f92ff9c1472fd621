;; A component that imports a resource is given one: what it exports is then of
;; the resource that was supplied.
(component
  (import "disk" (instance $disk
    (export "file" (type $file (sub resource)))
    (export "open" (func (result (own $file))))
  ))
  (component $wrap
    (import "file" (type $file (sub resource)))
    (import "open" (func $open (result (own $file))))
    (export $file2 "file" (type $file))
    (export "open" (func $open))
  )
  (alias export $disk "file" (type $file))
  (alias export $disk "open" (func $open))
  (instance $wrapped (instantiate $wrap
    (with "file" (type $file))
    (with "open" (func $open))))
  (alias export $wrapped "open" (func $open2))
  (export "open" (func $open2))
)
