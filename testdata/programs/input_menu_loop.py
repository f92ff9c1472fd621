"""A menu that reads from the standard input until it ends."""
import sys

items = {}


def add(name, count="1"):
    items[name] = items.get(name, 0) + int(count)
    return f"{name}: {items[name]}"


def remove(name):
    del items[name]
    return f"removed {name}"


def show():
    return ", ".join(f"{k} x{v}" for k, v in sorted(items.items())) or "(empty)"


COMMANDS = {"add": add, "remove": remove, "show": show}
while True:
    try:
        line = input("> ")
    except EOFError:
        print("\nbye")
        break
    match line.split():
        case []:
            continue
        case ["quit" | "exit", *_]:
            print("quitting")
            break
        case ["sum", *numbers] if numbers:
            print(sum(map(float, numbers)))
        case [command, *args] if command in COMMANDS:
            try:
                print(COMMANDS[command](*args))
            except (TypeError, ValueError, KeyError) as error:
                print(f"error: {type(error).__name__}: {error}")
        case _:
            print("unknown:", line)
rest = sys.stdin.read().splitlines()
print(len(rest), rest[-1:] )
