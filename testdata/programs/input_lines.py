total = 0
name = input("Name? ")
for _ in range(2):
    total += int(input())
print(f"Hi {name}, {total}")
import sys
print([line.strip() for line in sys.stdin])
try: input()
except EOFError as error: print(repr(error))
