;; What belongs to features that are not part of the released, synchronous
;; component model is refused by the feature's name.

(assert_invalid (component (core func (canon backpressure.inc))) "`canon backpressure.inc` needs the async feature")
(assert_invalid (component (core func (canon task.return))) "`canon task.return` needs the async feature")
(assert_invalid (component (core func (canon waitable-set.new))) "needs the async feature")
(assert_invalid (component (type (stream u8))) "`stream` needs the async feature")
(assert_invalid (component (type (future))) "`future` needs the async feature")
(assert_invalid (component (type (func async))) "an async function type needs the async feature")
(assert_invalid (component (import "f" (func $f)) (core func (canon lower (func $f) async))) "canonical option `async` needs the async feature")
(assert_invalid (component (type error-context)) "`error-context` needs the error-context feature")
(assert_invalid (component (core func (canon error-context.drop))) "needs the error-context feature")
(assert_invalid (component (core func (canon thread.index))) "needs the threads feature")
(assert_invalid (component (core func (canon thread.available_parallelism))) "needs the shared-everything-threads feature")
(assert_invalid (component (import "v" (value string))) "a value import or export needs the values feature")
(assert_invalid (component (import "f" (func $f)) (core func (canon lower (func $f) gc))) "needs the gc feature")
(assert_invalid (component (core type (shared (func)))) "needs the shared-everything-threads feature")
