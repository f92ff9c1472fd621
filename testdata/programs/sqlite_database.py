import sqlite3
db = sqlite3.connect(":memory:"); db.row_factory = sqlite3.Row
db.executescript("create table person(id integer primary key, name text not null, age int); create index by_age on person(age);")
with db: db.executemany("insert into person(name, age) values(?, ?)", [("Ann", 30), ("Bob", 25), ("Cid", None)])
for row in db.execute("select name, age, rank() over (order by age desc) as r from person order by id"): print(dict(row))
print(db.execute("select count(*), avg(age), group_concat(name, '|') from person where age > :min", {"min": 20}).fetchone()[:])
db.create_function("shout", 1, lambda s: s.upper() + "!"); print(db.execute("select shout(name) from person limit 1").fetchone()[0])
try: db.execute("insert into person(name) values(null)")
except sqlite3.IntegrityError as error: print(error)
try: db.execute("selec 1")
except sqlite3.OperationalError as error: print(error)
print(db.execute("select json_extract('{\"a\": [1, 2]}', '$.a[1]'), sqrt(16), date('2024-01-31', '+1 day')").fetchone()[:])
f = sqlite3.connect("t.db"); f.execute("create table t(x)"); f.execute("insert into t values(5)"); f.commit(); f.close()
print(sqlite3.connect("t.db").execute("select * from t").fetchall()); import os; os.remove("t.db")
