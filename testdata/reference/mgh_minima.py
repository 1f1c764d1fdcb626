"""Reference values for the problems of More, Garbow and Hillstrom (ACM TOMS 7, 1981).

Writes testdata/mgh/reference.toml: sums of squares at the starts and at the known minima, computed
with 70 digits from formulas written here on their own, so that a slip in the Rust functions or in
these shows as a disagreement between the two. Data that NIST publishes too (Kowalik & Osborne,
Meyer, Osborne 1) are read from testdata/nist instead of being typed again.

    python3 testdata/reference/mgh_minima.py        needs mpmath; takes about a minute
"""

import csv
import pathlib

import mpmath as mp

mp.mp.dps = 70
HERE = pathlib.Path(__file__).resolve().parent.parent
mpf, exp, sqrt = mp.mpf, mp.exp, mp.sqrt


def D(text):
    """Decimal constants, exactly as printed in the paper."""
    return [mpf(word) for word in text.split()]


def nist(name):
    with open(HERE / "nist" / f"{name}.csv") as file:
        rows = list(csv.DictReader(file))
    return [mpf(row["y"]) for row in rows], [mpf(row["x"]) for row in rows]


# --- the functions, by their number in the paper; x is 0-based, i and j count as in the paper -----

def rosenbrock(x):
    return [10 * (x[1] - x[0] ** 2), 1 - x[0]]


def freudenstein_roth(x):
    a, b = x
    return [a - b**3 + 5 * b**2 - 2 * b - 13, a + b**3 + b**2 - 14 * b - 29]


def powell_badly_scaled(x):
    return [10**4 * x[0] * x[1] - 1, exp(-x[0]) + exp(-x[1]) - mpf("1.0001")]


def brown_badly_scaled(x):
    return [x[0] - 10**6, x[1] - mpf("2e-6"), x[0] * x[1] - 2]


def beale(x):
    return [y - x[0] * (1 - x[1] ** i) for i, y in enumerate(D("1.5 2.25 2.625"), 1)]


def jennrich_sampson(x):
    return [2 + 2 * i - exp(i * x[0]) - exp(i * x[1]) for i in range(1, 11)]


def helical_valley(x):
    a, b, c = x
    theta = mp.atan(b / a) / (2 * mp.pi) + (mpf("0.5") if a < 0 else 0)
    return [10 * (c - 10 * theta), 10 * (mp.hypot(a, b) - 1), c]


BARD = D("0.14 0.18 0.22 0.25 0.29 0.32 0.35 0.39 0.37 0.58 0.73 0.96 1.34 2.10 4.39")


def bard(x):
    return [y - (x[0] + i / ((16 - i) * x[1] + min(i, 16 - i) * x[2])) for i, y in enumerate(BARD, 1)]


HALF_BELL = D("0.0009 0.0044 0.0175 0.0540 0.1295 0.2420 0.3521")


def gaussian(x):
    y = HALF_BELL + D("0.3989") + HALF_BELL[::-1]
    return [x[0] * exp(-x[1] * ((mpf(8) - i) / 2 - x[2]) ** 2 / 2) - y[i - 1] for i in range(1, 16)]


def meyer(x):
    return [x[0] * exp(x[1] / (t + x[2])) - y for y, t in zip(*nist("mgh10"))]


def gulf(x):
    out = []
    for i in range(1, 100):
        t = mpf(i) / 100
        y = 25 + (-50 * mp.log(t)) ** (mpf(2) / 3)
        out.append(exp(-(abs(y - x[1]) ** x[2]) / x[0]) - t)
    return out


def box(x):
    out = []
    for i in range(1, 11):
        t = mpf(i) / 10
        out.append(exp(-t * x[0]) - exp(-t * x[1]) - x[2] * (exp(-t) - exp(-10 * t)))
    return out


