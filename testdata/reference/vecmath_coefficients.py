"""Polynomials of thalweg-formula's vecmath, printed as Rust arrays (lowest power first).

Each is the interpolant at Chebyshev nodes, computed with 60 digits (mpmath) and rounded to double, or to single;
it is within a factor of about two of the minimax polynomial, so one more term than minimax is enough.
The line above each array is the largest relative error it causes in the finished function, in units of 2^-53, or 2^-24.

    pip install mpmath && python3 vecmath_coefficients.py
"""

import struct
import sys

from mpmath import mp, mpf

mp.dps = 60


def interpolate(f, lo, hi, degree):
    """Coefficients in powers of z of the interpolant at the Chebyshev nodes of [lo, hi]."""
    lo, hi = mpf(lo), mpf(hi)
    n = degree + 1
    nodes = [(lo + hi) / 2 + (hi - lo) / 2 * mp.cos(mp.pi * (2 * i + 1) / (2 * n)) for i in range(n)]
    matrix = mp.matrix(n, n)
    for i, z in enumerate(nodes):
        for j in range(n):
            matrix[i, j] = z**j
    solution = mp.lu_solve(matrix, mp.matrix([f(z) for z in nodes]))
    return [float(c) for c in solution]


def single(c):
    """The nearest number of single precision, and its shortest decimal."""
    near = struct.unpack("f", struct.pack("f", c))[0]
    for digits in range(1, 10):
        text = f"{near:.{digits}g}"
        if struct.unpack("f", struct.pack("f", float(text)))[0] == near:
            return near, text


def report(name, note, f, lo, hi, degree, effect, bits=53):
    """`effect(z, error)`: relative change of the finished function when the polynomial is off by `error`."""
    mp.dps = 60 + 3 * degree
    coefficients = interpolate(f, lo, hi, degree)
    texts = [repr(c) for c in coefficients]
    if bits == 24:
        coefficients, texts = zip(*map(single, coefficients))
    worst = mpf(0)
    for i in range(1, 400):
        z = mpf(lo) + (mpf(hi) - mpf(lo)) * (i + mpf("0.37")) / 401
        error = mp.polyval([mpf(c) for c in reversed(coefficients)], z) - f(z)
        worst = max(worst, abs(effect(z, error)))
    print(f"/// {note}")
    print(f"// Largest effect {mp.nstr(worst * 2**bits, 2)} x 2^-{bits}.")
    print(f"const {name}: [{'f64' if bits == 53 else 'f32'}; {len(coefficients)}] = [")
    for text in texts:
        print(f"    {text},")
    print("];\n")
    sys.stdout.flush()


def series(first, ratio):
    """sum of first * ratio(0) * ratio(1) ... : for points next to a removable singularity."""
    total, term, n = mpf(0), mpf(first), 0
    while n < 400 and abs(term) > mpf(10) ** (-mp.dps - 5):
        total += term
        term *= ratio(n)
        n += 1
    return total


def power_series(coefficient, z):
    total, n, p = mpf(0), 0, mpf(1)
    while n < 600:
        term = coefficient(n) * p
        total += term
        if n > 3 and abs(term) < mpf(10) ** (-mp.dps - 5):
            break
        p *= z
        n += 1
    return total


