"""Base64 and its relatives."""

from binascii import a2b_base64, b2a_base64, hexlify, unhexlify

_B32 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def _bytes(data):
    return data.encode() if isinstance(data, str) else data


def _swap(data, old, new):
    # MicroPython's bytes have no translate; replace does for two letters.
    return data.replace(old[0:1], new[0:1]).replace(old[1:2], new[1:2])


def b64encode(data, altchars=None):
    encoded = b2a_base64(data)[:-1]
    return _swap(encoded, b"+/", altchars) if altchars else encoded


def b64decode(data, altchars=None, validate=False):
    data = _bytes(data)
    if altchars:
        data = _swap(data, _bytes(altchars), b"+/")
    if len(data.strip()) % 4:
        raise ValueError("Incorrect padding")
    return a2b_base64(data)


standard_b64encode, standard_b64decode = b64encode, b64decode


def urlsafe_b64encode(data):
    return b64encode(data, b"-_")


def urlsafe_b64decode(data):
    return b64decode(data, b"-_")


encodebytes = b2a_base64
decodebytes = a2b_base64


def b32encode(data):
    out = bytearray()
    for i in range(0, len(data), 5):
        part = data[i : i + 5]
        value = int.from_bytes(part + bytes(5 - len(part)), "big")
        letters = (len(part) * 8 + 4) // 5
        for n in range(8):
            out.append(_B32[value >> (35 - 5 * n) & 31] if n < letters else 61)
    return bytes(out)


def b32decode(data, casefold=False):
    data = _bytes(data)
    data = data.upper() if casefold else data
    if len(data) % 8:
        raise ValueError("Incorrect padding")
    out = bytearray()
    for i in range(0, len(data), 8):
        letters = data[i : i + 8].rstrip(b"=")
        value = 0
        for letter in letters:
            at = _B32.find(bytes([letter]))
            if at < 0:
                raise ValueError("Non-base32 digit found")
            value = value << 5 | at
        value <<= 5 * (8 - len(letters))
        out.extend(value.to_bytes(5, "big")[: len(letters) * 5 // 8])
    return bytes(out)


def b16encode(data):
    return hexlify(data).upper()


def b16decode(data, casefold=False):
    return unhexlify(_bytes(data))
