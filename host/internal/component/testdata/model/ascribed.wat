;; An export may say less than the instance has.
(component
  (import "all" (instance $all
    (export "one" (func))
    (export "two" (func (result u8)))
  ))
  (export "some" (instance $all) (instance (export "two" (func (result u8)))))
)