def powell_singular(x):
    out = []
    for a, b, c, d in zip(x[0::4], x[1::4], x[2::4], x[3::4]):
        out += [a + 10 * b, sqrt(5) * (c - d), (b - 2 * c) ** 2, sqrt(10) * (a - d) ** 2]
    return out


def wood(x):
    a, b, c, d = x
    return [10 * (b - a * a), 1 - a, sqrt(90) * (d - c * c), 1 - c, sqrt(10) * (b + d - 2), (b - d) / sqrt(10)]


def kowalik_osborne(x):
    return [y - x[0] * (u * u + u * x[1]) / (u * u + u * x[2] + x[3]) for y, u in zip(*nist("mgh09"))]


def kowalik_osborne_far(x):
    """The limit x1 -> oo, x3 and x4 -> -oo with x3/x1, x4/x1 fixed; MGH 15 (b)."""
    return [y - (u * u + u * x[0]) / (u * x[1] + x[2]) for y, u in zip(*nist("mgh09"))]


def brown_dennis(x):
    out = []
    for i in range(1, 21):
        t = mpf(i) / 5
        out.append((x[0] + t * x[1] - exp(t)) ** 2 + (x[2] + x[3] * mp.sin(t) - mp.cos(t)) ** 2)
    return out


def osborne1(x):
    return [y - (x[0] + x[1] * exp(-t * x[3]) + x[2] * exp(-t * x[4])) for y, t in zip(*nist("mgh17"))]


def biggs(x):
    out = []
    for i in range(1, 14):
        t = mpf(i) / 10
        y = exp(-t) - 5 * exp(-10 * t) + 3 * exp(-4 * t)
        out.append(x[2] * exp(-t * x[0]) - x[3] * exp(-t * x[1]) + x[5] * exp(-t * x[4]) - y)
    return out


def biggs_merged(x):
    """Biggs on x5 = x1, where only x3 + x6 matters; its local minimum is on this plane."""
    return biggs([x[0], x[1], x[2], x[3], x[0], mpf(0)])


OSBORNE2 = D("""
1.366 1.191 1.112 1.013 0.991 0.885 0.831 0.847 0.786 0.725 0.746 0.679 0.608 0.655 0.616 0.606 0.602
0.626 0.651 0.724 0.649 0.649 0.694 0.644 0.624 0.661 0.612 0.558 0.533 0.495 0.500 0.423 0.395 0.375
0.372 0.391 0.396 0.405 0.428 0.429 0.523 0.562 0.607 0.653 0.672 0.708 0.633 0.668 0.645 0.632 0.591
0.559 0.597 0.625 0.739 0.710 0.729 0.720 0.636 0.581 0.428 0.292 0.162 0.098 0.054""")


def osborne2(x):
    out = []
    for i, y in enumerate(OSBORNE2):
        t = mpf(i) / 10
        model = x[0] * exp(-t * x[4])
        for k in (1, 2, 3):
            model += x[k] * exp(-((t - x[7 + k]) ** 2) * x[4 + k])
        out.append(y - model)
    return out


def watson(x):
    out = []
    for i in range(1, 30):
        t = mpf(i) / 29
        p = mp.polyval(list(reversed(x)), t)
        dp = mp.polyval(list(reversed([j * c for j, c in enumerate(x)][1:])), t)
        out.append(dp - p**2 - 1)
    return out + [x[0], x[1] - x[0] ** 2 - 1]


def extended_rosenbrock(x):
    return [f for pair in zip(x[0::2], x[1::2]) for f in rosenbrock(pair)]


def penalty1(x):
    return [sqrt(mpf("1e-5")) * (a - 1) for a in x] + [mp.fsum(a * a for a in x) - mpf("0.25")]


def penalty2(x):
    n, root = len(x), sqrt(mpf("1e-5"))
    e = [exp(a / 10) for a in x]
    out = [x[0] - mpf("0.2")]
    for i in range(2, n + 1):
        y = exp(mpf(i) / 10) + exp(mpf(i - 1) / 10)
        out.append(root * (e[i - 1] + e[i - 2] - y))
    out += [root * (e[i] - exp(-mpf(1) / 10)) for i in range(1, n)]
    return out + [mp.fsum((n - j) * x[j] ** 2 for j in range(n)) - 1]


