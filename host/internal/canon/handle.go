package canon

import "fmt"

// Resource is a resource type as a linked component knows it (ResourceType).
// Its identity is the pointer.
type Resource struct {
	// Name is for messages.
	Name string
	// Index is the place of the resource type in its composition.
	Index int
	// Impl is the index of the component instance that defines it, or HostImpl.
	Impl int
}

// String is what the resource is called in messages.
func (r *Resource) String() string {
	if r.Impl == HostImpl {
		return "host-defined resource"
	}
	return "guest-defined resource"
}

// different is String for a resource that was met where other was wanted.
func (r *Resource) different(other *Resource) string {
	if (r.Impl == HostImpl) == (other.Impl == HostImpl) {
		return fmt.Sprintf("a different %s (%s, not %s)", r, r.Name, other.Name)
	}
	return fmt.Sprintf("a %s (%s, not %s)", r, r.Name, other.Name)
}

// HostImpl is the Impl of resources that the host implements.
const HostImpl = -1

// Rep is what a resource stands for: the core representation that a guest
// chose, or the host's own value.
type Rep struct {
	Core uint64
	Host any
}

// Instance is the run-time state of a component instance (ComponentInstance).
type Instance struct {
	// Index is the place of the instance in its composition.
	Index int
	// Parent is the instance that this one is nested in, nil at the top.
	Parent *Instance
	// Handles are those that the instance holds.
	Handles Table
	// Entered is the specification's may_enter, negated: a call is inside. It
	// is that of the root which counts.
	Entered bool
	// Locked is the specification's may_leave, negated: the instance runs
	// realloc or post-return and may not call out.
	Locked bool
}

// root is the instance that is nested in no other.
func (i *Instance) root() *Instance {
	for i.Parent != nil {
		i = i.Parent
	}
	return i
}

// EnterFrom enters the instance for a call from caller, nil for the host: the
// caller must not be inside of the same composition already, unless it is one
// of its instances. LeaveTo ends it.
//
// Who is inside of a composition is known to its root alone. The text of the
// specification (entering_set) has a flag for each nested instance as well, but
// its test suite enters children of one parent again by way of their parent
// (async/reentrance.wast), which those flags would refuse.
func (i *Instance) EnterFrom(caller *Instance) error {
	root := i.root()
	if caller != nil && caller.root() == root {
		return nil
	}
	if root.Entered {
		return trapf("cannot enter component instance")
	}
	root.Entered = true
	return nil
}

// LeaveTo ends what EnterFrom began.
func (i *Instance) LeaveTo(caller *Instance) {
	root := i.root()
	if caller == nil || caller.root() != root {
		root.Entered = false
	}
}

// Leave traps where the instance may not call out.
func (i *Instance) Leave() error {
	if i.Locked {
		return errLeave()
	}
	return nil
}

func errLeave() error { return trapf("cannot leave component instance") }

// Scope is a call as far as handles go. A task counts the borrow handles it
// was lent (Task.num_borrows); a subtask remembers what it lends
// (Subtask.lenders).
type Scope struct {
	borrows uint32
	lenders []uint32
}

// Borrows is the number of borrow handles that were lent to the task and are
// not dropped.
func (s *Scope) Borrows() uint32 { return s.borrows }

// Reset makes the scope ready for another call.
func (s *Scope) Reset() {
	s.borrows = 0
	s.lenders = s.lenders[:0]
}

// Return traps where a task still holds what it borrowed.
func (s *Scope) Return() error {
	if s.borrows > 0 {
		return s.errReturn()
	}
	return nil
}

func (s *Scope) errReturn() error {
	return trapf("borrow handles still remain at the end of the call: %d", s.borrows)
}

// DeliverResolve ends a subtask: what it lent may be dropped again.
func (s *Scope) DeliverResolve(t *Table) {
	if len(s.lenders) > 0 {
		s.giveBack(t)
	}
}

func (s *Scope) giveBack(t *Table) {
	for _, i := range s.lenders {
		t.entries[i].lends--
	}
	s.lenders = s.lenders[:0]
}

// entry is one handle (ResourceHandle). A free place has no resource.
type entry struct {
	res   *Resource
	rep   Rep
	scope *Scope
	lends uint32
	own   bool
}

// MaxTableLength is the greatest number of handles of one instance (Table.MAX_LENGTH).
const MaxTableLength = 1<<28 - 1

// Table holds the handles of one component instance. Index 0 is never given.
type Table struct {
	// Limit is the greatest number of handles; 0 means MaxTableLength.
	Limit   int
	entries []entry
	free    []uint32
}

