n = 1234567.891
print(f"{n:,.2f} {n:>15,.1f}| {n:e} {n!r} {42:08b} {255:#x} {0.256:.1%}")
name = "é"
print(f"{name:*^9}{name!a:>8} {n=:.3f} {'a' if n > 1 else 'b'} {'nested ' + f'{n:.0f}'}")
print(f"{1_000_000:_} {-7:+d} {7:+d} {3.0} {1e22} {1e-7}")
