import array
import base64
import binascii
import hashlib
import hmac
import io
import struct
import uuid
import zlib


def png(width, height, pixel):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + bytes(v for x in range(width) for v in pixel(x, y)) for y in range(height))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def chunks(data):
    stream = io.BytesIO(data)
    stream.seek(8)
    while header := stream.read(8):
        length, kind = struct.unpack(">I4s", header)
        body = stream.read(length)
        (crc,) = struct.unpack(">I", stream.read(4))
        yield kind.decode(), length, crc == zlib.crc32(kind + body)


image = png(16, 8, lambda x, y: (x * 16, y * 32, 128))
print([c[::2] for c in chunks(image)], image[:4])


def utf8(point):
    if point < 0x80:
        return bytes([point])
    if point < 0x800:
        return bytes([0xC0 | point >> 6, 0x80 | point & 63])
    if point < 0x10000:
        return bytes([0xE0 | point >> 12, 0x80 | point >> 6 & 63, 0x80 | point & 63])
    return bytes([0xF0 | point >> 18, 0x80 | point >> 12 & 63, 0x80 | point >> 6 & 63, 0x80 | point & 63])


print(all(utf8(ord(c)) == c.encode() for c in "aé€😀"))


def varint(n):
    out = bytearray()
    while n > 127:
        out.append(n & 127 | 128)
        n >>= 7
    out.append(n)
    return bytes(out)


print([varint(n).hex() for n in (0, 127, 128, 300, 2**32)])
record = struct.Struct("<H10sf?x")
packed = record.pack(7, b"name", 1.5, True)
print(packed.hex(" "), record.size, record.unpack(packed), struct.calcsize("@iq"), struct.calcsize("=iq"))
print(list(struct.iter_unpack(">H", b"\0\1\1\0")), struct.pack(">e", 0.1).hex(), struct.unpack("<d", struct.pack("<d", 0.1))[0])
try:
    struct.pack("<B", 256)
except struct.error as error:
    print(error)
numbers = array.array("h", [1, -2, 300])
numbers.byteswap()
print(numbers, numbers.tobytes().hex(), array.array("d", [0.5]).itemsize, numbers.itemsize)
view = memoryview(bytearray(b"abcdefgh"))
view[2:4] = b"XY"
print(bytes(view[::2]), view.cast("H").shape, view[2:4].tobytes(), bytes(view).find(b"XY"))
print(base64.b64encode(b"\xff\xfe?>"), base64.urlsafe_b64encode(b"\xff\xfe?>"), base64.b32encode(b"hi"), base64.b85encode(b"hello"), base64.b16decode("FF00"))
try:
    base64.b64decode("abc")
except binascii.Error as error:
    print(error)
print(hashlib.sha256(b"x").hexdigest()[:16], hashlib.md5(b"").hexdigest(), hashlib.blake2b(b"x", digest_size=8).hexdigest(), hashlib.sha3_256(b"").hexdigest()[:8])
print(hmac.new(b"key", b"message", "sha256").hexdigest()[:16], hmac.compare_digest("a", "a"), hashlib.pbkdf2_hmac("sha256", b"pw", b"salt", 10).hex()[:16])
print(uuid.uuid5(uuid.NAMESPACE_DNS, "python.org"), uuid.UUID(int=5).hex[-4:], uuid.uuid4().version)
print((1000).to_bytes(2, "big"), int.from_bytes(b"\xff\xff", "little", signed=True), (-5).to_bytes(2, "little", signed=True), (300).bit_length(), (7).bit_count())
print(b"a,b".split(b","), b"%d-%s" % (5, b"x"), bytes.fromhex("0a 0b"), b"abc".translate(None, b"b"), bytearray(b"ab") * 2, b"\x00\x7f\x80".decode("latin-1").encode("utf-8"))
for data, codec in ((b"\xff\xfeh\0i\0", "utf-16"), (b"\xe4\xf6", "latin-1"), (b"\x93q\x94", "cp1252"), ("héllo".encode("utf-7"), "utf-7"), ("日本".encode("shift_jis"), "shift_jis"), ("münchen".encode("idna"), "idna")):
    print(codec, data.decode(codec))
for bad in (lambda: b"\xff".decode(), lambda: "é".encode("ascii"), lambda: b"a".decode("nope")):
    try:
        bad()
    except (UnicodeError, LookupError) as error:
        print(error)
print(b"a\xffb".decode(errors="replace"), b"a\xffb".decode(errors="backslashreplace"), "aé".encode("ascii", "xmlcharrefreplace"), "é".encode("ascii", "namereplace"))
