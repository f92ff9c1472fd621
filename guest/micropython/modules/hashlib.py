"""SHA-256 of MicroPython's, and MD5 and SHA-1 in Python: for checksums, not fast."""

from uhashlib import sha256 as _sha256

algorithms_available = algorithms_guaranteed = {"md5", "sha1", "sha256"}


def _rotate(x, n):
    return (x << n | x >> (32 - n)) & 0xFFFFFFFF


class _Hash:
    def __init__(self, data=b"", usedforsecurity=True):
        self._data = bytearray()
        self.update(data)

    def update(self, data):
        self._data.extend(data)

    def digest(self):
        return self._digest(bytes(self._data))

    def hexdigest(self):
        return self.digest().hex()

    def copy(self):
        return type(self)(self._data)


def _padded(data, order):
    return data + b"\x80" + bytes((55 - len(data)) % 64) + (len(data) * 8 & 0xFFFFFFFFFFFFFFFF).to_bytes(8, order)


class sha256(_Hash):
    name, digest_size, block_size = "sha256", 32, 64

    def _digest(self, data):
        return _sha256(data).digest()


class sha1(_Hash):
    name, digest_size, block_size = "sha1", 20, 64

    def _digest(self, data):
        data = _padded(data, "big")
        h = [0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0]
        for at in range(0, len(data), 64):
            w = [int.from_bytes(data[at + i : at + i + 4], "big") for i in range(0, 64, 4)]
            for i in range(16, 80):
                w.append(_rotate(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1))
            a, b, c, d, e = h
            for i in range(80):
                if i < 20:
                    f, k = b & c | ~b & d, 0x5A827999
                elif i < 40:
                    f, k = b ^ c ^ d, 0x6ED9EBA1
                elif i < 60:
                    f, k = b & c | b & d | c & d, 0x8F1BBCDC
                else:
                    f, k = b ^ c ^ d, 0xCA62C1D6
                f = _rotate(a, 5) + (f & 0xFFFFFFFF) + e + k + w[i] & 0xFFFFFFFF
                e, d, c, b, a = d, c, _rotate(b, 30), a, f
            h = [x + y & 0xFFFFFFFF for x, y in zip(h, (a, b, c, d, e))]
        return b"".join([x.to_bytes(4, "big") for x in h])


class md5(_Hash):
    name, digest_size, block_size = "md5", 16, 64

    _shifts = (7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21)
    _sines = None

    def _digest(self, data):
        if md5._sines is None:
            from math import sin

            md5._sines = [int(abs(sin(i + 1)) * 4294967296.0) for i in range(64)]
        data = _padded(data, "little")
        h = [0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476]
        for at in range(0, len(data), 64):
            w = [int.from_bytes(data[at + i : at + i + 4], "little") for i in range(0, 64, 4)]
            a, b, c, d = h
            for i in range(64):
                if i < 16:
                    f, g = b & c | ~b & d, i
                elif i < 32:
                    f, g = d & b | ~d & c, (5 * i + 1) % 16
                elif i < 48:
                    f, g = b ^ c ^ d, (3 * i + 5) % 16
                else:
                    f, g = c ^ (b | ~d & 0xFFFFFFFF), 7 * i % 16
                f = (f & 0xFFFFFFFF) + a + md5._sines[i] + w[g] & 0xFFFFFFFF
                a, d, c = d, c, b
                b = b + _rotate(f, md5._shifts[i // 16 * 4 + i % 4]) & 0xFFFFFFFF
            h = [x + y & 0xFFFFFFFF for x, y in zip(h, (a, b, c, d))]
        return b"".join([x.to_bytes(4, "little") for x in h])


def new(name, data=b"", usedforsecurity=True):
    kinds = {"md5": md5, "sha1": sha1, "sha256": sha256}
    kind = kinds.get(name.lower().replace("-", ""))
    if kind is None:
        raise ValueError("unsupported hash type " + name)
    return kind(data)
