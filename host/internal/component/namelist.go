package component

import (
	"fmt"

	"github.com/vivarium-wasm/vivarium/host/types"
)

// nameList is the imports or exports of one scope, by name.
type nameList struct {
	kind string // "import" or "export"
	list []types.Extern
	// raw finds an entry by its name, seen by what it shares with names from which it is
	// not strongly unique (see parsedName.unique).
	raw  map[string]int
	seen map[string]int
	// resources are the names of resources in this list, for what is annotated:
	// by the name's text, and by the resource and name that a handle is of.
	resources  map[string]struct{}
	resourceOf map[typeKey]string
}

func (l *nameList) init(kind string) {
	l.kind = kind
	l.raw = map[string]int{}
	l.seen = map[string]int{}
	l.resources = map[string]struct{}{}
	l.resourceOf = map[typeKey]string{}
}

func (l *nameList) find(name string) *types.Extern {
	if i, ok := l.raw[name]; ok {
		return &l.list[i]
	}
	return nil
}

// addName validates a name against its type and appends both to l, whose
// effective size is kept in size.
func (v *validator) addName(l *nameList, name ExternName, t types.ExternType, size *info) error {
	n, err := parseName(name.Name)
	if err != nil {
		message := fmt.Sprintf("%s name `%s` is not a valid extern name: %v", l.kind, name.Name, err)
		return &ValidationError{Place: v.where, Message: message, Gate: n.gate()}
	}
	if err := v.attributes(&n, name, t); err != nil {
		return err
	}
	if err := v.annotated(l, &n, t); err != nil {
		return v.errorf("%s name `%s` is not valid: %v", l.kind, name.Name, err)
	}
	key := n.unique()
	prev, ok := l.seen[key]
	if !ok {
		prev, ok = l.raw[name.Name]
	}
	if ok {
		return v.errorf("%s name `%s` conflicts with previous name `%s`", l.kind, name.full(), l.list[prev].FullName())
	}
	if n.accessor == setter {
		if err := v.setterMatches(l, &n, t); err != nil {
			return err
		}
	}
	if len(l.list) >= maxImports {
		return v.limit("number of "+l.kind+"s", maxImports)
	}
	l.seen[key], l.raw[name.Name] = len(l.list), len(l.list)
	l.list = append(l.list, types.Extern{
		Name:          name.Name,
		Implements:    name.Implements,
		VersionSuffix: name.VersionSuffix,
		Type:          t,
	})
	return v.combine(size, v.externInfo(t))
}

// full gives the name with its version suffix.
func (n *ExternName) full() string {
	e := types.Extern{Name: n.Name, Implements: n.Implements, VersionSuffix: n.VersionSuffix}
	return e.FullName()
}

// attributes validates the attributes of a name and its version.
func (v *validator) attributes(n *parsedName, name ExternName, t types.ExternType) error {
	_, isInstance := t.(*types.Instance)
	if name.HasVersionSuffix {
		switch {
		case !isInstance:
			return v.errorf("only instances can have a `version-suffix`")
		case name.VersionSuffix == "":
			return v.errorf("version suffix cannot be empty")
		case !name.HasImplements && !n.iface:
			return v.errorf("`version-suffix` requires an interface name or `implements`")
		}
	}
	if name.HasImplements {
		if n.iface || n.annotation != noAnnotation || n.accessor != noAccessor {
			return v.errorf("name `%s` is not valid with `implements`", name.Name)
		}
		if !isInstance {
			return v.errorf("only instances can have an `implements`")
		}
		in, err := parseName(name.Implements)
		if err != nil {
			return v.errorf("`%s` is not a valid name: %v", name.Implements, err)
		}
		if !in.iface {
			return v.errorf("name `%s` must be an interface", name.Implements)
		}
		if err := checkVersion(&in, name); err != nil {
			return v.errorf("invalid interface version: %v", err)
		}
	}
	if n.iface {
		if err := checkVersion(n, name); err != nil {
			return v.errorf("%s is not valid: invalid interface version: %v", name.Name, err)
		}
	}
	return nil
}

