import calendar
import time
from datetime import MINYEAR, UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def business_days(start, end, holidays=frozenset()):
    day = start
    while day < end:
        if day.weekday() < 5 and day not in holidays:
            yield day
        day += timedelta(days=1)


def easter(year):
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    l = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * l) // 451
    month, day = divmod(h + l - 7 * m + 114, 31)
    return date(year, month, day + 1)


print(*(easter(y).isoformat() for y in range(2023, 2028)))
print(len(list(business_days(date(2024, 12, 20), date(2025, 1, 3), {date(2024, 12, 25), date(2025, 1, 1)}))))
print(calendar.month(2024, 2), end="")
print([d.isoformat() for d in (date(2024, 12, 30), date(2021, 1, 3))], date(2024, 12, 30).isocalendar(), date.fromisocalendar(2025, 1, 1))
print([calendar.monthrange(y, 2) for y in (1900, 2000, 2023, 2024)], calendar.isleap(2100))
born, today = date(2000, 2, 29), date(2023, 2, 28)
print("age", today.year - born.year - ((today.month, today.day) < (born.month, born.day)))
meeting = datetime(2024, 3, 10, 1, 30, tzinfo=ZoneInfo("America/New_York"))
for hours in range(0, 3):
    print((meeting.astimezone(UTC) + timedelta(hours=hours)).astimezone(ZoneInfo("America/New_York")))
print(meeting.astimezone(ZoneInfo("Asia/Kolkata")), meeting.utcoffset(), meeting.dst(), meeting.tzname())
fold = datetime(2024, 11, 3, 1, 30, tzinfo=ZoneInfo("America/New_York"))
print(fold.utcoffset(), fold.replace(fold=1).utcoffset(), fold == fold.replace(fold=1))
try:
    ZoneInfo("Mars/Olympus")
except ZoneInfoNotFoundError as error:
    print(error)
for text in ("2024-02-29", "2024-02-29T12:30:45.123456+02:00", "20240229T123045Z", "2024-W09-4"):
    print(datetime.fromisoformat(text).isoformat())
for text, form in (("Mar 5, 2024 02:07 PM", "%b %d, %Y %I:%M %p"), ("05/03/24", "%d/%m/%y"), ("2024 65", "%Y %j")):
    print(datetime.strptime(text, form))
try:
    datetime.strptime("31/02/2024", "%d/%m/%Y")
except ValueError as error:
    print(error)
moment = datetime(2024, 7, 4, 9, 5, 3, 45, tzinfo=timezone(timedelta(hours=-5, minutes=-30), "X"))
print(moment.strftime("%A %d %B %Y %H:%M:%S.%f %z %Z %j %U %w %%"), f"{moment:%Y/%m}", moment.ctime())
span = timedelta(days=-1, hours=5, microseconds=7)
print(span, repr(span), span.total_seconds(), abs(span), span // timedelta(hours=1), divmod(timedelta(hours=5), timedelta(hours=2)))
print(datetime.fromtimestamp(0, UTC), datetime(1970, 1, 2, tzinfo=UTC).timestamp(), time.gmtime(86399).tm_hour, time.strftime("%H:%M", time.gmtime(3600)))
try:
    date(MINYEAR, 1, 1) - timedelta(days=1)
except OverflowError as error:
    print(error)
try:
    datetime(2024, 1, 1) < datetime(2024, 1, 1, tzinfo=UTC)
except TypeError as error:
    print(error)
