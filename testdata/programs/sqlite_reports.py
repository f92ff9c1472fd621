import datetime
import sqlite3
from contextlib import closing

with closing(sqlite3.connect("shop.db")) as db:
    db.row_factory = sqlite3.Row
    db.execute("PRAGMA foreign_keys = ON")
    db.executescript("""
        CREATE TABLE customer (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
        CREATE TABLE purchase (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            customer INTEGER REFERENCES customer(id) ON DELETE CASCADE,
            amount REAL CHECK (amount > 0), day TEXT);
        CREATE INDEX by_day ON purchase(day);
    """)
    with db:
        db.executemany("INSERT INTO customer(name) VALUES (?)", [("Ann",), ("Bob",), ("Zoë",)])
        db.executemany(
            "INSERT INTO purchase(customer, amount, day) VALUES (:who, :amount, :day)",
            [{"who": 1 + i % 2, "amount": 10 * i + 5, "day": (datetime.date(2024, 1, 30) + datetime.timedelta(days=i)).isoformat()} for i in range(6)],
        )
    for row in db.execute("""
        SELECT name, COUNT(p.id) AS n, COALESCE(SUM(amount), 0) AS total
        FROM customer c LEFT JOIN purchase p ON p.customer = c.id
        GROUP BY c.id ORDER BY total DESC, name"""):
        print(dict(row), row["name"], row[1])
    print([tuple(r) for r in db.execute("""
        WITH monthly AS (SELECT substr(day, 1, 7) AS month, amount FROM purchase)
        SELECT month, SUM(amount), RANK() OVER (ORDER BY SUM(amount) DESC) FROM monthly GROUP BY month""")])
    try:
        with db:
            db.execute("INSERT INTO customer(name) VALUES ('Dan')")
            db.execute("INSERT INTO purchase(customer, amount) VALUES (99, 1)")
    except sqlite3.IntegrityError as error:
        print("rolled back:", error)
    print(db.execute("SELECT COUNT(*) FROM customer").fetchone()[0])
    db.create_function("initial", 1, lambda s: s[0].upper() + ".")
    db.create_aggregate("product", 1, type("Product", (), {
        "__init__": lambda self: setattr(self, "value", 1),
        "step": lambda self, x: setattr(self, "value", self.value * x),
        "finalize": lambda self: self.value,
    }))
    print([r[0] for r in db.execute("SELECT initial(name) FROM customer ORDER BY id")], db.execute("SELECT product(amount) FROM purchase").fetchone()[0])
    print(db.execute("SELECT json_extract('{\"a\": [1, 2]}', '$.a[1]'), printf('%.2f', 2.5), upper('é')").fetchone()[:])
    db.execute("DELETE FROM customer WHERE name = 'Ann'")
    db.commit()
    print(db.execute("SELECT COUNT(*) FROM purchase").fetchone()[0], db.total_changes > 0)
    for bad in ("SELEC 1", "SELECT * FROM nothing", "INSERT INTO customer(name) VALUES (NULL)"):
        try:
            db.execute(bad)
        except sqlite3.Error as error:
            print(type(error).__name__, error)

with closing(sqlite3.connect("shop.db")) as one, closing(sqlite3.connect("shop.db", timeout=0)) as two:
    one.execute("BEGIN IMMEDIATE")
    try:
        two.execute("INSERT INTO customer(name) VALUES ('Eve')")
    except sqlite3.OperationalError as error:
        print("locked out:", error)
    one.rollback()
    two.execute("INSERT INTO customer(name) VALUES ('Eve')")
    two.commit()
    print(one.execute("SELECT group_concat(name, '|') FROM (SELECT name FROM customer ORDER BY id)").fetchone()[0])
    copy = sqlite3.connect(":memory:")
    one.backup(copy)
    print(copy.execute("SELECT COUNT(*) FROM customer").fetchone())
