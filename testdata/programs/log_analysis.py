import re
from collections import Counter
from datetime import datetime, timedelta

LOG = """\
192.168.0.1 - - [10/Oct/2023:13:55:36 +0000] "GET /index.html HTTP/1.1" 200 2326 0.012
192.168.0.2 - alice [10/Oct/2023:13:55:40 +0000] "POST /api/items HTTP/1.1" 201 512 0.145
10.0.0.9 - - [10/Oct/2023:13:56:02 +0000] "GET /missing HTTP/1.1" 404 0 0.003
192.168.0.1 - - [10/Oct/2023:14:01:10 +0000] "GET /api/items?page=2 HTTP/1.1" 500 91 1.204
this line is broken
10.0.0.9 - bob [10/Oct/2023:14:02:00 +0000] "DELETE /api/items/7 HTTP/1.1" 204 0 0.080
"""

LINE = re.compile(
    r"""
    (?P<host>\S+)\s\S+\s(?P<user>\S+)\s
    \[(?P<time>[^\]]+)\]\s
    "(?P<method>[A-Z]+)\s(?P<path>[^ ?]+)(?:\?(?P<query>\S*))?\s[^"]+"\s
    (?P<status>\d{3})\s(?P<size>\d+)\s(?P<took>[\d.]+)
    """,
    re.VERBOSE,
)
entries, bad = [], []
for number, line in enumerate(LOG.splitlines(), 1):
    if match := LINE.fullmatch(line):
        entry = match.groupdict()
        entry["time"] = datetime.strptime(entry["time"], "%d/%b/%Y:%H:%M:%S %z")
        entry["took"] = float(entry["took"])
        entries.append(entry)
    else:
        bad.append(number)

print(len(entries), "entries, bad lines:", bad)
print(Counter(entry["status"][0] + "xx" for entry in entries).most_common())
print(Counter(entry["method"] for entry in entries))
print(sorted({entry["user"] for entry in entries} - {"-"}))
print(max(entries, key=lambda entry: entry["took"])["path"], entries[3]["query"], entries[0]["query"])
buckets = Counter()
for entry in entries:
    time = entry["time"]
    buckets[time - timedelta(minutes=time.minute % 5, seconds=time.second)] += 1
for start, count in sorted(buckets.items()):
    print(start.isoformat(), "#" * count)
gaps = [(b["time"] - a["time"]).total_seconds() for a, b in zip(entries, entries[1:])]
print(gaps, sum(gaps) / len(gaps))
print(re.sub(r"\b(\d+)\.(\d+)\.\d+\.\d+\b", r"\1.\2.x.x", LOG.splitlines()[0])[:20])
