package canon

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestHandles(t *testing.T) {
	file := &Resource{Name: "file", Impl: HostImpl}
	other := &Resource{Name: "other", Impl: HostImpl}
	cx := newContext(&fakeGuest{}, Options{})
	tab := &cx.Inst.Handles

	h := cx.LowerOwn(file, Rep{Host: "a"})
	require.EqualValues(t, 1, h, "0 is never a handle")
	require.Equal(t, 1, tab.Len())

	_, _, err := tab.Drop(other, h)
	require.ErrorContains(t, err, "wrong type")
	_, err = tab.Rep(file, 0)
	require.ErrorContains(t, err, "unknown handle index 0")
	_, err = tab.Rep(file, 7)
	require.ErrorContains(t, err, "unknown handle index 7")
	_, err = tab.Rep(file, 1<<32-1)
	require.ErrorContains(t, err, "unknown handle index")

	require.Equal(t, "a", cx.LiftBorrow(file, h).Host)
	_, _, err = tab.Drop(file, h)
	require.ErrorContains(t, err, "while borrowed")
	cx.Scope.DeliverResolve(tab)

	rep, own, err := tab.Drop(file, h)
	require.NoError(t, err)
	require.True(t, own)
	require.Equal(t, "a", rep.Host)
	require.Zero(t, tab.Len())

	require.EqualValues(t, 1, cx.LowerOwn(file, Rep{}), "a free index is given again")
	require.NoError(t, cx.Err())
}

func TestOwnIsTakenOnce(t *testing.T) {
	file := &Resource{Name: "file", Impl: HostImpl}
	cx := newContext(&fakeGuest{}, Options{})
	h := cx.LowerOwn(file, Rep{Host: "a"})
	require.Equal(t, "a", cx.LiftOwn(file, h).Host)
	require.Nil(t, cx.LiftOwn(file, h).Host)
	require.ErrorContains(t, cx.Err(), "unknown handle")
}

func TestOwnIsNotTakenWhileLent(t *testing.T) {
	file := &Resource{Name: "file", Impl: HostImpl}
	cx := newContext(&fakeGuest{}, Options{})
	h := cx.LowerOwn(file, Rep{})
	cx.LiftBorrow(file, h)
	cx.LiftOwn(file, h)
	require.ErrorContains(t, cx.Err(), "while borrowed")
}

func TestBorrowsEndWithTheCall(t *testing.T) {
	file := &Resource{Name: "file", Impl: HostImpl}
	cx := newContext(&fakeGuest{}, Options{})
	h := cx.LowerBorrow(file, Rep{Host: "a"})
	require.ErrorContains(t, cx.Scope.Return(), "borrow handles still remain")

	_, own, err := cx.Inst.Handles.Drop(file, h)
	require.NoError(t, err)
	require.False(t, own)
	require.NoError(t, cx.Scope.Return())

	h = cx.LowerBorrow(file, Rep{Host: "a"})
	cx.LiftOwn(file, h)
	require.ErrorContains(t, cx.Err(), "from a borrow")
}

func TestBorrowOfOnesOwnResourceIsItsRep(t *testing.T) {
	cx := newContext(&fakeGuest{}, Options{})
	cx.Inst.Index = 3
	mine := &Resource{Name: "mine", Impl: 3}
	require.EqualValues(t, 42, cx.LowerBorrow(mine, Rep{Core: 42}))
	require.Zero(t, cx.Inst.Handles.Len())
	require.NoError(t, cx.Scope.Return())
}

func TestTableLimit(t *testing.T) {
	file := &Resource{Name: "file"}
	tab := &Table{Limit: 2}
	for range 2 {
		_, err := tab.New(file, 1)
		require.NoError(t, err)
	}
	_, err := tab.New(file, 1)
	var limit *LimitError
	require.ErrorAs(t, err, &limit)
	require.Equal(t, LimitError{Limit: "handles", Max: 2, Used: 3}, *limit)
}

func TestDrain(t *testing.T) {
	file := &Resource{Name: "file", Impl: HostImpl}
	cx := newContext(&fakeGuest{}, Options{})
	cx.LowerOwn(file, Rep{Host: "a"})
	cx.LowerBorrow(file, Rep{Host: "lent"})
	cx.LowerOwn(file, Rep{Host: "b"})
	var got []any
	cx.Inst.Handles.Drain(func(_ *Resource, rep Rep) { got = append(got, rep.Host) })
	require.Equal(t, []any{"a", "b"}, got)
	require.Zero(t, cx.Inst.Handles.Len())
}

func TestReentrance(t *testing.T) {
	parent := &Instance{}
	a := &Instance{Parent: parent}
	b := &Instance{Parent: parent}
	other := &Instance{}

	require.NoError(t, a.EnterFrom(nil), "the host enters a, and so its composition")
	require.Error(t, parent.EnterFrom(nil))
	require.Error(t, b.EnterFrom(nil))
	require.NoError(t, b.EnterFrom(a), "a calls its sibling")
	require.NoError(t, parent.EnterFrom(b), "which calls their parent")
	require.NoError(t, a.EnterFrom(parent), "which calls a again")
	a.LeaveTo(parent)
	parent.LeaveTo(b)
	require.NoError(t, other.EnterFrom(b), "another composition")
	require.ErrorContains(t, a.EnterFrom(other), "cannot enter component instance")
	other.LeaveTo(b)
	b.LeaveTo(a)
	require.True(t, parent.Entered)
	a.LeaveTo(nil)
	require.NoError(t, parent.EnterFrom(nil))
	require.NoError(t, parent.Leave())
	parent.Locked = true
	require.ErrorContains(t, parent.Leave(), "cannot leave component instance")
}
