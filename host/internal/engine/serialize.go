package engine

/*
#include "engine.h"
#include <stdlib.h>
*/
import "C"

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"unsafe"
)

// A serialized module is the library's own form, the module's description
// (meta), the key that it is kept under, and a trailer: the lengths of the
// description and of the key, a checksum of all that comes before it, and a mark.
const (
	trailerMark = "vivarium"
	trailerSize = 8 + 8 + 4 + len(trailerMark)
)

var checksumTable = crc32.MakeTable(crc32.Castagnoli)

// SerializedError says that bytes are not a module that this engine serialized
// under the key: damaged, of another version, of another config, or kept under
// another key.
type SerializedError struct{ Reason string }

// Error implements error.
func (e *SerializedError) Error() string { return "engine: serialized module: " + e.Reason }

// Serialize gives the module's compiled form for [Engine.DeserializeFile], which
// accepts it under the same key alone.
func (m *Module) Serialize(key string) ([]byte, error) {
	if err := m.use(m.engine); err != nil {
		return nil, err
	}
	defer m.done()
	var v C.wasm_byte_vec_t
	if fail := C.wasmtime_module_serialize(m.c, &v); fail != nil {
		return nil, errors.New("engine: serialize: " + takeMessage(fail))
	}
	defer C.wasm_byte_vec_delete(&v)
	code := unsafe.Slice((*byte)(unsafe.Pointer(v.data)), int(v.size))
	about := m.meta.encode()
	out := make([]byte, 0, len(code)+len(about)+len(key)+trailerSize)
	out = append(append(append(out, code...), about...), key...)
	out = binary.LittleEndian.AppendUint64(out, uint64(len(about)))
	out = binary.LittleEndian.AppendUint64(out, uint64(len(key)))
	out = binary.LittleEndian.AppendUint32(out, crc32.Checksum(out, checksumTable))
	return append(out, trailerMark...), nil
}

// unpack checks what Serialize made and reads its description.
func unpack(data []byte, key string) (meta, error) {
	fail := func(reason string) (meta, error) { return meta{}, &SerializedError{Reason: reason} }
	body := len(data) - trailerSize
	if body < 0 || string(data[len(data)-len(trailerMark):]) != trailerMark {
		return fail("the end is missing")
	}
	if sum := binary.LittleEndian.Uint32(data[body+16:]); sum != crc32.Checksum(data[:body+16], checksumTable) {
		return fail("the checksum differs")
	}
	about, keyed := binary.LittleEndian.Uint64(data[body:]), binary.LittleEndian.Uint64(data[body+8:])
	if keyed > uint64(body) || about > uint64(body)-keyed {
		return fail("the description is missing")
	}
	atKey := body - int(keyed)
	if string(data[atKey:body]) != key {
		return fail("it was kept under another key")
	}
	m, err := decodeMeta(data[atKey-int(about) : atKey])
	if err != nil {
		return fail(err.Error())
	}
	return m, nil
}

// DeserializeFile gives the module that [Module.Serialize] of an engine with the
// same [Engine.Fingerprint] made under the key, from a file with those bytes. The
// file holds machine code, so nobody but this program's user may be able to write
// it. The code is mapped: while the module is in use the file must not be changed,
// but it may be replaced by renaming. Damage is found by a checksum. Errors are
// [*SerializedError], and those of opening the file.
func (e *Engine) DeserializeFile(path, key string) (*Module, error) {
	m, err := checkFile(path, key)
	if err != nil {
		return nil, err
	}
	c, err := e.acquire()
	if err != nil {
		return nil, err
	}
	p := C.CString(path)
	defer C.free(unsafe.Pointer(p))
	var out *C.wasmtime_module_t
	if fail := C.wasmtime_module_deserialize_file(c.engine, p, &out); fail != nil {
		e.release()
		return nil, &SerializedError{Reason: takeMessage(fail)}
	}
	return e.newModule(out, m), nil
}

func checkFile(path, key string) (meta, error) {
	f, err := os.Open(path)
	if err != nil {
		return meta{}, fmt.Errorf("engine: serialized module: %w", err)
	}
	defer f.Close()
	data, unmap, err := MapFile(f)
	if err != nil {
		return meta{}, fmt.Errorf("engine: serialized module: %w", err)
	}
	defer unmap()
	return unpack(data, key)
}
