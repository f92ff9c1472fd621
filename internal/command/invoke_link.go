package command

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/vivarium-wasm/vivarium/host"
	"github.com/vivarium-wasm/vivarium/host/types"
	"github.com/vivarium-wasm/vivarium/host/wasi"
)

// readComponents reads the component to call and, after it, those that satisfy
// its imports.
func (p *program) readComponents(ctx context.Context, v *invocation) ([][]byte, error) {
	paths := append([]string{v.file}, v.compose...)
	if err := onceStandardInput(paths); err != nil {
		return nil, err
	}
	var binaries [][]byte
	for _, path := range paths {
		binary, err := p.readComponent(ctx, path)
		if err != nil {
			return nil, err
		}
		binaries = append(binaries, binary)
	}
	return binaries, nil
}

// prepare compiles the components and links them. The caller calls free before it
// closes the engine, also after an error.
func (p *program) prepare(ctx context.Context, engine *host.Engine, v *invocation, binaries [][]byte) (prepared *host.Prepared, free func(), err error) {
	var closers []func() error
	free = func() {
		for _, c := range slices.Backward(closers) {
			_ = c()
		}
	}
	// The component itself is compiled last, when its imports are known to be satisfied.
	typ, err := host.Inspect(binaries[0])
	if err != nil {
		return nil, free, explainedFile(v.file, err, binaries[0])
	}
	linker := host.NewLinker(engine)
	var composed []*host.Component
	for i, path := range v.compose {
		c, err := p.load(ctx, engine, path, binaries[i+1])
		if err != nil {
			return nil, free, err
		}
		closers = append(closers, c.Close)
		composed = append(composed, c)
		linker.Compose(c)
	}
	offerWASI(linker, composed)
	if missing := linker.Unsatisfied(typ); len(missing) > 0 {
		return nil, free, unsatisfied(v.file, missing)
	}
	c, err := p.load(ctx, engine, v.file, binaries[0])
	if err != nil {
		return nil, free, err
	}
	closers = append(closers, c.Close)
	prepared, err = linker.Prepare(c)
	if err != nil {
		return nil, free, explainedLink(v.file, err)
	}
	closers = append(closers, prepared.Close)
	return prepared, free, nil
}

// load compiles a component, or takes its compiled code from the cache.
func (p *program) load(ctx context.Context, engine *host.Engine, path string, binary []byte) (*host.Component, error) {
	done := p.progress("compiling " + fileName(path) + ", once; it is kept for the next time")
	defer done()
	c, err := abandon(ctx, func() (*host.Component, error) { return engine.Load(ctx, binary) })
	if err != nil && isInvalid(err) {
		return nil, explainedFile(path, err, binary)
	}
	return c, err
}

// offerWASI offers WASI's clocks, io/poll and random, which give away nothing of the
// machine but the time and random numbers. It leaves out those that a composed
// component exports.
func offerWASI(l *host.Linker, composed []*host.Component) {
	exports := map[string]bool{}
	for _, c := range composed {
		for _, e := range c.Type().Exports {
			exports[withoutVersion(e.Name)] = true
		}
	}
	wasi.Link(l, wasi.Config{Without: func(name string) bool { return exports[name] }})
}

// withoutVersion is the name of an interface up to its version.
func withoutVersion(name string) string {
	name, _, _ = strings.Cut(name, "@")
	return name
}

// unsatisfied is the error of imports that nothing satisfies. It lists them with
// their types. If the component is a guest, it names the command that runs it.
func unsatisfied(file string, missing []types.Extern) error {
	if slices.ContainsFunc(missing, isOfRunner) {
		return &failure{
			code: exitComponent,
			err:  fmt.Errorf("%s is a guest: it imports what only a sandbox gives, such as %s", file, oneLine(missing[slices.IndexFunc(missing, isOfRunner)].Name)),
			hint: "to run Python in it: vivarium run --guest " + file + " -c CODE",
		}
	}
	report := newComponentReport(&types.Component{Imports: missing})
	var text strings.Builder
	printList(&text, report.Imports, "")
	what := fmt.Sprintf("%d imports that nothing satisfies", len(missing))
	if len(missing) == 1 {
		what = "an import that nothing satisfies"
	}
	return &failure{
		code: exitComponent,
		err:  fmt.Errorf("%s has %s", file, what),
		hint: text.String() + "--compose OTHER.wasm satisfies imports with what another component exports",
	}
}

// isOfRunner tells whether an import belongs to the contract between guests and the
// sandbox.
func isOfRunner(x types.Extern) bool { return strings.HasPrefix(x.Name, "vivarium:runner/") }

// explainedLink says why components do not fit together.
func explainedLink(file string, err error) error {
	var link *host.LinkError
	if !errors.As(err, &link) {
		return err
	}
	return &failure{code: exitComponent, err: fmt.Errorf("%s: %w", file, link)}
}
