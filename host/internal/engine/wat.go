package engine

/*
#include "engine.h"
#include <stdlib.h>
*/
import "C"

import (
	"errors"
	"unsafe"
)

// AssembleText turns WebAssembly's text format into a module's bytes. It is
// for tests: the text must be trusted.
func AssembleText(text string) ([]byte, error) {
	var out C.wasm_byte_vec_t
	if fail := C.wasmtime_wat2wasm(cString(text), C.size_t(len(text)), &out); fail != nil {
		return nil, errors.New(takeMessage(fail))
	}
	defer C.wasm_byte_vec_delete(&out)
	return C.GoBytes(unsafe.Pointer(out.data), C.int(out.size)), nil
}
