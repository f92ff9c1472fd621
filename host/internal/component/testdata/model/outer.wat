;; What a nested component takes from the text around it: modules, components and
;; types. Only the first two are values.
(component
  (core module $m)
  (component $c)
  (type $t (tuple u8 u8))
  (component
    (component
      (alias outer 2 $m (core module $m))
      (alias outer 2 $c (component $c))
      (alias outer 2 $t (type $t))
      (core instance (instantiate $m))
      (instance (instantiate $c))
      (import "f" (func (param "p" $t)))
    )
  )
)