def variably_dimensioned(x):
    s = mp.fsum(j * (a - 1) for j, a in enumerate(x, 1))
    return [a - 1 for a in x] + [s, s * s]


def trigonometric(x):
    n, c = len(x), mp.fsum(mp.cos(a) for a in x)
    return [n - c + i * (1 - mp.cos(a)) - mp.sin(a) for i, a in enumerate(x, 1)]


def brown_almost_linear(x):
    s = mp.fsum(x) - (len(x) + 1)
    return [a + s for a in x[:-1]] + [mp.fprod(x) - 1]


def discrete_boundary_value(x):
    n = len(x)
    h, padded = mpf(1) / (n + 1), [mpf(0), *x, mpf(0)]
    return [2 * padded[i] - padded[i - 1] - padded[i + 1] + h**2 * (padded[i] + i * h + 1) ** 3 / 2
            for i in range(1, n + 1)]


def discrete_integral_equation(x):
    n = len(x)
    t = [mpf(i) / (n + 1) for i in range(1, n + 1)]
    cube = [(a + b + 1) ** 3 for a, b in zip(x, t)]
    return [x[i] + (mp.fsum((1 - t[i]) * t[j] * cube[j] if j <= i else t[i] * (1 - t[j]) * cube[j]
                            for j in range(n))) / (2 * (n + 1)) for i in range(n)]


def broyden_tridiagonal(x):
    p = [mpf(0), *x, mpf(0)]
    return [(3 - 2 * p[i]) * p[i] - p[i - 1] - 2 * p[i + 1] + 1 for i in range(1, len(x) + 1)]


def broyden_banded(x):
    n = len(x)
    return [x[i] * (2 + 5 * x[i] ** 2) + 1
            - mp.fsum(x[j] * (1 + x[j]) for j in range(n) if j != i and -5 <= j - i <= 1)
            for i in range(n)]


def linear_full_rank(x):
    s = mpf(2) / 10 * mp.fsum(x) + 1
    return [a - s for a in x] + [-s] * (10 - len(x))


def linear_rank1(x):
    s = mp.fsum(j * a for j, a in enumerate(x, 1))
    return [i * s - 1 for i in range(1, 11)]


def linear_rank1_zero(x):
    s = mp.fsum(j * a for j, a in enumerate(x, 1) if 1 < j < len(x))
    return [mpf(-1)] + [(i - 1) * s - 1 for i in range(2, 10)] + [mpf(-1)]


def chebyquad(x):
    n = len(x)
    return [mp.fsum(mp.chebyt(i, 2 * a - 1) for a in x) / n
            + (mpf(1) / (i * i - 1) if i % 2 == 0 else 0) for i in range(1, n + 1)]


# --- minimisation -----------------------------------------------------------------------------

def squares(f, x):
    return mp.fsum(r * r for r in f(x))


def gradient(f, x):
    """J'r, the columns of J by central differences with an error of about 1e-40."""
    r, out = f(x), []
    for j, a in enumerate(x):
        h = mpf("1e-20") * max(abs(a), 1)
        up, down = f(x[:j] + [a + h] + x[j + 1:]), f(x[:j] + [a - h] + x[j + 1:])
        out.append(mp.fsum((p - m) * q for p, m, q in zip(up, down, r)) / (2 * h))
    return out


