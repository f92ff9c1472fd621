package host

import (
	"context"
	"encoding/binary"

	"github.com/vivarium-wasm/vivarium/host/internal/engine"
)

// forward makes an export of a core instance of a canonical function: the host
// calls only what instances export, and components may lift, or allocate with,
// whatever core function they have.
func (w *walker) forward(h *engine.HostFn) (*coreItem, error) {
	module, err := w.prepared.component.forwardModule(forwarder(h.Type()))
	if err != nil {
		return nil, err
	}
	st := step{module: module, imports: []source{{host: h}}}
	if err := w.prepare(&st); err != nil {
		return nil, err
	}
	w.plan.steps = append(w.plan.steps, st)
	inst := &coreInstance{module: module, step: len(w.plan.steps) - 1, exports: map[string]*coreItem{}}
	return w.coreExport(inst, "")
}

// forwardModule compiles a module of forward, or gives the one it made before.
func (c *Component) forwardModule(bytes []byte) (*coreModule, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if m := c.forwards[string(bytes)]; m != nil {
		return m, nil
	}
	compiled, err := c.engine.core.Compile(context.Background(), bytes)
	if err != nil {
		return nil, err
	}
	m := &coreModule{compiled: compiled, exports: map[string]int{"": 0}} // without state
	c.forwards[string(bytes)] = m
	return m, nil
}

// forwarder is the binary of (module (import "" "" (func (type t))) (export "" (func 0))).
func forwarder(t engine.FuncType) []byte {
	section := func(out []byte, id byte, body []byte) []byte {
		out = append(out, id)
		out = binary.AppendUvarint(out, uint64(len(body)))
		return append(out, body...)
	}
	body := []byte{1, 0x60}
	for _, vs := range [][]engine.ValType{t.Params, t.Results} {
		body = binary.AppendUvarint(body, uint64(len(vs)))
		for _, v := range vs {
			body = append(body, byte(v))
		}
	}
	out := section([]byte("\x00asm\x01\x00\x00\x00"), 1, body)
	out = section(out, 2, []byte{1, 0, 0, 0, 0})
	return section(out, 7, []byte{1, 0, 0, 0})
}
