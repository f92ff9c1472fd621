import hashlib, hmac, base64, zlib, secrets, uuid
for name in ["md5", "sha1", "sha256", "sha512", "sha3_256", "blake2b", "blake2s", "sha224", "sha384"]:
    print(name, hashlib.new(name, b"abc").hexdigest()[:32])
print(hmac.new(b"k", b"m", "sha256").hexdigest(), hashlib.shake_128(b"x").hexdigest(8))
print(base64.b64encode(b"\xfb\xff"), base64.urlsafe_b64encode(b"\xfb\xff"), base64.b32encode(b"hi"), base64.b85encode(b"hello"), base64.a85encode(b"hello"))
print(zlib.crc32(b"abc"), zlib.adler32(b"abc"), len(secrets.token_hex(8)), uuid.uuid5(uuid.NAMESPACE_DNS, "example.com"), uuid.uuid4().version)
print(hashlib.pbkdf2_hmac("sha256", b"p", b"s", 10).hex()[:20], hmac.compare_digest(b"a", b"a"), hashlib.scrypt if hasattr(hashlib, "scryptx") else "")