def newton(f, x):
    """Damped Newton on F = sum r^2 / 2 until the step is below 1e-25 of x (or of 1)."""
    x, mu = [mpf(a) for a in x], mpf(0)
    n, best = len(x), squares(f, x)
    for _ in range(200):
        g, hessian = gradient(f, x), mp.matrix(n, n)
        for j, a in enumerate(x):
            h = mpf("1e-15") * max(abs(a), mpf("1e-5"))
            up, down = gradient(f, x[:j] + [a + h] + x[j + 1:]), gradient(f, x[:j] + [a - h] + x[j + 1:])
            for k in range(n):
                hessian[k, j] = (up[k] - down[k]) / (2 * h)
        while True:
            damped = hessian.copy()
            for j in range(n):
                damped[j, j] += mu * abs(hessian[j, j])
            step = mp.lu_solve(damped, -mp.matrix(g))
            moved = [a + step[j] for j, a in enumerate(x)]
            small = all(abs(step[j]) < mpf("1e-25") * max(abs(a), 1) for j, a in enumerate(x))
            value = squares(f, moved)
            if value <= best or small:
                break
            mu = max(mu * 10, mpf("1e-6"))
        x, best, mu = moved, value, mu / 100 if mu > mpf("1e-12") else mpf(0)
        if small and mu == 0:
            return x, best
    raise ArithmeticError(f"{f.__name__}: no convergence at {mp.nstr(best, 12)}")


# --- what is known: (published value or None, where to start Newton), or an exact minimiser ----

def known(published, guess, f=None, lift=None):
    return ("newton", published, guess, f, lift)


def exact(x, value=0, published=None):
    return ("exact", published, x, mpf(value), None)


def far(published, value):
    return ("far", published, None, value, None)


def spread(f):
    mean = mp.fsum(BARD) / 15
    return mp.fsum((y - mean) ** 2 for y in BARD)


GRID = lambda n: [mpf(j) / (n + 1) for j in range(1, n + 1)]
ARC = lambda n: [t * (t - 1) for t in GRID(n)]