def main():
    half = mp.log(2) / 2 * mpf("1.001")
    report("EXP", "(e^r - 1 - r)/r^2 on |r| <= ln2/2",
           lambda r: series(mpf(1) / 2, lambda n: r / (n + 3)), -half, half, 10,
           lambda r, e: e * r * r / mp.exp(r))

    zl = ((mp.sqrt(2) - 1) / (mp.sqrt(2) + 1)) ** 2 * mpf("1.001")
    report("LOG", "(log((1+s)/(1-s)) - 2s)/s^3 in z = s^2",
           lambda z: power_series(lambda n: mpf(2) / (2 * n + 3), z), 0, zl, 7,
           lambda z, e: e * z / 2)
    report("LOG_TAIL", "(log((1+s)/(1-s)) - 2s - 2/3 s^3)/s^5 in z = s^2",
           lambda z: power_series(lambda n: mpf(2) / (2 * n + 5), z), 0, zl, 8,
           lambda z, e: e * z * z / 2)

    zt = (mp.pi / 4) ** 2 * mpf("1.0001")
    report("SIN", "(sin r - r)/r^3 in z = r^2",
           lambda z: power_series(lambda n: (-1) ** (n + 1) / mp.factorial(2 * n + 3), z), 0, zt, 6,
           lambda z, e: e * z * mp.sqrt(z) / mp.sin(mp.sqrt(z)))
    report("COS", "(cos r - 1 + z/2)/z^2 in z = r^2",
           lambda z: power_series(lambda n: (-1) ** n / mp.factorial(2 * n + 4), z), 0, zt, 6,
           lambda z, e: e * z * z / mp.cos(mp.sqrt(z)))

    report("EXP", "(e^r - 1 - r)/r^2 on |r| <= ln2/2",
           lambda r: series(mpf(1) / 2, lambda n: r / (n + 3)), -half, half, 4,
           lambda r, e: e * r * r / mp.exp(r), 24)
    report("LOG", "(log((1+s)/(1-s)) - 2s)/s^3 in z = s^2",
           lambda z: power_series(lambda n: mpf(2) / (2 * n + 3), z), 0, zl, 2,
           lambda z, e: e * z / 2, 24)
    report("SIN", "(sin r - r)/r^3 in z = r^2",
           lambda z: power_series(lambda n: (-1) ** (n + 1) / mp.factorial(2 * n + 3), z), 0, zt, 2,
           lambda z, e: e * z * mp.sqrt(z) / mp.sin(mp.sqrt(z)), 24)
    report("COS", "(cos r - 1 + z/2)/z^2 in z = r^2",
           lambda z: power_series(lambda n: (-1) ** n / mp.factorial(2 * n + 4), z), 0, zt, 2,
           lambda z, e: e * z * z / mp.cos(mp.sqrt(z)), 24)

    za = (mp.sqrt(2) - 1) ** 2 * mpf("1.001")
    report("ATAN", "(atan q - q)/q^3 in z = q^2",
           lambda z: power_series(lambda n: mpf((-1) ** (n + 1)) / (2 * n + 3), z), 0, za, 11,
           lambda z, e: e * z * mp.sqrt(z) / mp.atan(mp.sqrt(z)))
    report("ASIN", "(asin s - s)/s^3 in z = s^2",
           lambda z: power_series(lambda n: mp.binomial(2 * n + 2, n + 1) / mpf(4) ** (n + 1) / (2 * n + 3), z),
           0, mpf("0.2501"), 12,
           lambda z, e: e * z * mp.sqrt(z) / mp.asin(mp.sqrt(z)))

    report("ERF", "erf(x)/x - 1 in z = x^2, x <= 1",
           lambda z: power_series(lambda n: 2 / mp.sqrt(mp.pi) * (-1) ** n / (mp.factorial(n) * (2 * n + 1)), z) - 1,
           0, mpf("1.001"), 13, lambda z, e: e)
    # Abramowitz & Stegun 7.1.2 scaled; the substitution is Schonfelder's (1978), the constants 3 and 1/2 were searched
    # for the shortest polynomial with small coefficients.
    first, last = mpf("0.5"), mpf("27.3")
    low, high = 1 / (last + 3), 1 / (first + 3)
    print(f"// u = {float(2 / (high - low))!r}/(x + 3) - {float((high + low) / (high - low))!r}")

    def scaled(u):
        x = 1 / (low + (high - low) * (u + 1) / 2) - 3
        return (x + mpf("0.5")) * mp.exp(x * x) * mp.erfc(x)

    report("ERFC", "(x + 1/2)*exp(x^2)*erfc(x) on 1/2 <= x <= 27.3", scaled, -1, 1, 22, lambda u, e: e / scaled(u))

    report("CBRT", "cbrt(1 + f): the first guess only",
           lambda f: mp.cbrt(1 + f), mp.sqrt(0.5) - 1, mp.sqrt(2) - 1, 4, lambda f, e: e)
    x0 = mp.findroot(lambda x: mp.psi(0, x), mpf("1.4616321449683623"))
    report("DIGAMMA", "digamma(x)/(x - root) in powers of x - 3/2 on 1 <= x <= 2",
           lambda d: mp.psi(0, d + 1.5) / (d + 1.5 - x0), -0.5, 0.5, 22,
           lambda d, e: e / (mp.psi(0, d + 1.5) / (d + 1.5 - x0)))


if __name__ == "__main__":
    main()