// Len is the number of handles.
func (t *Table) Len() int { return max(len(t.entries)-1, 0) - len(t.free) }

func (t *Table) add(e entry) (uint32, error) {
	if n := len(t.free); n > 0 {
		i := t.free[n-1]
		t.free = t.free[:n-1]
		t.entries[i] = e
		return i, nil
	}
	if len(t.entries) == 0 {
		t.entries = append(t.entries, entry{})
	}
	i := len(t.entries)
	if i > MaxTableLength {
		return 0, trapf("more than %d handles", MaxTableLength)
	}
	if t.Limit > 0 && i > t.Limit {
		return 0, &LimitError{Limit: "handles", Max: uint64(t.Limit), Used: uint64(i)}
	}
	t.entries = append(t.entries, e)
	return uint32(i), nil
}

func (t *Table) get(i uint32, r *Resource) (*entry, error) {
	if uint64(i) >= uint64(len(t.entries)) || t.entries[i].res == nil {
		return nil, trapf("unknown handle index %d", i)
	}
	e := &t.entries[i]
	if e.res != r {
		return nil, trapf("handle index %d used with the wrong type, expected %s but found %s", i, r, e.res.different(r))
	}
	return e, nil
}

func (t *Table) remove(i uint32) {
	t.entries[i] = entry{}
	t.free = append(t.free, i)
}

// New is canon resource.new.
func (t *Table) New(r *Resource, rep uint64) (uint32, error) {
	return t.add(entry{res: r, rep: Rep{Core: rep}, own: true})
}

// Rep is canon resource.rep.
func (t *Table) Rep(r *Resource, i uint32) (uint64, error) {
	e, err := t.get(i, r)
	if err != nil {
		return 0, err
	}
	return e.rep.Core, nil
}

// Drop removes a handle (canon resource.drop). It says whether the handle
// owned: the caller then runs the destructor of rep.
func (t *Table) Drop(r *Resource, i uint32) (rep Rep, own bool, err error) {
	e, err := t.get(i, r)
	if err != nil {
		return Rep{}, false, err
	}
	if e.lends != 0 {
		return Rep{}, false, trapf("cannot remove owned resource while borrowed: handle index %d", i)
	}
	rep, own = e.rep, e.own
	if !own && e.scope != nil {
		e.scope.borrows--
	}
	t.remove(i)
	return rep, own, nil
}

// Drain removes every handle and calls fn with what each owned handle stands
// for.
func (t *Table) Drain(fn func(*Resource, Rep)) {
	entries := t.entries
	t.entries, t.free = nil, nil
	for i := range entries {
		if e := &entries[i]; e.res != nil && e.own {
			fn(e.res, e.rep)
		}
	}
}

// LowerOwn gives the guest a handle that owns rep (lower_own).
func (cx *Context) LowerOwn(r *Resource, rep Rep) uint32 {
	if cx.err != nil {
		return 0
	}
	i, err := cx.Inst.Handles.add(entry{res: r, rep: rep, own: true})
	if err != nil {
		cx.Fail(err)
	}
	return i
}

// LowerBorrow lends rep to the guest for the call (lower_borrow).
func (cx *Context) LowerBorrow(r *Resource, rep Rep) uint32 {
	if cx.err != nil {
		return 0
	}
	if r.Impl == cx.Inst.Index {
		return uint32(rep.Core)
	}
	i, err := cx.Inst.Handles.add(entry{res: r, rep: rep, scope: cx.Scope})
	if err != nil {
		cx.Fail(err)
		return 0
	}
	cx.Scope.borrows++
	return i
}

// LiftOwn takes the resource from the guest (lift_own).
func (cx *Context) LiftOwn(r *Resource, i uint32) Rep {
	if cx.err != nil {
		return Rep{}
	}
	e, err := cx.Inst.Handles.get(i, r)
	switch {
	case err != nil:
	case e.lends != 0:
		err = trapf("cannot remove owned resource while borrowed: handle index %d", i)
	case !e.own:
		err = trapf("cannot lift own resource from a borrow: handle index %d", i)
	}
	if err != nil {
		cx.Fail(err)
		return Rep{}
	}
	rep := e.rep
	cx.Inst.Handles.remove(i)
	return rep
}

// LiftBorrow borrows the resource from the guest for the call (lift_borrow).
func (cx *Context) LiftBorrow(r *Resource, i uint32) Rep {
	if cx.err != nil {
		return Rep{}
	}
	e, err := cx.Inst.Handles.get(i, r)
	if err != nil {
		cx.Fail(err)
		return Rep{}
	}
	e.lends++
	cx.Scope.lenders = append(cx.Scope.lenders, i)
	return e.rep
}
