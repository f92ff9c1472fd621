"""Averages and spreads."""

from math import sqrt


class StatisticsError(ValueError):
    pass


def _data(data, least=1):
    data = list(data)
    if len(data) < least:
        raise StatisticsError("at least %d data points are needed" % least)
    return data


def mean(data):
    data = _data(data)
    return sum(data) / len(data)


def fmean(data, weights=None):
    data = _data(data)
    if weights is None:
        return sum(data) / len(data)
    weights = list(weights)
    return sum(x * w for x, w in zip(data, weights)) / sum(weights)


def geometric_mean(data):
    from math import exp, log

    data = _data(data)
    return exp(sum(log(x) for x in data) / len(data))


def harmonic_mean(data):
    data = _data(data)
    return len(data) / sum(1 / x for x in data)


def median(data):
    data = sorted(_data(data))
    middle = len(data) // 2
    return data[middle] if len(data) % 2 else (data[middle - 1] + data[middle]) / 2


def median_low(data):
    data = sorted(_data(data))
    return data[(len(data) - 1) // 2]


def median_high(data):
    data = sorted(_data(data))
    return data[len(data) // 2]


def multimode(data):
    counts, order = {}, []
    for item in data:
        if item not in counts:
            order.append(item)
        counts[item] = counts.get(item, 0) + 1
    most = max(counts.values()) if counts else 0
    return [item for item in order if counts[item] == most]


def mode(data):
    return multimode(_data(data))[0]


def pvariance(data, mu=None):
    data = _data(data)
    mu = mean(data) if mu is None else mu
    return sum((x - mu) ** 2 for x in data) / len(data)


def variance(data, xbar=None):
    data = _data(data, 2)
    xbar = mean(data) if xbar is None else xbar
    return sum((x - xbar) ** 2 for x in data) / (len(data) - 1)


def pstdev(data, mu=None):
    return sqrt(pvariance(data, mu))


def stdev(data, xbar=None):
    return sqrt(variance(data, xbar))


def quantiles(data, *, n=4, method="exclusive"):
    data = sorted(_data(data, 2))
    out = []
    inclusive = method == "inclusive"
    m = len(data) - 1 if inclusive else len(data) + 1
    for i in range(1, n):
        j = i * m // n + 1 if inclusive else max(1, min(len(data) - 1, i * m // n))
        delta = i * m - (j - 1 if inclusive else j) * n
        out.append((data[j - 1] * (n - delta) + data[min(j, len(data) - 1)] * delta) / n)
    return out


def covariance(x, y):
    x, y = _data(x, 2), _data(y, 2)
    mx, my = mean(x), mean(y)
    return sum((a - mx) * (b - my) for a, b in zip(x, y)) / (len(x) - 1)


def correlation(x, y):
    x, y = _data(x, 2), _data(y, 2)
    return covariance(x, y) / (stdev(x) * stdev(y))


def linear_regression(x, y):
    from collections import namedtuple

    x, y = _data(x, 2), _data(y, 2)
    slope = covariance(x, y) / variance(x)
    return namedtuple("LinearRegression", ("slope", "intercept"))(slope, mean(y) - slope * mean(x))