INSTANCES = [
    ("rosenbrock", 1, rosenbrock, D("-1.2 1"), [exact([1, 1])]),
    ("freudenstein-roth", 2, freudenstein_roth, D("0.5 -2"),
     [exact([5, 4]), known("48.9842", D("11.41 -0.8968"))]),
    ("powell-badly-scaled", 3, powell_badly_scaled, D("0 1"), [known("0", D("1.098e-5 9.106"))]),
    ("brown-badly-scaled", 4, brown_badly_scaled, D("1 1"), [exact([mpf(10) ** 6, mpf("2e-6")])]),
    ("beale", 5, beale, D("1 1"), [exact(D("3 0.5"))]),
    ("jennrich-sampson", 6, jennrich_sampson, D("0.3 0.4"), [known("124.362", D("0.2578 0.2578"))]),
    ("helical-valley", 7, helical_valley, D("-1 0 0"), [exact([1, 0, 0])]),
    ("bard", 8, bard, D("1 1 1"),
     [known("8.21487e-3", D("0.08241 1.133 2.344")), far("17.4286", spread)]),
    ("gaussian", 9, gaussian, D("0.4 1 0"), [known("1.12793e-8", D("0.399 1 0"))]),
    ("meyer", 10, meyer, D("0.02 4000 250"), [known("87.9458", D("5.609636471e-3 6181.3463463 345.22363462"))]),
    ("gulf", 11, gulf, D("5 2.5 0.15"), [exact(D("50 25 1.5"))]),
    ("box-3d", 12, box, D("0 10 20"), [exact([1, 10, 1]), exact([10, 1, -1])]),
    ("powell-singular", 13, powell_singular, D("3 -1 0 1"), [exact([0] * 4)]),
    ("wood", 14, wood, D("-3 -1 -3 -1"), [exact([1] * 4)]),
    ("kowalik-osborne", 15, kowalik_osborne, D("0.25 0.39 0.415 0.39"),
     [known("3.07505e-4", D("0.19280693458 0.19128232873 0.12305650693 0.13606233068")),
      far("1.02734e-3", lambda f: newton(kowalik_osborne_far, D("-14.07 -32 -25"))[1])]),
    ("brown-dennis", 16, brown_dennis, D("25 5 -5 -1"), [known("85822.2", D("-11.594 13.204 -0.40344 0.23678"))]),
    ("osborne-1", 17, osborne1, D("0.5 1.5 -1 0.01 0.02"),
     [known("5.46489e-5", D("0.37541005211 1.9358469127 -1.4646871366 0.01286753464 0.022122699662"))]),
    ("biggs-exp6", 18, biggs, D("1 2 1 1 1 1"),
     [exact([1, 10, 1, 5, 4, 3]),
      known("5.65565e-3", D("1.7114 17.683 2.32629 5.1866"), biggs_merged,
            lambda x: [x[0], x[1], x[2] / 2, x[3], x[0], x[2] / 2])]),
    ("osborne-2", 19, osborne2, D("1.3 0.65 0.65 0.7 0.6 3 5 7 2 4.5 5.5"),
     [known("4.01377e-2", D("1.31 0.4315 0.6336 0.5993 0.7539 0.9056 1.3651 4.8248 2.3988 4.5689 5.6754"))]),
    ("watson-6", 20, watson, [0] * 6,
     [known("2.28767e-3", D("-0.015725 1.012435 -0.232992 1.260430 -1.513729 0.992996"))]),
    ("watson-9", 20, watson, [0] * 9,
     [known("1.39976e-6", D("-0.0000153 0.999790 0.014764 0.146342 1.000821 -2.617731 4.104403 -3.143612 1.052627"))]),
    ("watson-12", 20, watson, [0] * 12,
     [known("4.72238e-10", D("-6.638e-9 1.0000016 -5.6394e-4 0.347821 -0.156732 1.052815 "
                             "-3.247271 7.288435 -10.271848 9.074114 -4.541375 1.012012"))]),
    ("extended-rosenbrock", 21, extended_rosenbrock, D("-1.2 1") * 5, [exact([1] * 10)]),
    ("extended-powell", 22, powell_singular, D("3 -1 0 1") * 3, [exact([0] * 12)]),
    ("penalty-1-4", 23, penalty1, [1, 2, 3, 4], [known("2.24997e-5", D("0.25 0.25 0.25 0.25"))]),
    ("penalty-1-10", 23, penalty1, list(range(1, 11)), [known("7.08765e-5", [mpf("0.158")] * 10)]),
    ("penalty-2-4", 24, penalty2, D("0.5 0.5 0.5 0.5"), [known("9.37629e-6", D("0.2 0.191 0.480 0.519"))]),
    ("penalty-2-10", 24, penalty2, D("0.5") * 10,
     [known("2.93660e-4", D("0.19998 0.010 0.0196 0.0308 0.0440 0.0591 0.0771 0.0985 0.124 0.155"))]),
    ("variably-dimensioned", 25, variably_dimensioned, [1 - mpf(j) / 10 for j in range(1, 11)], [exact([1] * 10)]),
    ("trigonometric", 26, trigonometric, D("0.1") * 10,
     [exact([0] * 10),
      known("2.79506e-5", D("0.0552 0.0568 0.0588 0.0610 0.0636 0.0668 0.2082 0.1644 0.0850 0.0914"))]),
    ("brown-almost-linear", 27, brown_almost_linear, D("0.5") * 10,
     [exact([1] * 10), exact([0] * 9 + [11], 1, "1")]),
    ("discrete-boundary-value", 28, discrete_boundary_value, ARC(10), [known("0", ARC(10))]),
    ("discrete-integral-equation", 29, discrete_integral_equation, ARC(10), [known("0", ARC(10))]),
    ("broyden-tridiagonal", 30, broyden_tridiagonal, [-1] * 10, [known("0", D("-0.57 -0.68 -0.7 -0.7 -0.7 -0.7 -0.69 -0.67 -0.6 -0.42"))]),
    ("broyden-banded", 31, broyden_banded, [-1] * 10, [known("0", D("-0.43 -0.48 -0.52 -0.56 -0.59 -0.6 -0.6 -0.6 -0.6 -0.6"))]),
    ("linear-full-rank", 32, linear_full_rank, [1] * 5, [exact([-1] * 5, 5, "5")]),
    ("linear-rank-1", 33, linear_rank1, [1] * 5, [exact([mpf(3) / 21, 0, 0, 0, 0], mpf(90) / 42)]),
    ("linear-rank-1-zero", 34, linear_rank1_zero, [1] * 5, [exact([0, mpf(3) / 34, 0, 0, 0], mpf(124) / 34)]),
    ("chebyquad-8", 35, chebyquad, GRID(8), [known("3.51687e-3", D("0.0432 0.1931 0.2663 0.5 0.5 0.7337 0.8069 0.9568"))]),
    ("chebyquad-9", 35, chebyquad, GRID(9), [known("0", D("0.0442 0.1995 0.2356 0.4160 0.5 0.5840 0.7644 0.8005 0.9558"))]),
    ("chebyquad-10", 35, chebyquad, GRID(10),
     [known("6.50395e-3", D("0.0596 0.1667 0.2392 0.3989 0.3989 0.6011 0.6011 0.7608 0.8333 0.9404")),
      # Lower than the paper's; in H. B. Nielsen's collection UCTP (IMM-REP-2000-17).
      known("4.77271e-3", D("0.0330 0.1551 0.2002 0.3833 0.3833 0.5292 0.6404 0.7136 0.8285 0.9253"))]),
]


