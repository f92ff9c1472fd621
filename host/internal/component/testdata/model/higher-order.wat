;; A component is imported and instantiated: its resource is unknown until then.
(component
  (import "make" (component $make
    (import "log" (func (param "text" string)))
    (export "file" (type $file (sub resource)))
    (export "files" (instance
      (export "dir" (type (sub resource)))
      (export "open" (func (result (own $file))))
    ))
  ))
  (import "log" (func $log (param "text" string)))
  (instance $made (instantiate $make (with "log" (func $log))))
  (alias export $made "files" (instance $files))
  (alias export $files "open" (func $open))
  (core func (canon lower (func $open)))
)
