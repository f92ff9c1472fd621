"""Chance of the host's, for what must not be guessed."""

import _host
from os import urandom


def randbits(bits):
    value, have = 0, 0
    while have < bits:
        value, have = value << 64 | _host.random(), have + 64
    return value >> (have - bits)


def randbelow(limit):
    if limit <= 0:
        raise ValueError("Upper bound must be positive.")
    bits = len(bin(limit)) - 2
    while True:
        value = randbits(bits)
        if value < limit:
            return value


def choice(items):
    return items[randbelow(len(items))]


def token_bytes(size=32):
    return urandom(size)


def token_hex(size=32):
    return urandom(size).hex()


def token_urlsafe(size=32):
    from base64 import urlsafe_b64encode

    return urlsafe_b64encode(urandom(size)).rstrip(b"=").decode()


def compare_digest(a, b):
    a, b = [data.encode() if isinstance(data, str) else bytes(data) for data in (a, b)]
    different = len(a) ^ len(b)
    for x, y in zip(a, b):
        different |= x ^ y
    return different == 0
