"""Fit the polynomial of Sources/LaneNumerics/GaussianTail.swift (needs mpmath; run by hand, never in CI).

R(x) = Q(x) / φ(x) times (x + 0.8) is smooth in t = (x - 4) / (x + 4); a Chebyshev series of degree 20 over -1 <= t <= 1,
written out in powers of t, gives it to 8e-15 of its value for every x >= 0.
"""

import mpmath as mp

mp.mp.dps = 50
CENTRE, SHIFT, DEGREE = mp.mpf(4), mp.mpf("0.8"), 20


def mills(x):
    if x > 200:
        total, term = mp.mpf(0), 1 / x
        for j in range(12):
            total += term
            term *= -(2 * j + 1) / x**2
        return total
    return mp.sqrt(mp.pi / 2) * mp.exp(x * x / 2) * mp.erfc(x / mp.sqrt(2))


def smooth(t):
    x = CENTRE * (1 + t) / (1 - t)
    return mills(x) * (x + SHIFT)


count = DEGREE + 1
angles = [mp.pi * (j + mp.mpf(1) / 2) / count for j in range(count)]
values = [smooth(mp.cos(angle)) for angle in angles]
series = [2 / mp.mpf(count) * sum(v * mp.cos(m * a) for v, a in zip(values, angles)) for m in range(count)]
series[0] /= 2
chebyshev = [[mp.mpf(1)], [mp.mpf(0), mp.mpf(1)]]
for _ in range(2, count):
    row = [mp.mpf(0)] + [2 * v for v in chebyshev[-1]]
    for i, v in enumerate(chebyshev[-2]):
        row[i] -= v
    chebyshev.append(row)
powers = [sum(series[m] * (chebyshev[m][i] if i < len(chebyshev[m]) else 0) for m in range(count)) for i in range(count)]
print(",\n".join(repr(float(p)) for p in powers))
