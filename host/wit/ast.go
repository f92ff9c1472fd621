package wit

// The syntax tree of one file, as it is written: nothing is resolved.

type ident struct {
	name string
	pos  Pos
}

// usePath names an interface or a world: `name`, or `ns:pkg/name@version`.
type usePath struct {
	pkg  *PackageName // nil for a name of the same package
	name ident
	pos  Pos
}

type astFile struct {
	name   string
	docs   string
	pkg    *PackageName // nil where the file does not say
	pkgPos Pos
	items  []astItem
	nested []*astNested
	// sum tells texts of other tokens apart, leaving out nested packages.
	sum uint64
}

// astNested is a package that is written inside a file with braces.
type astNested struct {
	pkg   PackageName
	pos   Pos
	docs  string
	items []astItem
	sum   uint64
}

type astItem interface{ item() }

type astTopUse struct {
	target usePath
	as     *ident
	pos    Pos
}

type astInterface struct {
	name  ident
	docs  string
	gate  Stability
	items []astInterfaceItem
}

type astWorld struct {
	name  ident
	docs  string
	gate  Stability
	items []astWorldItem
}

func (*astTopUse) item()    {}
func (*astInterface) item() {}
func (*astWorld) item()     {}

type astInterfaceItem interface{ interfaceItem() }

type astUse struct {
	from  usePath
	names []astUseName
	gate  Stability
	pos   Pos
}

type astUseName struct {
	name ident
	as   *ident
}

type astTypeDef struct {
	name ident
	docs string
	gate Stability
	ext  string
	def  astDef
}

type astFunc struct {
	name   ident
	docs   string
	gate   Stability
	ext    string
	kind   FuncKind
	async  bool
	params []astParam
	result astType // nil where there is none
}

type astParam struct {
	name ident
	typ  astType
}

func (*astUse) interfaceItem()     {}
func (*astTypeDef) interfaceItem() {}
func (*astFunc) interfaceItem()    {}

type astWorldItem interface{ worldItem() }

type astExtern struct {
	export bool
	gate   Stability
	docs   string
	ext    string
	pos    Pos
	name   *ident             // nil for an interface by its own name
	fn     *astFunc           // one of fn, inline and target is set
	inline []astInterfaceItem // not nil, if empty, for `interface { ... }`
	target *usePath
}

type astInclude struct {
	target usePath
	gate   Stability
	with   []astUseName
	pos    Pos
}

func (*astUse) worldItem()     {}
func (*astTypeDef) worldItem() {}
func (*astExtern) worldItem()  {}
func (*astInclude) worldItem() {}

type astDef interface{ def() }

type (
	astRecord  struct{ fields []astField }
	astVariant struct{ cases []astField } // typ is nil where a case carries nothing
	astEnum    struct{ names []astName }
	astFlags   struct{ names []astName }
	astAlias   struct{ typ astType }
	// astResource holds the functions of a resource.
	astResource struct{ funcs []*astFunc }
)

type astField struct {
	name ident
	docs string
	typ  astType
}

type astName struct {
	name ident
	docs string
}

func (*astRecord) def()   {}
func (*astVariant) def()  {}
func (*astEnum) def()     {}
func (*astFlags) def()    {}
func (*astAlias) def()    {}
func (*astResource) def() {}

// astType is a type as it is written: word is a keyword, or empty for a name.
type astType *astTypeNode

type astTypeNode struct {
	word string
	name ident
	args []astType // an entry is nil for `_`
	// size is the length of a fixed-length list, 0 where there is none.
	size uint32
	pos  Pos
}