def number(x):
    """17 digits or an exact short one, as TOML writes a float."""
    text = repr(float(x))
    return text if any(c in text for c in ".e") else text + ".0"


def agrees(value, published):
    """Whether `value` rounded to the digits of `published` is `published` (or is off by one there)."""
    if mpf(published) == 0:
        return value < mpf("1e-40")
    digits = len(published.split("e")[0].replace(".", "").strip("0"))
    return abs(value / mpf(published) - 1) < mpf(10) ** (1 - max(digits, 6))


def starts(f, x0):
    """x0, 10 x0 and 100 x0; Watson starts at 0, so all 10 and all 100; what overflows is left out."""
    if f is watson:
        return [[mpf(s)] * len(x0) for s in (0, 10, 100)]
    return [[mpf(a) * s for a in x0] for s in (1, 10, 100)]


def main():
    lines = ["# Written by testdata/reference/mgh_minima.py; do not edit.",
             "# sum_of_squares is the sum of r^2 (F of the solver is half of it).", ""]
    for name, paper, f, x0, minima in INSTANCES:
        at = [squares(f, x) for x in starts(f, x0)]
        at = [value for value in at if value < mpf("1e300")]
        lines += ["[[instance]]", f'name = "{name}"', f"number = {paper}", f"parameters = {len(x0)}",
                  f"residuals = {len(f([mpf(a) for a in x0]))}",
                  f"sums_at_starts = [{', '.join(number(v) for v in at)}]", ""]
        for kind, published, where, extra, lift in minima:
            if kind == "exact":
                x, value = where, extra
                assert abs(squares(f, [mpf(a) for a in where]) - value) < mpf("1e-55"), name
            elif kind == "far":
                x, value = None, extra(f)
            else:
                x, value = newton(extra or f, where)
                x = lift(x) if lift else x
                if published == "0":
                    assert value < mpf("1e-40"), (name, value)
                    value = mpf(0)
            if published is not None:
                assert agrees(value, published), f"{name}: {mp.nstr(value, 12)}, published {published}"
            lines += ["[[instance.minimum]]", f"sum_of_squares = {number(value)}"]
            if published is not None:
                lines.append(f'published = "{published}"')
            if x is not None:
                lines.append(f"x = [{', '.join(number(a) for a in x)}]")
            lines.append("")
            print(name, mp.nstr(value, 14), published)
    (HERE / "mgh" / "reference.toml").write_text("\n".join(lines))


if __name__ == "__main__":
    main()
