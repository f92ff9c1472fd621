package wast

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"github.com/vivarium-wasm/vivarium/host"
)

// maxModule is the size of a module or component in bytes that is read.
const maxModule = 256 << 20

// definition is a component that a script has, or why it has none. A core
// module is a definition without a component.
type definition struct {
	outcome   outcome
	component *host.Component
}

func (d *definition) close() {
	if d.component != nil {
		_ = d.component.Close()
	}
}

// instance is an instance that a script has made, or why there is none: then
// what is asked of it has the same outcome.
type instance struct {
	outcome   outcome
	prepared  *host.Prepared
	inst      *host.Instance
	resources resources
}

func (i *instance) close() {
	if i.inst != nil {
		_ = i.inst.Close()
		_ = i.prepared.Close()
		i.inst = nil
	}
}

// errText is the error of a module that is in the text format only.
var errText = errors.New("the module is in the text format")

// read gives the bytes of the module that a command names.
func (r *runner) read(c *Command) ([]byte, error) {
	name := c.Filename
	if c.ModuleType == "text" {
		if c.BinaryFilename == "" {
			return nil, errText
		}
		name = c.BinaryFilename
	}
	if !fs.ValidPath(name) {
		return nil, fmt.Errorf("the script names the file %q, which is not beneath it", name)
	}
	return readFile(r.files, name, maxModule)
}

// readFile reads a file of at most so many bytes.
func readFile(files fs.FS, name string, most int64) ([]byte, error) {
	file, err := files.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, most+1))
	if err == nil && int64(len(data)) > most {
		err = fmt.Errorf("%s is larger than %d bytes", name, most)
	}
	return data, err
}

// load loads the component that a command names. Of a core module it gives
// nil, when it is valid.
func (r *runner) load(ctx context.Context, c *Command) (*host.Component, error) {
	data, err := r.read(c)
	if err != nil {
		return nil, &fileError{err}
	}
	component, err := r.config.Engine.Load(ctx, data)
	var core *host.CoreModuleError
	if !errors.As(err, &core) {
		return component, err
	}
	module, err := r.config.Engine.LoadCoreModule(ctx, data)
	if err != nil {
		return nil, err
	}
	return nil, module.Close()
}

// fileError says that a script's module could not be read.
type fileError struct{ err error }

func (e *fileError) Error() string { return e.err.Error() }
func (e *fileError) Unwrap() error { return e.err }

// definition loads what a command names.
func (r *runner) definition(ctx context.Context, c *Command) *definition {
	component, err := r.load(ctx, c)
	d := &definition{outcome: passed, component: component}
	o, isUnsupported := unsupported(err)
	var invalid *host.ValidationError
	var file *fileError
	switch {
	case errors.Is(err, errText):
		d.outcome = notRun(ClassText, "%v", err)
	case isUnsupported:
		d.outcome = o
	case errors.As(err, &invalid) && invalid.Gate != "":
		d.outcome = notRun(invalid.Gate, "%v", err)
	case errors.As(err, &file):
		d.outcome = failed("%v", err)
	case err != nil:
		d.outcome = failed("it is refused: %v", err)
	}
	return d
}

// define makes a definition under the name that the command gives it.
func (r *runner) define(ctx context.Context, c *Command) *definition {
	d := r.definition(ctx, c)
	if old := r.definitions[c.Name]; old != nil {
		old.close() // its instances keep it for as long as they live
	}
	r.definitions[c.Name] = d
	return d
}

// module is a definition and an instance of it, both of one name.
func (r *runner) module(ctx context.Context, c *Command) outcome {
	return r.instantiate(ctx, r.define(ctx, c), c.Name)
}

func (r *runner) instance(ctx context.Context, c *Command) outcome {
	d := r.definitions[c.Module]
	if d == nil {
		d = &definition{outcome: failed("there is no definition called %q", c.Module)}
	}
	return r.instantiate(ctx, d, c.Instance)
}

// instantiate makes an instance, which is the current one from then on.
func (r *runner) instantiate(ctx context.Context, d *definition, name string) outcome {
	i, o := r.make(ctx, d)
	r.drop(r.current)
	r.current = i
	r.opened = append(r.opened, i)
	if name != "" {
		r.named[name] = i
		r.offers.instance(name, i)
	}
	return o
}

// drop closes an instance that nothing can name any more.
func (r *runner) drop(i *instance) {
	if i == nil || i.inst == nil || r.offers.uses(i) {
		return
	}
	i.close()
}

// make prepares and instantiates. Where nothing offers what the component
// imports it is valid all the same, and that is all that the command can show.
func (r *runner) make(ctx context.Context, d *definition) (*instance, outcome) {
	blocked := func(o outcome) (*instance, outcome) { return &instance{outcome: o}, o }
	if d.outcome.status != Passed {
		return blocked(d.outcome)
	}
	if d.component == nil {
		return blocked(notRun(ClassCore, "a core module is not run by itself"))
	}
	prepared, err := r.link(ctx, d)
	if err != nil {
		var link *host.LinkError
		if errors.As(err, &link) && link.Missing {
			return &instance{outcome: failed("the component was not instantiated: %v", err)},
				outcome{status: Passed, message: fmt.Sprintf("valid; not instantiated: %v", err)}
		}
		return blocked(failed("it cannot be linked: %v", err))
	}
	inst, err := prepared.Instantiate(ctx, host.InstanceConfig{Limits: r.config.Limits})
	if err != nil {
		_ = prepared.Close()
		return blocked(failed("it cannot be instantiated: %v", err))
	}
	return &instance{outcome: passed, prepared: prepared, inst: inst, resources: newResources()}, passed
}

// link links a component with what is offered by now.
func (r *runner) link(ctx context.Context, d *definition) (*host.Prepared, error) {
	l, err := r.offers.linker(ctx, r.config.Engine)
	if err != nil {
		return nil, err
	}
	return l.Prepare(d.component)
}

// register makes the exports of an instance what later ones can import.
func (r *runner) register(c *Command) outcome {
	i, o := r.find(c.Name)
	if o.status == Passed {
		r.offers.instance(c.As, i)
	}
	return o
}

// find is the instance of this name, or the current one.
func (r *runner) find(name string) (*instance, outcome) {
	i := r.current
	if name != "" {
		i = r.named[name]
	}
	switch {
	case i == nil && name != "":
		return nil, failed("there is no instance called %q", name)
	case i == nil:
		return nil, failed("there is no instance")
	}
	return i, i.outcome
}
