package component

// skipConstExpr steps over a constant expression: it knows the immediates of the
// instructions that may stand in one, and nothing else.
func skipConstExpr(r *reader) {
	for r.ok() {
		switch op := r.byte(); op {
		case 0x0b: // end
			return
		case 0x41: // i32.const
			r.skipLEB(5)
		case 0x42: // i64.const
			r.skipLEB(10)
		case 0x43: // f32.const
			r.bytes(4)
		case 0x44: // f64.const
			r.bytes(8)
		case 0x23, 0xd2: // global.get, ref.func
			r.u32()
		case 0xd0: // ref.null
			readHeap(r)
		case 0x6a, 0x6b, 0x6c, 0x7c, 0x7d, 0x7e: // i32 and i64 add, sub, mul
		case 0xfd:
			if sub := r.u32(); sub != 12 {
				r.fail("instruction 0xfd %d in a constant expression", sub)
			}
			r.bytes(16) // v128.const
		case 0xfb:
			skipGC(r)
		default:
			r.badByte(op, "an instruction of a constant expression")
		}
	}
}

func skipGC(r *reader) {
	switch sub := r.u32(); sub {
	case 0, 1, 6, 7: // struct.new, struct.new_default, array.new, array.new_default
		r.u32()
	case 8: // array.new_fixed
		r.u32()
		r.u32()
	case 26, 27, 28: // any.convert_extern, extern.convert_any, ref.i31
	case 32, 33: // struct.new_desc, struct.new_default_desc
		r.u32()
	default:
		r.fail("instruction 0xfb %d in a constant expression", sub)
	}
}

func (r *reader) skipLEB(max int) {
	for i := 0; i < max; i++ {
		if r.byte()&0x80 == 0 {
			return
		}
	}
	r.fail("%v", errLEBTooLong)
}
