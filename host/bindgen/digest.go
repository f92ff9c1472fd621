package bindgen

import (
	"fmt"
	"strings"

	"github.com/vivarium-wasm/vivarium/host/wit"
)

// digest tells the types of an interface from others: by names and structure of
// its types and functions, whatever their documentation.
func (p *plan) digest(i *wit.Interface) string { return sum(p.describe(i)) }

func (p *plan) worldDigest() string {
	var b strings.Builder
	for n, items := range [][]*wit.WorldItem{p.imports, p.exports} {
		word := [...]string{"import", "export"}[n]
		for _, item := range items {
			if n == 0 && p.onlyTypes(item) {
				continue
			}
			fmt.Fprintf(&b, "%s %s ", word, item.ID())
			switch {
			case item.Interface != nil:
				b.WriteString(p.describe(item.Interface))
			case item.Func != nil:
				b.WriteString(p.layout.types.Func(item.Func).String())
			default:
				p.describeType(&b, item.Type)
			}
			b.WriteByte('\n')
		}
	}
	return sum(b.String())
}

// onlyTypes tells the import of an interface that is exported as well and has
// nothing to implement: components leave it out.
func (p *plan) onlyTypes(item *wit.WorldItem) bool {
	return item.Interface != nil && p.exported[item.Interface] && len(allFuncs(item.Interface)) == 0
}

func (p *plan) describe(i *wit.Interface) string {
	var b strings.Builder
	if !i.Inline {
		b.WriteString(i.ID())
	}
	b.WriteByte('\n')
	for _, t := range p.reach.types(i) {
		p.describeType(&b, t)
	}
	for _, f := range allFuncs(i) {
		b.WriteString(f.ID() + " " + p.layout.types.Func(f).String() + "\n")
	}
	return b.String()
}

func (p *plan) describeType(b *strings.Builder, t *wit.TypeDef) {
	b.WriteString(t.Name + " ")
	if _, ok := t.Root().Def.(*wit.Resource); ok {
		b.WriteString("resource\n")
		return
	}
	b.WriteString(p.layout.types.Type(t).String() + "\n")
}
