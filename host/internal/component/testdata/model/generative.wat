;; Two instances of one component that exports a resource: two resources, each
;; bound where its instance exports it.
(component
  (component $files
    (type $file' (resource (rep i32)))
    (export $file "file" (type $file'))
  )
  (instance $a (instantiate $files))
  (instance $b (instantiate $files))
  (alias export $a "file" (type $file-a))
  (alias export $b "file" (type $file-b))
  (core func $drop-a (canon resource.drop $file-a))
  (core func $drop-b (canon resource.drop $file-b))
  (export "a" (instance $a))
  (export "b" (instance $b))
)
