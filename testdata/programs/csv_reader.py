import csv, io
text = 'name,qty,note\n"Smith, J",3,"said ""hi"""\nLee,,plain\n'
rows = list(csv.DictReader(io.StringIO(text)))
print(rows, sum(int(r["qty"] or 0) for r in rows))
out = io.StringIO()
w = csv.DictWriter(out, ["a", "b"], lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)
w.writeheader()
w.writerows([{"a": 1, "b": "x,y"}, {"a": 2.5, "b": 'q"'}])
print(out.getvalue())
print(csv.Sniffer().sniff("a;b;c\n1;2;3\n").delimiter)
