import random
from collections import Counter
from statistics import mean

rng = random.Random(42)
print([rng.randint(1, 6) for _ in range(10)], rng.random(), rng.uniform(5, 10), rng.choice("abc"))
deck = [f"{rank}{suit}" for suit in "SHDC" for rank in "23456789TJQKA"]
rng.shuffle(deck)
print(deck[:5], rng.sample(range(100), 4), rng.choices(["red", "green", "blue"], weights=[5, 2, 1], k=8))
inside = sum(rng.random() ** 2 + rng.random() ** 2 < 1 for _ in range(20000))
print(f"pi is about {4 * inside / 20000:.3f}")
walk = [0]
for _ in range(200):
    walk.append(walk[-1] + rng.choice((-1, 1)))
print(min(walk), max(walk), walk[-1])


def birthday(people, trials=400):
    return mean(len(set(rng.choices(range(365), k=people))) < people for _ in range(trials))


print([round(birthday(n), 3) for n in (10, 23, 40)])


def monty(switch):
    prize, pick = rng.randrange(3), rng.randrange(3)
    return (prize != pick) if switch else (prize == pick)


print([sum(monty(s) for _ in range(3000)) / 3000 for s in (False, True)])
state = rng.getstate()
first = rng.gauss(0, 1), rng.expovariate(2), rng.triangular(0, 10, 3), rng.betavariate(2, 3), rng.getrandbits(70)
rng.setstate(state)
print(first == (rng.gauss(0, 1), rng.expovariate(2), rng.triangular(0, 10, 3), rng.betavariate(2, 3), rng.getrandbits(70)))
random.seed("text")
print(random.random(), random.randbytes(4).hex(), random.randrange(0, 100, 7))
random.seed(7)
print(Counter(random.choices("HT", k=1000)), random.binomialvariate(10, 0.3))
system = random.SystemRandom()
print(0 <= system.random() < 1, len({system.getrandbits(64) for _ in range(10)}))
queue, served, waited = [], 0, 0
for minute in range(60):
    if rng.random() < 0.4:
        queue.append(minute)
    if queue and minute % 3 == 0:
        waited += minute - queue.pop(0)
        served += 1
print(served, len(queue), waited)
