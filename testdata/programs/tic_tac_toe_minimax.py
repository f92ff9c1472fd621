from functools import lru_cache

LINES = [(0, 1, 2), (3, 4, 5), (6, 7, 8), (0, 3, 6), (1, 4, 7), (2, 5, 8), (0, 4, 8), (2, 4, 6)]


def winner(board):
    for a, b, c in LINES:
        if board[a] == board[b] == board[c] != ".":
            return board[a]
    return None if "." in board else "draw"


@lru_cache(maxsize=None)
def best(board, player):
    if result := winner(board):
        return {"X": 1, "O": -1, "draw": 0}[result], None
    other = "O" if player == "X" else "X"
    choices = [(best(board[:i] + player + board[i + 1 :], other)[0], i) for i, c in enumerate(board) if c == "."]
    return max(choices, key=lambda c: (c[0], -c[1])) if player == "X" else min(choices)


def show(board):
    return "\n".join(" ".join(board[i : i + 3]) for i in (0, 3, 6))


board, player = "." * 9, "X"
while not winner(board):
    move = best(board, player)[1]
    board = board[:move] + player + board[move + 1 :]
    player = "O" if player == "X" else "X"
print(show(board), winner(board), best.cache_info().currsize, sep="\n")
print(best("XX.OO....", "X"), best("X...O...X", "O"), best("OO.X.X...", "X")[1])
