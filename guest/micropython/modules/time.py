"""MicroPython's time, with the names and shapes of CPython's."""

from utime import *
from utime import gmtime as _gmtime, mktime as _mktime
from collections import namedtuple
import _host

timezone = 0
altzone = 0
daylight = 0
tzname = ("UTC", "UTC")

struct_time = namedtuple(
    "struct_time",
    ("tm_year", "tm_mon", "tm_mday", "tm_hour", "tm_min", "tm_sec", "tm_wday", "tm_yday", "tm_isdst"),
)

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)


def gmtime(seconds=None):
    return struct_time(*(_gmtime() if seconds is None else _gmtime(int(seconds // 1))), 0)


localtime = gmtime


def mktime(when):
    return float(_mktime(tuple(when)))


def monotonic_ns():
    return _host.monotonic_ns()


def monotonic():
    return _host.monotonic_ns() / 1e9


perf_counter = process_time = monotonic
perf_counter_ns = process_time_ns = monotonic_ns


def strftime(form, when=None):
    when = gmtime() if when is None else when
    year, month, day, hour, minute, second, weekday, yearday = when[:8]
    out = []
    i = 0
    while i < len(form):
        char = form[i]
        i += 1
        if char != "%" or i == len(form):
            out.append(char)
            continue
        code = form[i]
        i += 1
        if code == "Y":
            out.append("%04d" % year)
        elif code == "y":
            out.append("%02d" % (year % 100))
        elif code == "m":
            out.append("%02d" % month)
        elif code == "d":
            out.append("%02d" % day)
        elif code == "e":
            out.append("%2d" % day)
        elif code == "H":
            out.append("%02d" % hour)
        elif code == "I":
            out.append("%02d" % ((hour + 11) % 12 + 1))
        elif code == "M":
            out.append("%02d" % minute)
        elif code == "S":
            out.append("%02d" % second)
        elif code == "p":
            out.append("AM" if hour < 12 else "PM")
        elif code == "j":
            out.append("%03d" % yearday)
        elif code == "a":
            out.append(_DAYS[weekday][:3])
        elif code == "A":
            out.append(_DAYS[weekday])
        elif code == "b" or code == "h":
            out.append(_MONTHS[month - 1][:3])
        elif code == "B":
            out.append(_MONTHS[month - 1])
        elif code == "w":
            out.append(str((weekday + 1) % 7))
        elif code == "u":
            out.append(str(weekday + 1))
        elif code == "F":
            out.append("%04d-%02d-%02d" % (year, month, day))
        elif code == "T" or code == "X":
            out.append("%02d:%02d:%02d" % (hour, minute, second))
        elif code == "R":
            out.append("%02d:%02d" % (hour, minute))
        elif code == "D" or code == "x":
            out.append("%02d/%02d/%02d" % (month, day, year % 100))
        elif code == "c":
            out.append(asctime(when))
        elif code == "Z":
            out.append("UTC")
        elif code == "z":
            out.append("+0000")
        elif code == "n":
            out.append("\n")
        elif code == "t":
            out.append("\t")
        elif code == "%":
            out.append("%")
        else:
            raise ValueError("no such format: %" + code)
    return "".join(out)


def asctime(when=None):
    when = gmtime() if when is None else when
    return "%s %s %2d %02d:%02d:%02d %d" % (
        _DAYS[when[6]][:3], _MONTHS[when[1] - 1][:3], when[2], when[3], when[4], when[5], when[0],
    )


def ctime(seconds=None):
    return asctime(gmtime(seconds))
