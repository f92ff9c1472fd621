package component

import (
	"errors"
	"fmt"

	"github.com/vivarium-wasm/vivarium/host/internal/canon"
	"github.com/vivarium-wasm/vivarium/host/internal/wasm"
	"github.com/vivarium-wasm/vivarium/host/types"
)

// Validate resolves what the indices and names of an AST refer to, and checks the rules.
// It reads the core modules, which Decode leaves as they are. Errors are
// *ValidationError, *UnsupportedError, *LoadLimitError and, of core modules,
// *FormatError.
func Validate(ast *AST) (*Component, error) { return newValidator(ast).component(ast) }

func newValidator(ast *AST) *validator {
	budget := workBase + workPerByte*(ast.End-ast.Offset)
	return &validator{
		info:    map[any]info{},
		aliases: map[any]uint32{},
		open:    map[*types.Instance][]*types.Resource{},
		binders: map[*types.Component]*binders{},
		finders: map[*types.Instance]func(string) *types.Extern{},
		layouts: layouts(),
		funcs:   map[*types.Func]*canon.Func{},
		work:    budget,
		budget:  budget,
	}
}

// These bound the work of substituting and comparing types. The sizes of types are
// bounded, but a short binary can ask for many of them. The bound is linear in the
// binary's size and far above what real components need.
const (
	workBase    = 200_000
	workPerByte = 4
)

// validator is the state that all nested components and types share.
type validator struct {
	identities wasm.Identities // of core types
	scopes     []*scope
	info       map[any]info
	// aliases tells apart the names that one resource goes by: each import or
	// export of it is a name of its own (Explainer.md, "External Visibility of
	// Types"). The keys are *types.Own, *types.Borrow and *types.Bound.
	aliases   map[any]uint32
	lastAlias uint32
	// open has the resources that an instance type leaves open; binders those
	// that a component's type does.
	open    map[*types.Instance][]*types.Resource
	binders map[*types.Component]*binders
	finders map[*types.Instance]func(string) *types.Extern
	layouts canon.Compiler
	funcs   map[*types.Func]*canon.Func
	// work is what is left of budget.
	work, budget int
	// where is the item that is being validated.
	where place
}

// binders are the resources that a component's type leaves open.
type binders struct {
	imported, defined []*types.Resource
}

// scopeKind says whether a scope is of a component or of a type.
type scopeKind uint8

const (
	inComponent scopeKind = iota
	inComponentType
	inInstanceType
)

// scope has the index spaces of a component, component type or instance type while it
// is validated.
type scope struct {
	kind scopeKind

	coreTypes     wasm.Types
	moduleTypes   map[uint32]*types.CoreModule // of the core type index space
	core          coreItems
	coreModules   []*types.CoreModule
	coreInstances []map[string]types.CoreType
	types         []typeEntry
	funcs         []*types.Func
	instances     []*types.Instance
	components    []*types.Component

	imports, exports nameList
	// importable and exportable hold the types that have a name outside: see visible.
	importable, exportable map[typeKey]struct{}

	// imported are the resources that enter with imports. defined are those that this
	// scope makes, or an instance in it.
	imported []*types.Resource
	defined  []*types.Resource
	// local has the representation of resources that this component itself
	// defines.
	local map[*types.Resource]types.CoreValType

	info           info
	outerAliasSize uint64
	defs           []Def
}

// typeEntry is an element of the type index space: exactly one of val, ext and
// res is set.
type typeEntry struct {
	val types.Type
	ext types.ExternType // *types.Func, *types.Instance or *types.Component
	res *types.Resource
	// alias is the name of res that this entry stands for.
	alias uint32
}

// typeKey is a type with the name it goes by.
type typeKey struct {
	typ   any
	alias uint32
}

func (e typeEntry) key() typeKey {
	switch {
	case e.res != nil:
		return typeKey{e.res, e.alias}
	case e.ext != nil:
		return typeKey{typ: e.ext}
	}
	return typeKey{typ: e.val}
}

func newScope(kind scopeKind) *scope {
	s := &scope{
		kind:       kind,
		importable: map[typeKey]struct{}{},
		exportable: map[typeKey]struct{}{},
		info:       newInfo(),
	}
	s.imports.init("import")
	s.exports.init("export")
	return s
}

func (v *validator) errorf(format string, args ...any) error {
	return &ValidationError{Place: v.where, Message: fmt.Sprintf(format, args...)}
}

func (v *validator) unsupported(feature, what string) error {
	return unsupported(v.where, feature, what)
}

func (v *validator) limit(what string, max uint64) error {
	return limited(v.where, what, max)
}

