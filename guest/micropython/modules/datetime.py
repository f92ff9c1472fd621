"""Dates and times of the Gregorian calendar, as CPython's module has them.

Only fixed offsets are known as time zones, and local time is UTC.
"""

import time as _time

MINYEAR, MAXYEAR = 1, 9999

_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LONG = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")


def _is_leap(year):
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _days_in(year, month):
    return 29 if month == 2 and _is_leap(year) else _DAYS[month - 1]


def _ordinal(year, month, day):
    # Years that begin in March put the leap day last.
    if month < 3:
        year, month = year - 1, month + 12
    return 365 * year + year // 4 - year // 100 + year // 400 + (153 * month - 457) // 5 + day - 306


def _from_ordinal(n):
    n += 305
    era, n = divmod(n, 146097)
    year = (n - n // 1460 + n // 36524 - n // 146096) // 365
    n -= 365 * year + year // 4 - year // 100
    month = (5 * n + 2) // 153
    day = n - (153 * month + 2) // 5 + 1
    month = month + 3 if month < 10 else month - 9
    return year + era * 400 + (1 if month < 3 else 0), month, day


def _check(name, value, low, high):
    if not isinstance(value, int):
        raise TypeError("%s must be an integer" % name)
    if not low <= value <= high:
        raise ValueError("%s must be in %d..%d" % (name, low, high))


class timedelta:
    def __init__(self, days=0, seconds=0, microseconds=0, milliseconds=0, minutes=0, hours=0, weeks=0):
        whole = 0
        for amount, unit in ((weeks, 604800000000), (days, 86400000000), (hours, 3600000000), (minutes, 60000000),
                             (seconds, 1000000), (milliseconds, 1000), (microseconds, 1)):
            if amount:
                whole += amount * unit if isinstance(amount, int) else round(amount * unit)
        self._us = whole
        if abs(self.days) > 999999999:
            raise OverflowError("days=%d; must have magnitude <= 999999999" % self.days)

    @staticmethod
    def _of(us):
        return timedelta(microseconds=us)

    @property
    def days(self):
        return self._us // 86400000000

    @property
    def seconds(self):
        return self._us // 1000000 % 86400

    @property
    def microseconds(self):
        return self._us % 1000000

    def total_seconds(self):
        return self._us / 1000000

    def __add__(self, other):
        return timedelta._of(self._us + other._us) if isinstance(other, timedelta) else NotImplemented

    __radd__ = __add__

    def __sub__(self, other):
        return timedelta._of(self._us - other._us) if isinstance(other, timedelta) else NotImplemented

    def __neg__(self):
        return timedelta._of(-self._us)

    def __pos__(self):
        return self

    def __abs__(self):
        return timedelta._of(abs(self._us))

    def __mul__(self, factor):
        return timedelta._of(self._us * factor if isinstance(factor, int) else round(self._us * factor))

    __rmul__ = __mul__

    def __truediv__(self, other):
        return self._us / other._us if isinstance(other, timedelta) else timedelta._of(round(self._us / other))

    def __floordiv__(self, other):
        return self._us // other._us if isinstance(other, timedelta) else timedelta._of(self._us // other)

    def __mod__(self, other):
        return timedelta._of(self._us % other._us)

    def __divmod__(self, other):
        return self // other, self % other

    def __bool__(self):
        return self._us != 0

    def __eq__(self, other):
        return isinstance(other, timedelta) and self._us == other._us

    def __lt__(self, other):
        return self._us < other._us

    def __le__(self, other):
        return self._us <= other._us

    def __gt__(self, other):
        return self._us > other._us

    def __ge__(self, other):
        return self._us >= other._us

    def __hash__(self):
        return hash(self._us)

    def __str__(self):
        seconds = self.seconds
        text = "%d:%02d:%02d" % (seconds // 3600, seconds // 60 % 60, seconds % 60)
        if self.days:
            text = "%d day%s, %s" % (self.days, "" if abs(self.days) == 1 else "s", text)
        return text + (".%06d" % self.microseconds if self.microseconds else "")

    def __repr__(self):
        parts = ["%s=%d" % (n, getattr(self, n)) for n in ("days", "seconds", "microseconds") if getattr(self, n)]
        return "datetime.timedelta(%s)" % (", ".join(parts) or "0")


timedelta.min = timedelta(-999999999)
timedelta.max = timedelta(999999999, 86399, 999999)
timedelta.resolution = timedelta(microseconds=1)


class tzinfo:
    pass


def _offset_text(us):
    sign, us = ("-", -us) if us < 0 else ("+", us)
    minutes, rest = divmod(us, 60000000)
    text = "%s%02d:%02d" % (sign, minutes // 60, minutes % 60)
    return text + (":%02d" % (rest // 1000000) if rest else "")


class timezone(tzinfo):
    def __init__(self, offset, name=None):
        if not -timedelta(1) < offset < timedelta(1):
            raise ValueError("offset must be strictly between -24 and 24 hours")
        self._offset, self._name = offset, name

    def utcoffset(self, _):
        return self._offset

    def dst(self, _):
        return None

    def tzname(self, _):
        return self._name or ("UTC" + _offset_text(self._offset._us) if self._offset else "UTC")

    def __eq__(self, other):
        return isinstance(other, timezone) and self._offset == other._offset

    def __hash__(self):
        return hash(self._offset)

    def __str__(self):
        return self.tzname(None)

    def __repr__(self):
        return "datetime.timezone.utc" if self is timezone.utc else "datetime.timezone(%r)" % self._offset


timezone.utc = UTC = timezone(timedelta(0))


class date:
    def __init__(self, year, month, day):
        _check("year", year, MINYEAR, MAXYEAR)
        _check("month", month, 1, 12)
        _check("day", day, 1, _days_in(year, month))
        self.year, self.month, self.day = year, month, day

    @classmethod
    def today(cls):
        return cls.fromtimestamp(_time.time())

    @classmethod
    def fromtimestamp(cls, timestamp):
        return cls.fromordinal(719163 + int(timestamp // 86400))

    @classmethod
    def fromordinal(cls, n):
        if not 1 <= n <= 3652059:
            raise ValueError("ordinal out of range")
        return cls(*_from_ordinal(n))

    @classmethod
    def fromisoformat(cls, text):
        if len(text) == 8 and text.isdigit():
            text = text[:4] + "-" + text[4:6] + "-" + text[6:]
        if len(text) != 10 or text[4] != "-" or text[7] != "-":
            raise ValueError("Invalid isoformat string: %r" % text)
        return cls(int(text[:4]), int(text[5:7]), int(text[8:]))

    def toordinal(self):
        return _ordinal(self.year, self.month, self.day)

    def weekday(self):
        return (self.toordinal() + 6) % 7

    def isoweekday(self):
        return self.weekday() + 1

    def isocalendar(self):
        from collections import namedtuple

        thursday = self.toordinal() - self.weekday() + 3
        year = _from_ordinal(thursday)[0]
        week = (thursday - _ordinal(year, 1, 1)) // 7 + 1
        return namedtuple("IsoCalendarDate", ("year", "week", "weekday"))(year, week, self.isoweekday())

    def timetuple(self):
        yearday = self.toordinal() - _ordinal(self.year, 1, 1) + 1
        return _time.struct_time(self.year, self.month, self.day, *self._clock(), self.weekday(), yearday, -1)

    def _clock(self):
        return 0, 0, 0

    def replace(self, year=None, month=None, day=None):
        return date(year or self.year, month or self.month, day or self.day)

    def isoformat(self):
        return "%04d-%02d-%02d" % (self.year, self.month, self.day)

    def ctime(self):
        return _time.asctime(self.timetuple())

    def strftime(self, form):
        return _time.strftime(self._fill(form), self.timetuple())

    def _fill(self, form):
        return form.replace("%f", "000000").replace("%z", "").replace("%Z", "")

    def __format__(self, form):
        return self.strftime(form) if form else str(self)

    def _key(self):
        return (self.toordinal(),)

    def __add__(self, delta):
        return date.fromordinal(self.toordinal() + delta.days) if isinstance(delta, timedelta) else NotImplemented

    __radd__ = __add__

    def __sub__(self, other):
        if isinstance(other, timedelta):
            return date.fromordinal(self.toordinal() - other.days)
        return timedelta(self.toordinal() - other.toordinal())

    def __eq__(self, other):
        return isinstance(other, date) and isinstance(self, datetime) == isinstance(other, datetime) and self._key() == other._key()

    def __lt__(self, other):
        return self._key() < other._key()

    def __le__(self, other):
        return self._key() <= other._key()

    def __gt__(self, other):
        return self._key() > other._key()

    def __ge__(self, other):
        return self._key() >= other._key()

    def __hash__(self):
        return hash(self._key())

    def __str__(self):
        return self.isoformat()

    def __repr__(self):
        return "datetime.date(%d, %d, %d)" % (self.year, self.month, self.day)


def _clock_text(self, timespec):
    text = "%02d:%02d:%02d" % (self.hour, self.minute, self.second)
    if timespec == "minutes":
        text = text[:5]
    elif timespec == "milliseconds":
        text += ".%03d" % (self.microsecond // 1000)
    elif timespec == "microseconds" or (timespec == "auto" and self.microsecond):
        text += ".%06d" % self.microsecond
    offset = self.utcoffset()
    return text if offset is None else text + _offset_text(offset._us)


def _parse_clock(text):
    zone = None
    if text.endswith("Z"):
        text, zone = text[:-1], timezone.utc
    for sign in "+-":
        if sign in text:
            text, offset = text.split(sign)
            digits = offset.replace(":", "")
            delta = timedelta(hours=int(digits[:2]), minutes=int(digits[2:4] or 0), seconds=int(digits[4:6] or 0))
            delta = delta if sign == "+" else -delta
            zone = timezone(delta) if delta else timezone.utc
    text, _, fraction = text.replace(",", ".").partition(".")
    digits = text.replace(":", "")
    if len(digits) not in (2, 4, 6) or not digits.isdigit():
        raise ValueError("Invalid isoformat string: %r" % text)
    return int(digits[:2]), int(digits[2:4] or 0), int(digits[4:6] or 0), int((fraction + "000000")[:6]), zone


class time:
    def __init__(self, hour=0, minute=0, second=0, microsecond=0, tzinfo=None):
        _check("hour", hour, 0, 23)
        _check("minute", minute, 0, 59)
        _check("second", second, 0, 59)
        _check("microsecond", microsecond, 0, 999999)
        self.hour, self.minute, self.second, self.microsecond, self.tzinfo = hour, minute, second, microsecond, tzinfo

    @classmethod
    def fromisoformat(cls, text):
        return cls(*_parse_clock(text[1:] if text.startswith("T") else text))

    def utcoffset(self):
        return None if self.tzinfo is None else self.tzinfo.utcoffset(None)

    def isoformat(self, timespec="auto"):
        return _clock_text(self, timespec)

    def strftime(self, form):
        form = form.replace("%f", "%06d" % self.microsecond)
        return _time.strftime(form, (1900, 1, 1, self.hour, self.minute, self.second, 0, 1, -1))

    def replace(self, hour=None, minute=None, second=None, microsecond=None, tzinfo=True):
        return time(*[old if new is None else new for old, new in (
            (self.hour, hour), (self.minute, minute), (self.second, second), (self.microsecond, microsecond))],
            self.tzinfo if tzinfo is True else tzinfo)

    def _key(self):
        offset = self.utcoffset()
        us = ((self.hour * 60 + self.minute) * 60 + self.second) * 1000000 + self.microsecond
        return us - (offset._us if offset else 0)

    def __eq__(self, other):
        return isinstance(other, time) and self._key() == other._key()

    def __lt__(self, other):
        return self._key() < other._key()

    def __le__(self, other):
        return self._key() <= other._key()

    def __gt__(self, other):
        return self._key() > other._key()

    def __ge__(self, other):
        return self._key() >= other._key()

    def __hash__(self):
        return hash(self._key())

    def __str__(self):
        return self.isoformat()

    def __repr__(self):
        return "datetime.time(%d, %d, %d, %d)" % (self.hour, self.minute, self.second, self.microsecond)


time.min, time.max = time(), time(23, 59, 59, 999999)


class datetime(date):
    def __init__(self, year, month, day, hour=0, minute=0, second=0, microsecond=0, tzinfo=None):
        date.__init__(self, year, month, day)
        _check("hour", hour, 0, 23)
        _check("minute", minute, 0, 59)
        _check("second", second, 0, 59)
        _check("microsecond", microsecond, 0, 999999)
        self.hour, self.minute, self.second, self.microsecond, self.tzinfo = hour, minute, second, microsecond, tzinfo

    @classmethod
    def _of(cls, us, tz):
        days, us = divmod(us, 86400000000)
        if not 1 <= days <= 3652059:
            raise OverflowError("date value out of range")
        seconds, us = divmod(us, 1000000)
        return cls(*_from_ordinal(days), seconds // 3600, seconds // 60 % 60, seconds % 60, us, tz)

    @classmethod
    def now(cls, tz=None):
        return cls._at(_time.time_ns() // 1000, tz)

    today = now

    @classmethod
    def utcnow(cls):
        return cls._at(_time.time_ns() // 1000, None)

    @classmethod
    def _at(cls, us, tz):
        return cls._of(719163 * 86400000000 + us + (tz.utcoffset(None)._us if tz else 0), tz)

    @classmethod
    def fromtimestamp(cls, timestamp, tz=None):
        return cls._at(timestamp * 1000000 if isinstance(timestamp, int) else round(timestamp * 1000000), tz)

    utcfromtimestamp = fromtimestamp

    @classmethod
    def combine(cls, day, clock, tzinfo=True):
        zone = clock.tzinfo if tzinfo is True else tzinfo
        return cls(day.year, day.month, day.day, clock.hour, clock.minute, clock.second, clock.microsecond, zone)

    @classmethod
    def fromisoformat(cls, text):
        cut = 8 if text[:8].isdigit() else 10
        day = date.fromisoformat(text[:cut])
        clock = _parse_clock(text[cut + 1 :]) if len(text) > cut else (0, 0, 0, 0, None)
        return cls(day.year, day.month, day.day, *clock)

    @classmethod
    def strptime(cls, text, form):
        return _strptime(cls, text, form)

    def _us(self):
        return (self.toordinal() * 86400 + (self.hour * 60 + self.minute) * 60 + self.second) * 1000000 + self.microsecond

    def _key(self):
        offset = self.utcoffset()
        return self._us() - (offset._us if offset else 0)

    def _clock(self):
        return self.hour, self.minute, self.second

    def utcoffset(self):
        return None if self.tzinfo is None else self.tzinfo.utcoffset(self)

    def tzname(self):
        return None if self.tzinfo is None else self.tzinfo.tzname(self)

    def date(self):
        return date(self.year, self.month, self.day)

    def time(self):
        return time(self.hour, self.minute, self.second, self.microsecond)

    def timetz(self):
        return time(self.hour, self.minute, self.second, self.microsecond, self.tzinfo)

    def timestamp(self):
        return (self._key() - 719163 * 86400000000) / 1000000

    def astimezone(self, tz=None):
        tz = tz or timezone.utc
        return datetime._of(self._key() + tz.utcoffset(self)._us, tz)

    def utctimetuple(self):
        return self.astimezone(timezone.utc).timetuple()

    def replace(self, year=None, month=None, day=None, hour=None, minute=None, second=None, microsecond=None, tzinfo=True):
        return datetime(*[old if new is None else new for old, new in (
            (self.year, year), (self.month, month), (self.day, day), (self.hour, hour), (self.minute, minute),
            (self.second, second), (self.microsecond, microsecond))], self.tzinfo if tzinfo is True else tzinfo)

    def isoformat(self, sep="T", timespec="auto"):
        return date.isoformat(self) + sep + _clock_text(self, timespec)

    def _fill(self, form):
        offset = self.utcoffset()
        zone = "" if offset is None else _offset_text(offset._us).replace(":", "")
        return form.replace("%f", "%06d" % self.microsecond).replace("%z", zone).replace("%Z", self.tzname() or "")

    def _same_kind(self, other):
        if (self.tzinfo is None) != (other.tzinfo is None):
            raise TypeError("can't compare or subtract offset-naive and offset-aware datetimes")

    def __add__(self, delta):
        return datetime._of(self._us() + delta._us, self.tzinfo) if isinstance(delta, timedelta) else NotImplemented

    __radd__ = __add__

    def __sub__(self, other):
        if isinstance(other, timedelta):
            return datetime._of(self._us() - other._us, self.tzinfo)
        self._same_kind(other)
        return timedelta._of(self._key() - other._key())

    def __lt__(self, other):
        self._same_kind(other)
        return self._key() < other._key()

    def __le__(self, other):
        self._same_kind(other)
        return self._key() <= other._key()

    def __gt__(self, other):
        self._same_kind(other)
        return self._key() > other._key()

    def __ge__(self, other):
        self._same_kind(other)
        return self._key() >= other._key()

    def __str__(self):
        return self.isoformat(" ")

    def __repr__(self):
        parts = [self.year, self.month, self.day, self.hour, self.minute, self.second, self.microsecond]
        while len(parts) > 5 and not parts[-1]:
            parts.pop()
        zone = "" if self.tzinfo is None else ", tzinfo=%r" % self.tzinfo
        return "datetime.datetime(%s%s)" % (", ".join([str(part) for part in parts]), zone)


date.min, date.max = date(1, 1, 1), date(9999, 12, 31)
datetime.min, datetime.max = datetime(1, 1, 1), datetime(9999, 12, 31, 23, 59, 59, 999999)


def _strptime(cls, text, form):
    found = {"Y": 1900, "m": 1, "d": 1, "H": 0, "M": 0, "S": 0, "f": 0}
    afternoon = zone = None
    for short, long in (("%F", "%Y-%m-%d"), ("%T", "%H:%M:%S"), ("%D", "%m/%d/%y"), ("%R", "%H:%M")):
        form = form.replace(short, long)

    def fail():
        raise ValueError("time data %r does not match format %r" % (text, form))

    at = i = 0
    while i < len(form):
        char = form[i]
        i += 1
        if char.isspace():
            while at < len(text) and text[at].isspace():
                at += 1
            continue
        if char != "%":
            if text[at : at + 1] != char:
                fail()
            at += 1
            continue
        code = form[i : i + 1]
        i += 1
        if code in ("b", "B", "p", "a", "A"):
            names = {"b": _NAMES, "B": _LONG, "p": ("AM", "PM"), "a": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
                     "A": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")}[code]
            for n, name in enumerate(names):
                if text[at : at + len(name)].lower() == name.lower():
                    at += len(name)
                    break
            else:
                fail()
            if code in ("b", "B"):
                found["m"] = n + 1
            elif code == "p":
                afternoon = n == 1
        elif code == "z":
            end = at + 1
            if text[at : at + 1] == "Z":
                zone = timezone.utc
            else:
                while end < len(text) and (text[end].isdigit() or text[end] == ":"):
                    end += 1
                zone = _parse_clock("00:00" + text[at:end])[4]
            at = end
        elif code == "%":
            if text[at : at + 1] != "%":
                fail()
            at += 1
        else:
            width = {"Y": 4, "j": 3, "f": 6}.get(code, 2)
            end = at
            while end < len(text) and end - at < width and text[end].isdigit():
                end += 1
            if end == at or code not in ("Y", "y", "m", "d", "H", "I", "M", "S", "f", "j"):
                fail()
            digits = text[at:end]
            at = end
            if code == "y":
                found["Y"] = int(digits) + (1900 if int(digits) >= 69 else 2000)
            elif code == "f":
                found["f"] = int((digits + "000000")[:6])
            else:
                found["H" if code == "I" else code] = int(digits)
    if at != len(text):
        raise ValueError("unconverted data remains: " + text[at:])
    if afternoon is not None:
        found["H"] = found["H"] % 12 + (12 if afternoon else 0)
    if "j" in found:
        _, found["m"], found["d"] = _from_ordinal(_ordinal(found["Y"], 1, 1) + found["j"] - 1)
    return cls(found["Y"], found["m"], found["d"], found["H"], found["M"], found["S"], found["f"], zone)
