import random
r = random.Random(42)
print(r.random(), r.randint(1, 100), r.choice("abcdef"), r.sample(range(50), 5), round(r.gauss(0, 1), 10), r.choices([1, 2], [9, 1], k=5))
xs = list(range(8)); r.shuffle(xs); print(xs, r.uniform(1, 2), r.getrandbits(70), r.randbytes(4))
random.seed("text"); print(random.random(), random.randrange(0, 100, 7), random.triangular(), round(random.betavariate(1, 2), 12))