// at gives an error a place, unless it has one.
func (v *validator) at(p place, err error) error {
	var l *LoadLimitError
	err = located(err, p)
	switch {
	case err == nil:
		return nil
	case errors.As(err, &l):
		if l.Place == (place{}) {
			return limited(p, l.What, l.Max)
		}
		return err
	case errors.Is(err, types.ErrWork):
		return v.workLimit(p)
	}
	var fe *FormatError
	var ve *ValidationError
	var ue *UnsupportedError
	if errors.As(err, &fe) || errors.As(err, &ve) || errors.As(err, &ue) {
		return err
	}
	return &ValidationError{Place: p, Message: err.Error()}
}

func (v *validator) spend(n int) error {
	if v.work -= n; v.work < 0 {
		return v.workLimit(v.where)
	}
	return nil
}

func (v *validator) workLimit(p place) error {
	return limited(p, "work of resolving types", uint64(v.budget))
}

func (v *validator) component(ast *AST) (*Component, error) {
	s := newScope(inComponent)
	s.local = map[*types.Resource]types.CoreValType{}
	v.scopes = append(v.scopes, s)
	for i := range ast.Items {
		v.where = ast.Items[i].place
		if err := v.item(s, ast.Items[i].Node); err != nil {
			return nil, v.at(v.where, err)
		}
	}
	v.where = place{Section: -1, Offset: ast.End}
	typ, err := v.finish(s)
	if err != nil {
		return nil, err
	}
	v.scopes = v.scopes[:len(v.scopes)-1]
	exports := 0
	for _, d := range s.defs {
		if e, ok := d.(*Export); ok {
			e.Type = typ.Exports[exports].Type
			exports++
		}
	}
	return &Component{Type: typ, Defs: s.defs, Offset: ast.Offset, Customs: ast.Customs}, nil
}

// item validates one definition of a component.
func (v *validator) item(s *scope, node any) error {
	switch n := node.(type) {
	case *ModuleNode:
		m, err := v.module(n, secCoreModule)
		if err != nil {
			return err
		}
		if err := v.full(len(s.coreModules), maxModules, "core modules"); err != nil {
			return err
		}
		s.coreModules = append(s.coreModules, m.Type)
		s.define(m)
	case *ComponentNode:
		where := v.where
		c, err := v.component(n.Component)
		if err != nil {
			return err
		}
		v.where = where
		if err := v.full(len(s.components), maxComponents, "components"); err != nil {
			return err
		}
		s.components = append(s.components, c.Type)
		s.define(&ComponentDef{Component: c})
	case *CoreInstanceNode:
		return v.coreInstance(s, n)
	case *CoreTypeNode:
		return v.coreType(s, n)
	case *InstanceNode:
		return v.instance(s, n)
	case *AliasNode:
		return v.alias(s, n)
	case *TypeNode:
		return v.typeDef(s, n)
	case *CanonNode:
		return v.canon(s, n)
	case *ImportNode:
		return v.addImport(s, n)
	case *ExportNode:
		return v.addExport(s, n)
	case *StartNode:
		return v.unsupported(featureValues, "a start definition")
	case *ValueNode:
		return v.unsupported(featureValues, "a value definition")
	}
	return nil
}

func (s *scope) define(d Def) { s.defs = append(s.defs, d) }

// full refuses to let an index space grow beyond max.
func (v *validator) full(n, max int, what string) error {
	if n >= max {
		return v.limit("number of "+what, uint64(max))
	}
	return nil
}

// element gives element index of an index space.
func element[T any](v *validator, space []T, index uint32, what string) (T, error) {
	if uint64(index) >= uint64(len(space)) {
		var none T
		return none, v.errorf("unknown %s %d: %s index out of bounds", what, index, what)
	}
	return space[index], nil
}

// declarators validates what stands in a component or instance type.
func (v *validator) declarators(decls []Item, kind scopeKind) (*scope, error) {
	s := newScope(kind)
	v.scopes = append(v.scopes, s)
	where := v.where
	for i := range decls {
		v.where = decls[i].place
		if err := v.declarator(s, decls[i].Node); err != nil {
			return nil, v.at(v.where, err)
		}
	}
	v.where = where
	v.scopes = v.scopes[:len(v.scopes)-1]
	return s, nil
}

func (v *validator) declarator(s *scope, node any) error {
	switch n := node.(type) {
	case *CoreTypeNode:
		return v.coreType(s, n)
	case *TypeNode:
		return v.typeDef(s, n)
	case *AliasNode:
		if n.Kind == AliasKindCoreExport ||
			n.Sort.Code != sortType && n.Sort.Code != sortInstance &&
				(n.Sort != ASTSort{sortCore, CoreSortType}) {
			return v.errorf("aliases in a component or instance type may only refer to types or instances")
		}
		return v.alias(s, n)
	case *ImportNode:
		return v.addImport(s, n)
	case *ExportDeclNode:
		return v.addExportDecl(s, n)
	}
	return nil
}
