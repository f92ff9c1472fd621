import csv
import io
import sys

TEXT = 'id;name;note\r\n1;"Smith; John";"said ""hi"""\r\n2;Ann;"two\nlines"\r\n3;;\r\n'
dialect = csv.Sniffer().sniff(TEXT, delimiters=";,")
print(repr(dialect.delimiter), dialect.doublequote, csv.Sniffer().has_header("name,age\nann,3\nbob,4\n"))
rows = list(csv.reader(io.StringIO(TEXT, newline=""), delimiter=";"))
print(rows)
for row in csv.DictReader(["a,b,c", "1,2", "3,4,5,6"], restkey="rest", restval="-"):
    print(row)
out = io.StringIO()
writer = csv.DictWriter(out, ["x", "y"], extrasaction="ignore", quoting=csv.QUOTE_NONNUMERIC)
writer.writeheader()
writer.writerows([{"x": 1.5, "y": "q\"q"}, {"x": None, "y": "a,b", "z": 0}])
print(repr(out.getvalue()))
try:
    csv.DictWriter(io.StringIO(), ["x"]).writerow({"y": 1})
except ValueError as error:
    print(error)


class Pipes(csv.Dialect):
    delimiter, quotechar, escapechar, lineterminator = "|", "'", "\\", "\n"
    quoting, doublequote = csv.QUOTE_MINIMAL, False


csv.register_dialect("pipes", Pipes)
writer = csv.writer(sys.stdout, "pipes")
writer.writerows([["a|b", "it's", 1], ["", None, 2.50], [True, "x\\y", "n\nl"]])
print("pipes" in csv.list_dialects(), list(csv.reader(["'a|b'|c\\|d"], "pipes")))
print(list(csv.reader(["1,2.5,x"], quoting=csv.QUOTE_NONE)), list(csv.reader(['"1",2.5'], quoting=csv.QUOTE_NONNUMERIC)), list(csv.reader(["a\tb"], csv.excel_tab)))
try:
    list(csv.reader(['"open'], strict=True))
except csv.Error as error:
    print("error:", error)
with open("people.csv", "w", newline="", encoding="utf-8-sig") as f:
    csv.writer(f).writerows([["name", "age"], ["Zoë", 31], ["Bob, Jr.", 4]])
with open("people.csv", newline="", encoding="utf-8-sig") as f:
    reader = csv.DictReader(f)
    people = sorted(reader, key=lambda r: int(r["age"]))
    print(reader.fieldnames, reader.line_num, people)
with open("people.csv", "rb") as f:
    print(f.read())
header, *body = zip(*[["k", "a", "b"], ["v", 1, 2]])
print(header, body, {row["name"]: row for row in people}["Zoë"]["age"])
