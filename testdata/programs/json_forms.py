import json
value = {"b": [1, 2.0, None, True], "a": {"é": "\u2028\"\\"}, "n": 1e400 > 1}
print(json.dumps(value), json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False))
print(json.loads('[1, 2.50, -0.0, 1E3, "\\ud83d\\ude00", {"k": {}}]'))
for bad in ["{'a': 1}", "[1,]", "", '{"a" 1}', "nul"]:
    try:
        json.loads(bad)
    except json.JSONDecodeError as error:
        print(error, error.pos)
class Encoder(json.JSONEncoder):
    def default(self, o):
        return sorted(o) if isinstance(o, set) else super().default(o)
print(json.dumps({1: {3, 1}, None: (1, 2)}, cls=Encoder, separators=(",", ":")))
try:
    json.dumps(object)
except TypeError as error:
    print(error)
