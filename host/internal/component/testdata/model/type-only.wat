;; An interface of nothing but types is no more than names: it binds nothing but
;; the resources that come from nowhere else.
(component
  (import "vocabulary" (instance $v
    (type $point' (record (field "x" s32) (field "y" s32)))
    (export "point" (type $point (eq $point')))
    (type $shape' (variant (case "dot" $point) (case "none")))
    (export "shape" (type (eq $shape')))
  ))
  (alias export $v "shape" (type $shape))
  (import "draw" (func (param "s" $shape)))
  (type $u u32)
  (import "size" (type $size (eq $u)))
  (import "file" (type $file (sub resource)))
  (import "same-file" (type $file2 (eq $file)))
  (import "resize" (func (param "to" $size) (param "of" (borrow $file2))))
)
