package main

/*
#include "component.h"
#include <stdlib.h>
*/
import "C"

import (
	"errors"
	"unsafe"

	_ "github.com/bytecodealliance/wasmtime-go/v44" // for the library
)

var errComponentAPI = errors.New("wasmtime's component API failed")

//export peerIncrement
func peerIncrement(x C.uint32_t) C.uint32_t { return x + 1 }

// componentAPI is wasmtime's C API for components, called through one function
// of C for each operation.
func componentAPI(component []byte) (subject, error) {
	p := (*C.peer)(C.calloc(1, C.sizeof_peer))
	if !C.peer_new(p, (*C.uint8_t)(unsafe.SliceData(component)), C.size_t(len(component))) {
		C.peer_delete(p)
		C.free(unsafe.Pointer(p))
		return subject{}, errComponentAPI
	}
	i := (*C.peer_instance)(C.calloc(1, C.sizeof_peer_instance))
	again := (*C.peer_instance)(C.calloc(1, C.sizeof_peer_instance))
	ok := bool(C.peer_instantiate(p, i))
	s := subject{
		name: "wasmtime, component API",
		close: func() {
			C.peer_instance_delete(i)
			C.peer_delete(p)
			C.free(unsafe.Pointer(again))
			C.free(unsafe.Pointer(i))
			C.free(unsafe.Pointer(p))
		},
		increment:       func(x uint32) (uint32, error) { return callU32(i, C.INCREMENT, x) },
		incrementByHost: func(x uint32) (uint32, error) { return callU32(i, C.INCREMENT_BY_HOST, x) },
		echoString: func(text string) (string, error) {
			out := make([]byte, len(text))
			if !C.peer_string(i, (*C.char)(unsafe.Pointer(unsafe.StringData(text))), C.size_t(len(text)), (*C.char)(unsafe.Pointer(unsafe.SliceData(out)))) {
				return "", errComponentAPI
			}
			return unsafe.String(unsafe.SliceData(out), len(out)), nil // nobody else has it
		},
		echoBytes: func(in []byte) ([]byte, error) {
			out := make([]byte, len(in))
			if !C.peer_bytes(i, (*C.uint8_t)(unsafe.SliceData(in)), C.size_t(len(in)), (*C.uint8_t)(unsafe.SliceData(out))) {
				return nil, errComponentAPI
			}
			return out, nil
		},
		life: func(x uint32) (uint32, error) {
			defer C.peer_instance_delete(again)
			if !C.peer_instantiate(p, again) {
				return 0, errComponentAPI
			}
			return callU32(again, C.INCREMENT, x)
		},
	}
	if !ok {
		s.close()
		return subject{}, errComponentAPI
	}
	return s, nil
}

func callU32(i *C.peer_instance, f C.int, x uint32) (uint32, error) {
	var out C.uint32_t
	if !C.peer_u32(i, f, C.uint32_t(x), &out) {
		return 0, errComponentAPI
	}
	return uint32(out), nil
}