// annotated validates what an annotation of a plain name requires of its type
// (Binary.md, "Import and Export Definitions").
func (v *validator) annotated(l *nameList, n *parsedName, t types.ExternType) error {
	if n.annotation == noAnnotation && n.accessor == noAccessor {
		return nil
	}
	f, ok := t.(*types.Func)
	if !ok {
		return fmt.Errorf("item is not a func")
	}
	var err error
	switch n.annotation {
	case constructor:
		err = v.checkConstructor(l, n, f)
	case method:
		err = v.checkMethod(l, n, f)
	case static:
		if _, ok := l.resources[n.resource]; !ok {
			err = fmt.Errorf("static resource name is not known in this context")
		}
	}
	if err != nil {
		return err
	}
	switch n.accessor {
	case getter:
		return checkGetter(n, f)
	case setter:
		return checkSetter(n, f)
	}
	return nil
}

func (v *validator) checkConstructor(l *nameList, n *parsedName, f *types.Func) error {
	if f.Result == nil {
		return fmt.Errorf("function should return one value")
	}
	t := f.Result
	if r, ok := t.(*types.Result); ok {
		t = r.OK
	}
	own, ok := t.(*types.Own)
	if !ok {
		return fmt.Errorf("function should return `(own $T)` or `(result (own $T))`")
	}
	return v.resourceNamed(l, typeKey{own.Resource, v.aliases[own]}, n.resource)
}

func (v *validator) checkMethod(l *nameList, n *parsedName, f *types.Func) error {
	if len(f.Params) == 0 {
		return fmt.Errorf("function should have at least one argument")
	}
	if f.Params[0].Name != "self" {
		return fmt.Errorf("function should have a first argument called `self`")
	}
	b, ok := f.Params[0].Type.(*types.Borrow)
	if !ok {
		return fmt.Errorf("function should take a first argument of `(borrow $T)`")
	}
	return v.resourceNamed(l, typeKey{b.Resource, v.aliases[b]}, n.resource)
}

func (v *validator) resourceNamed(l *nameList, key typeKey, name string) error {
	expected, ok := l.resourceOf[key]
	if !ok {
		return fmt.Errorf("resource used in function does not have a name in this context")
	}
	if expected != name {
		return fmt.Errorf("function does not match expected resource name `%s`", expected)
	}
	return nil
}

// ownParams gives the number of parameters besides self, and words for a message.
func ownParams(n *parsedName, f *types.Func) (int, string) {
	if n.annotation == method {
		return len(f.Params) - 1, " besides `self`"
	}
	return len(f.Params), ""
}

func checkGetter(n *parsedName, f *types.Func) error {
	if params, besides := ownParams(n, f); params != 0 {
		return fmt.Errorf("getter function should have no parameters%s", besides)
	}
	if f.Result == nil {
		return fmt.Errorf("getter function should return a value")
	}
	if r, ok := f.Result.(*types.Result); ok && r.OK == nil {
		return fmt.Errorf("if a getter function returns a result, that result must have a value type")
	}
	return nil
}

func checkSetter(n *parsedName, f *types.Func) error {
	if params, besides := ownParams(n, f); params != 1 {
		return fmt.Errorf("setter function should have exactly one parameter%s", besides)
	}
	if f.Result == nil {
		return nil
	}
	if r, ok := f.Result.(*types.Result); !ok || r.OK != nil {
		return fmt.Errorf("setter function should return nothing or `(result (error $E)?)`")
	}
	return nil
}

func (v *validator) setterMatches(l *nameList, n *parsedName, t types.ExternType) error {
	name := n.getterName()
	get := l.find(name)
	if get == nil {
		return v.errorf("%s name `%s` requires a preceding %s named `%s`", l.kind, n.raw, l.kind, name)
	}
	set := t.(*types.Func)
	property := get.Type.(*types.Func).Result
	if r, ok := property.(*types.Result); ok {
		property = r.OK
	}
	m := types.Matcher{Work: &v.work}
	if m.Type(set.Params[len(set.Params)-1].Type, property) != nil {
		return v.errorf("%s `%s`'s parameter type must match the return type of `%s`", l.kind, n.raw, name)
	}
	return nil
}
