package wast

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
	"unicode/utf8"

	"github.com/vivarium-wasm/vivarium/host/types"
	"github.com/vivarium-wasm/vivarium/host/value"
)

// maxDepth is how deep a value may be nested.
const maxDepth = 100

// Constant is a value as a script has it.
type Constant struct {
	Type  string          `json:"type"`
	Value json.RawMessage `json:"value"`
}

// errCore is the error of a value of core WebAssembly.
var errCore = errors.New("a value of core WebAssembly")

// coreTypes are the types of values that only core functions take.
var coreTypes = map[string]bool{
	"i32": true, "i64": true, "v128": true, "either": true, "refnull": true,
	"funcref": true, "externref": true, "anyref": true, "eqref": true, "arrayref": true,
	"structref": true, "i31ref": true, "i31refshared": true, "nullref": true,
	"nullfuncref": true, "nullexternref": true, "nullexnref": true, "exnref": true,
	"contref": true, "nullcontref": true,
}

// value makes the value of the component model.
func (c Constant) value(depth int) (value.Value, error) {
	if depth > maxDepth {
		return nil, fmt.Errorf("a value is nested more than %d deep", maxDepth)
	}
	if coreTypes[c.Type] {
		return nil, errCore
	}
	v, err := c.convert(depth)
	if err != nil && !errors.Is(err, errCore) {
		return nil, fmt.Errorf("%s: %w", c.Type, err)
	}
	return v, err
}

func (c Constant) convert(depth int) (value.Value, error) {
	switch c.Type {
	case "bool":
		v, err := decode[bool](c.Value)
		return value.Bool(v), err
	case "u8":
		v, err := unsigned(c.Value, 8)
		return value.U8(v), err
	case "u16":
		v, err := unsigned(c.Value, 16)
		return value.U16(v), err
	case "u32":
		v, err := unsigned(c.Value, 32)
		return value.U32(v), err
	case "u64":
		v, err := unsigned(c.Value, 64)
		return value.U64(v), err
	case "s8":
		v, err := signed(c.Value, 8)
		return value.S8(v), err
	case "s16":
		v, err := signed(c.Value, 16)
		return value.S16(v), err
	case "s32":
		v, err := signed(c.Value, 32)
		return value.S32(v), err
	case "s64":
		v, err := signed(c.Value, 64)
		return value.S64(v), err
	case "f32":
		bits, err := floatBits(c.Value, 32)
		return value.F32(math.Float32frombits(uint32(bits))), err
	case "f64":
		bits, err := floatBits(c.Value, 64)
		return value.F64(math.Float64frombits(bits)), err
	case "char":
		return character(c.Value)
	case "string":
		v, err := decode[string](c.Value)
		return value.String(v), err
	case "list":
		vs, err := constants(c.Value, depth)
		return value.List(vs), err
	case "tuple":
		vs, err := constants(c.Value, depth)
		return value.Tuple(vs), err
	case "record":
		return record(c.Value, depth)
	case "variant":
		return variant(c.Value, depth)
	case "enum":
		v, err := decode[string](c.Value)
		return value.Enum(v), err
	case "option":
		v, err := payload(c.Value, depth)
		return value.Option{Value: v}, err
	case "result":
		return result(c.Value, depth)
	case "flags":
		v, err := decode[[]string](c.Value)
		return value.Flags(v), err
	}
	return nil, errors.New("no type of the component model")
}

func decode[T any](raw json.RawMessage) (T, error) {
	var v T
	if len(raw) == 0 {
		return v, errors.New("there is no value")
	}
	err := json.Unmarshal(raw, &v)
	return v, err
}

// Integers are decimal numbers in strings.
func unsigned(raw json.RawMessage, bits int) (uint64, error) {
	s, err := decode[string](raw)
	if err != nil {
		return 0, err
	}
	return strconv.ParseUint(s, 10, bits)
}

func signed(raw json.RawMessage, bits int) (int64, error) {
	s, err := decode[string](raw)
	if err != nil {
		return 0, err
	}
	return strconv.ParseInt(s, 10, bits)
}

// floatBits are the bits of a float, as an unsigned number or as the name of a
// pattern of NaNs, which are all one value in the component model.
func floatBits(raw json.RawMessage, bits int) (uint64, error) {
	s, err := decode[string](raw)
	if err != nil {
		return 0, err
	}
	if s == "nan:canonical" || s == "nan:arithmetic" {
		if bits == 32 {
			return 0x7fc0_0000, nil
		}
		return 0x7ff8_0000_0000_0000, nil
	}
	return strconv.ParseUint(s, 10, bits)
}

