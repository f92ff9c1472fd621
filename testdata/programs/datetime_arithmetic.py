from datetime import datetime, date, timedelta, timezone, time
a = datetime(2024, 2, 28, 23, 30, tzinfo=timezone.utc)
b = a + timedelta(days=1, minutes=45)
print(b.isoformat(), b - a, (b - a).total_seconds(), b.strftime("%A %d %B %Y %H:%M %p %j"))
print(date(2024, 3, 1) - date(2023, 3, 1), date(2024, 12, 30).isocalendar(), date.fromisoformat("2024-02-29").weekday())
print(datetime.strptime("05/Mar/2021:10:11:12 +0200", "%d/%b/%Y:%H:%M:%S %z"), time(7, 5).isoformat("minutes"))
print(datetime.fromisoformat("2021-01-01T00:00:00Z"), timedelta(seconds=-1), divmod(timedelta(hours=5), timedelta(hours=2)))
print(a.astimezone(timezone(timedelta(hours=-5))), datetime.min, a.replace(hour=1) < a)
