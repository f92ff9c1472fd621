d = {}
for name in ["pear", "apple", "fig", "kiwi", "date"]:
    d[name] = len(name)
d.pop("apple")
d["apple"] = 1
print(d, list(d.items())[-1])
print({**d, "fig": 0} | {"plum": 4})
