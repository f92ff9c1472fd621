package main

import (
	"context"
	"errors"
	"unicode/utf8"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
)

var errWazero = errors.New("wazero: the module is not what it should be")

// wazeroCore is the core module of the component alone on wazero, which knows no
// components: what crosses is lowered and lifted by hand, for this one module.
// Its code cannot be stopped: with WithCloseOnContextDone, which that would take,
// a call costs more than ten times as much.
func wazeroCore(ctx context.Context, binary []byte) (subject, error) {
	r := wazero.NewRuntimeWithConfig(ctx, wazero.NewRuntimeConfigCompiler())
	u32 := []api.ValueType{api.ValueTypeI32}
	_, err := r.NewHostModuleBuilder("vivarium:bench/back@0.1.0").NewFunctionBuilder().
		WithGoFunction(api.GoFunc(func(_ context.Context, stack []uint64) { stack[0] = uint64(uint32(stack[0]) + 1) }), u32, u32).
		Export("increment").Instantiate(ctx)
	if err != nil {
		return subject{}, errors.Join(err, r.Close(ctx))
	}
	compiled, err := r.CompileModule(ctx, binary)
	if err != nil {
		return subject{}, errors.Join(err, r.Close(ctx))
	}
	start := func() (api.Module, error) {
		return r.InstantiateModule(ctx, compiled, wazero.NewModuleConfig().WithName(""))
	}
	module, err := start()
	if err != nil {
		return subject{}, errors.Join(err, r.Close(ctx))
	}
	m := &coreModule{ctx: ctx, memory: module.Memory(), realloc: module.ExportedFunction("cabi_realloc")}
	increment, byHost := module.ExportedFunction("increment"), module.ExportedFunction("increment-by-host")
	echoString, postString := module.ExportedFunction("echo-string"), module.ExportedFunction("cabi_post_echo-string")
	echoBytes, postBytes := module.ExportedFunction("echo-bytes"), module.ExportedFunction("cabi_post_echo-bytes")
	return subject{
		name:            "wazero, core module",
		close:           func() { _ = r.Close(ctx) },
		increment:       func(x uint32) (uint32, error) { return m.u32(increment, x) },
		incrementByHost: func(x uint32) (uint32, error) { return m.u32(byHost, x) },
		echoString: func(text string) (out string, err error) {
			err = m.echo(echoString, postString, uint32(len(text)),
				func(p uint32) bool { return m.memory.WriteString(p, text) },
				func(b []byte) bool { out = string(b); return utf8.ValidString(out) })
			return out, err
		},
		echoBytes: func(in []byte) (out []byte, err error) {
			err = m.echo(echoBytes, postBytes, uint32(len(in)),
				func(p uint32) bool { return m.memory.Write(p, in) },
				func(b []byte) bool { out = append(out, b...); return true })
			return out, err
		},
		life: func(x uint32) (uint32, error) {
			module, err := start()
			if err != nil {
				return 0, err
			}
			got, err := m.u32(module.ExportedFunction("increment"), x)
			return got, errors.Join(err, module.Close(ctx))
		},
	}, nil
}

// coreModule is an instance of the core module.
type coreModule struct {
	ctx     context.Context
	memory  api.Memory
	realloc api.Function
	stack   [4]uint64
}

func (m *coreModule) u32(f api.Function, x uint32) (uint32, error) {
	m.stack[0] = uint64(x)
	err := f.CallWithStack(m.ctx, m.stack[:1])
	return uint32(m.stack[0]), err
}

// echo gives n bytes, which lower writes, to a function and takes what comes back.
func (m *coreModule) echo(f, post api.Function, n uint32, lower func(uint32) bool, lift func([]byte) bool) error {
	m.stack = [4]uint64{0, 0, 1, uint64(n)}
	if err := m.realloc.CallWithStack(m.ctx, m.stack[:]); err != nil {
		return err
	}
	p := uint32(m.stack[0])
	if !lower(p) {
		return errWazero
	}
	m.stack = [4]uint64{uint64(p), uint64(n)}
	if err := f.CallWithStack(m.ctx, m.stack[:2]); err != nil {
		return err
	}
	result := uint32(m.stack[0])
	at, ok := m.memory.ReadUint32Le(result)
	length, okToo := m.memory.ReadUint32Le(result + 4)
	b, okThree := m.memory.Read(at, length)
	if !ok || !okToo || !okThree || !lift(b) {
		return errWazero
	}
	m.stack[0] = uint64(result)
	return post.CallWithStack(m.ctx, m.stack[:1])
}
