import pickle, copy, weakref, gc, sys
class Node:
    def __init__(self, v): self.v, self.next = v, None
    def __repr__(self): return f"Node({self.v})"
    def __reduce__(self): return Node, (self.v,)
a = Node([1]); b = copy.copy(a); c = copy.deepcopy({"k": [1, {2}]}); print(pickle.loads(pickle.dumps([a, (1, 2), {"x": b"y"}])), b, c)
x = [1]; x.append(x); print(copy.deepcopy(x), pickle.loads(pickle.dumps(x)))
class Thing: pass
t = Thing(); r = weakref.ref(t, lambda _: print("gone")); d = weakref.WeakValueDictionary(k=t); print(r() is t, len(d)); del t; print(r(), len(d))
cycle = [Thing(), None]; cycle[1] = cycle; w = weakref.ref(cycle[0]); del cycle; gc.collect(); print(w())
