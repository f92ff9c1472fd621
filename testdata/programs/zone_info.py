from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones
berlin, ny = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
t = datetime(2024, 3, 31, 1, 30, tzinfo=berlin)
print(t, t + timedelta(hours=1), t.utcoffset(), t.tzname(), t.astimezone(ny))
print(datetime(2024, 10, 27, 2, 30, fold=1, tzinfo=berlin).utcoffset(), "Asia/Tokyo" in available_timezones())
try:
    ZoneInfo("Mars/Base")
except Exception as error:
    print(type(error).__name__, error)
