"""MicroPython's generator and what CPython's module builds on one."""

from urandom import *
from math import cos, exp, log, pi, sin, sqrt


def getrandbits(bits, _part=getrandbits):
    value = 0
    while bits > 32:
        value = value << 32 | _part(32)
        bits -= 32
    return value << bits | _part(bits)


def randbytes(size):
    return bytes(getrandbits(8) for _ in range(size))


def shuffle(items):
    for i in range(len(items) - 1, 0, -1):
        j = randrange(i + 1)
        items[i], items[j] = items[j], items[i]


def sample(population, k):
    pool = list(population)
    if not 0 <= k <= len(pool):
        raise ValueError("Sample larger than population or is negative")
    for i in range(k):
        j = i + randrange(len(pool) - i)
        pool[i], pool[j] = pool[j], pool[i]
    return pool[:k]


def choices(population, weights=None, *, cum_weights=None, k=1):
    if cum_weights is None:
        if weights is None:
            return [choice(population) for _ in range(k)]
        cum_weights, total = [], 0
        for weight in weights:
            total += weight
            cum_weights.append(total)
    if len(cum_weights) != len(population):
        raise ValueError("The number of weights does not match the population")
    found = []
    for _ in range(k):
        at = random() * cum_weights[-1]
        for i, limit in enumerate(cum_weights):
            if at < limit:
                break
        found.append(population[i])
    return found


def gauss(mu=0.0, sigma=1.0):
    return mu + sigma * sqrt(-2 * log(1 - random())) * cos(2 * pi * random())


normalvariate = gauss


def lognormvariate(mu, sigma):
    return exp(gauss(mu, sigma))


def expovariate(lambd=1.0):
    return -log(1 - random()) / lambd


def triangular(low=0.0, high=1.0, mode=None):
    at = random()
    middle = 0.5 if mode is None else (mode - low) / (high - low)
    if at > middle:
        at, middle, low, high = 1 - at, 1 - middle, high, low
    return low + (high - low) * sqrt(at * middle)


def betavariate(alpha, beta):
    x = gammavariate(alpha, 1.0)
    return x / (x + gammavariate(beta, 1.0)) if x else 0.0


def gammavariate(alpha, beta):
    # Marsaglia and Tsang; below 1 by the next one.
    if alpha < 1:
        return gammavariate(alpha + 1, beta) * (1 - random()) ** (1 / alpha)
    d = alpha - 1 / 3
    c = 1 / sqrt(9 * d)
    while True:
        x = gauss()
        v = (1 + c * x) ** 3
        if v > 0 and log(1 - random()) < x * x / 2 + d - d * v + d * log(v):
            return d * v * beta