func character(raw json.RawMessage) (value.Value, error) {
	s, err := decode[string](raw)
	if err != nil {
		return nil, err
	}
	r, size := utf8.DecodeRuneInString(s)
	if size == 0 || size != len(s) {
		return nil, fmt.Errorf("%q is not one character", s)
	}
	return value.Char(r), nil
}

func constants(raw json.RawMessage, depth int) ([]value.Value, error) {
	cs, err := decode[[]Constant](raw)
	if err != nil {
		return nil, err
	}
	vs := make([]value.Value, len(cs))
	for i, c := range cs {
		if vs[i], err = c.value(depth + 1); err != nil {
			return nil, err
		}
	}
	return vs, nil
}

// record reads a list of pairs of a name and a value.
func record(raw json.RawMessage, depth int) (value.Value, error) {
	pairs, err := decode[[][2]json.RawMessage](raw)
	if err != nil {
		return nil, err
	}
	out := make(value.Record, len(pairs))
	for i, pair := range pairs {
		if out[i].Name, err = decode[string](pair[0]); err != nil {
			return nil, err
		}
		if out[i].Value, err = payload(pair[1], depth); err != nil {
			return nil, err
		}
		if out[i].Value == nil {
			return nil, fmt.Errorf("field %q has no value", out[i].Name)
		}
	}
	return out, nil
}

func variant(raw json.RawMessage, depth int) (value.Value, error) {
	v, err := decode[struct {
		Case    string          `json:"case"`
		Payload json.RawMessage `json:"payload"`
	}](raw)
	if err != nil {
		return nil, err
	}
	in, err := payload(v.Payload, depth)
	return value.Variant{Case: v.Case, Value: in}, err
}

func result(raw json.RawMessage, depth int) (value.Value, error) {
	v, err := decode[map[string]json.RawMessage](raw)
	if err != nil {
		return nil, err
	}
	if len(v) != 1 {
		return nil, errors.New("a result is one of Ok and Err")
	}
	for name, raw := range v {
		if name != "Ok" && name != "Err" {
			return nil, fmt.Errorf("a result is one of Ok and Err, not %q", name)
		}
		in, err := payload(raw, depth)
		return value.Result{IsErr: name == "Err", Value: in}, err
	}
	return nil, nil
}

// payload is a value that may be missing.
func payload(raw json.RawMessage, depth int) (value.Value, error) {
	if len(raw) == 0 || string(raw) == "null" {
		return nil, nil
	}
	c, err := decode[Constant](raw)
	if err != nil {
		return nil, err
	}
	return c.value(depth + 1)
}

// fit turns lists of pairs into maps where the type wants maps, for which
// scripts have no form of their own.
func fit(v value.Value, t types.Type) value.Value {
	switch t := t.(type) {
	case *types.Map:
		list, ok := v.(value.List)
		if !ok {
			return v
		}
		out := make(value.Map, len(list))
		for i, e := range list {
			pair, ok := e.(value.Tuple)
			if !ok || len(pair) != 2 {
				return v
			}
			out[i] = value.Entry{Key: fit(pair[0], t.Key), Value: fit(pair[1], t.Value)}
		}
		return out
	case *types.List:
		if list, ok := v.(value.List); ok {
			for i := range list {
				list[i] = fit(list[i], t.Elem)
			}
		}
	case *types.Record:
		if r, ok := v.(value.Record); ok && len(r) == len(t.Fields) {
			for i := range r {
				r[i].Value = fit(r[i].Value, t.Fields[i].Type)
			}
		}
	case *types.Tuple:
		if tuple, ok := v.(value.Tuple); ok && len(tuple) == len(t.Elems) {
			for i := range tuple {
				tuple[i] = fit(tuple[i], t.Elems[i])
			}
		}
	case *types.Variant:
		if variant, ok := v.(value.Variant); ok {
			for _, c := range t.Cases {
				if c.Name == variant.Case {
					variant.Value = fit(variant.Value, c.Type)
				}
			}
			return variant
		}
	case *types.Option:
		if o, ok := v.(value.Option); ok {
			return value.Option{Value: fit(o.Value, t.Elem)}
		}
	case *types.Result:
		if r, ok := v.(value.Result); ok {
			in := t.OK
			if r.IsErr {
				in = t.Err
			}
			return value.Result{IsErr: r.IsErr, Value: fit(r.Value, in)}
		}
	}
	return v
}
