import struct, array, binascii
b = bytes([1, 2, 255]); m = memoryview(bytearray(b"abcdef"))
m[1:3] = b"XY"; print(bytes(m), m[::2].tobytes(), b.hex("-"), bytes.fromhex("0aff"), b"a,b".split(b","))
print(struct.pack(">IhB", 1, -2, 3), struct.unpack("<d", struct.pack("<d", 1.5)), struct.calcsize("=qi"))
a = array.array("i", [1, 2, 3]); a.extend([4]); print(a, a.itemsize, a.tobytes()[:4], sum(a))
print(int.from_bytes(b"\x01\x00", "big"), (1000).to_bytes(2, "little"), binascii.crc32(b"hello"), b"%d-%s" % (5, b"x"), bytearray(b"abc").pop())
