"""Reference values for thalweg-formula's vecmath: writes vecmath.txt beside this file.

Each line: the argument(s), the result rounded towards zero, all as the hexadecimal bits of a double, and two more
hexadecimal digits of the result, in 1/256 of the last place; so an error can be told to a hundredth of an ulp.
Values by mpmath, with as many digits as the argument's size asks for.

    pip install mpmath && python3 vecmath.py [points per function] [file]
"""

import math
import random
import struct
import sys
from pathlib import Path

from mpmath import mp, mpf

MIN_NORMAL = 2.0**-1022
MAX = sys.float_info.max


def bits(x):
    return struct.unpack("<Q", struct.pack("<d", x))[0]


def from_bits(b):
    return struct.unpack("<d", struct.pack("<Q", b))[0]


def truncated(value):
    """(double towards zero, fraction of the last place in 1/256) of an mpf, subnormal results too."""
    sign = 1 << 63 if value < 0 else 0
    value = abs(value)
    if value == 0:
        return sign, 0
    _, exponent = mp.frexp(value)
    last = max(int(exponent) - 53, -1074)
    units = value * mpf(2) ** (-last)
    whole = int(mp.floor(units))
    fraction = int(mp.floor((units - whole) * 256))
    if last + 53 > 1024:
        return sign | bits(math.inf), 0
    return sign | bits(math.ldexp(whole, last)), fraction


def precision_for(*arguments):
    """Bits enough for a reduction by pi of any argument and for a cancellation near 1."""
    top = max((math.frexp(abs(a))[1] if a and math.isfinite(a) else 0) for a in arguments)
    low = min((math.frexp(abs(a))[1] if a and math.isfinite(a) else 0) for a in arguments)
    return 200 + max(0, top) + max(0, -low)


class Domain:
    """Arguments worth trying: uniform in an interval, in the logarithm over a range of sizes, and given points
    with their neighbours."""

    def __init__(self, uniform, sizes, special=(), signs=(1,), near=()):
        self.uniform, self.sizes, self.special, self.signs, self.near = uniform, sizes, special, signs, near

    def points(self, rng, count):
        found = []
        for x in self.special:
            up, down = x, x
            found.append(x)
            for _ in range(2):
                up, down = math.nextafter(up, math.inf), math.nextafter(down, -math.inf)
                found += [up, down]
        lo, hi = self.sizes
        while len(found) < count:
            choice = rng.random()
            if choice < 0.45:
                a, b = rng.choice(self.uniform)
                found.append(rng.uniform(a, b))
            elif choice < 0.8 or not self.near:
                found.append(rng.choice(self.signs) * math.ldexp(rng.uniform(0.5, 1), rng.randint(lo, hi)))
            else:
                x = rng.choice(self.near)
                found.append(x + rng.choice((-1, 1)) * max(abs(x), 1e-3) * 2.0 ** rng.uniform(-52, -8))
        return found


TINY = [5e-324, 2.0**-1060, MIN_NORMAL]
BOTH = (1, -1)


def plus_minus(values):
    return [s * v for v in values for s in BOTH]


def multiples(step, ks):
    with mp.workprec(400):
        return [float(k * step) for k in ks]


def quarter_turns():
    with mp.workprec(400):
        ks = [1, 2, 3, 4, 5, 7, 10, 22, 355, 710, 1000, 52174, 103993, 208341, 312689, 499999]
        return multiples(mp.pi / 2, ks)


def nearest_to_quarter_turns(limit):
    """The doubles below `limit` that come closest to multiples of pi/2, a few for each power of two: the convergents of
    2^e/(pi/2) (Kahan's method)."""
    found = []
    with mp.workprec(600):
        for e in range(-53, math.frexp(limit)[1] - 53):
            rest, last, this = mpf(2) ** e / (mp.pi / 2), (1, 0), (0, 1)
            for _ in range(60):
                whole = int(mp.floor(rest))
                last, this = this, tuple(whole * t + l for t, l in zip(this, last))
                if this[0] >= 2**53 or rest == whole:
                    break
                if this[0] >= 2**46:
                    found += [math.ldexp(float(this[0] * m), e) for m in (1, 2, 3) if this[0] * m < 2**53]
                rest = 1 / (rest - whole)
    return [x for x in found if x < limit]


def log_gamma(x):
    return mp.log(abs(mp.gamma(x))) if x < 40 else mp.loggamma(x)


WAVE = Domain([(-3.2, 3.2), (-50, 50), (-8e5, 8e5)], (-1073, 1000),
              plus_minus(quarter_turns() + nearest_to_quarter_turns(8e5) + TINY + [8e5, 1e22, 2.0**1023]), BOTH)
HYPERBOLIC = Domain([(-1, 1), (-25, 25), (-710, 710)], (-1073, 9),
                    plus_minus([709.0, 709.782712893384, 710.475860073944, 22.0, 0.34657359027997264, *TINY]), BOTH)
LOGARITHM = Domain([(0.5, 2), (0.9, 1.1), (0, 100)], (-1073, 1024),
                   [1.0, 2.0**-1022, 5e-324 * 3, MAX / 2, math.sqrt(0.5), math.sqrt(2), 10.0, 1000.0, 1e22, 0.1],
                   near=[1.0])

ONE = {
    "exp": (mp.exp, Domain([(-1, 1), (-30, 30), (-745, 709.7)], (-1073, 9),
                           [709.782712893384, -708.3964185322641, -745.0, -720.0, *plus_minus(TINY)], BOTH)),
    "expm1": (mp.expm1, Domain([(-1, 1), (-40, 40), (-40, 709.7)], (-1073, 9),
                               [709.782712893384, -37.0, -0.34657359027997264, 0.34657359027997264, *plus_minus(TINY)],
                               BOTH)),
    "sinh": (mp.sinh, HYPERBOLIC),
    "cosh": (mp.cosh, HYPERBOLIC),
    "tanh": (mp.tanh, Domain([(-1, 1), (-25, 25)], (-1073, 9), plus_minus([0.5, 1, 19.0, 22.0, *TINY]), BOTH)),
    "log": (mp.log, LOGARITHM),
    "log2": (lambda x: mp.log(x) / mp.log(2), LOGARITHM),
    "log10": (mp.log10, LOGARITHM),
    "log1p": (mp.log1p, Domain([(-0.999, 1), (-0.5, 0.5), (0, 100)], (-1073, 1023),
                               [-1 + 2.0**-53 * 3, 0.41421356237309515, -0.2928932188134524, 2.0**53, MAX / 2,
                                *plus_minus(TINY)], near=[-1 + 1e-9, 1e-8, -1e-8])),
    "sqrt": (mp.sqrt, Domain([(0, 100)], (-1073, 1024), [1.0, 5e-324 * 3, MAX / 2])),
    "cbrt": (lambda x: mp.sign(x) * mp.cbrt(abs(x)), Domain([(-100, 100), (-1, 1)], (-1073, 1024),
                                                            plus_minus([1.0, 8.0, 27.0, 5e-324 * 3, MAX / 2]), BOTH)),
    "sin": (mp.sin, WAVE),
    "cos": (mp.cos, WAVE),
    "tan": (mp.tan, WAVE),
    "asin": (mp.asin, Domain([(-1, 1)], (-1073, 0), plus_minus([0.5, math.nextafter(1, 0) - 2e-16, *TINY]), BOTH,
                             near=[0.999999])),
    "acos": (mp.acos, Domain([(-1, 1)], (-1073, 0), plus_minus([0.5, math.nextafter(1, 0) - 2e-16, *TINY]), BOTH,
                             near=[0.999999, -0.999999])),
    "atan": (mp.atan, Domain([(-4, 4), (-100, 100)], (-1073, 1024),
                             plus_minus([math.sqrt(2) - 1, math.sqrt(2) + 1, 1.0, *TINY]), BOTH)),
    "erf": (mp.erf, Domain([(-1, 1), (-6.5, 6.5)], (-1073, 6), plus_minus([0.5, 0.84375, 1.0, 1.25, 5.9, *TINY]), BOTH)),
    "erfc": (mp.erfc, Domain([(-1, 1), (-6.5, 6.5), (0, 26.6)], (-1073, 6),
                             plus_minus([0.5, 0.84375, 1.0, 1.25, 26.5, *TINY]), BOTH)),
    "gamma": (mp.gamma, Domain([(0, 5), (-6, 0), (0, 171.6), (-170, 0)], (-1022, 7),
                               [1.0, 2.0, 10.0, 171.6, -0.5, -1.5, 0.5, *plus_minus([2.0**-1020])], BOTH)),
    "lgamma": (log_gamma, Domain([(0, 5), (0, 20), (0, 1000), (-20, 0)], (-1000, 1000),
                                 [0.5, 10.0, 1e300, 3.5], near=[1.0, 2.0])),
    "digamma": (lambda x: mp.psi(0, x), Domain([(0, 5), (0, 20), (0, 1000), (-20, 0)], (-1000, 1000),
                                               [0.5, 1.0, 2.0, 10.0, 1e300], near=[1.4616321449683623])),
    "trigamma": (lambda x: mp.psi(1, x), Domain([(0, 5), (0, 20), (0, 1000), (-20, 0)], (-500, 500),
                                                [0.5, 1.0, 2.0, 10.0, 1e300])),
    "besselj0": (lambda x: mp.besselj(0, x), Domain([(-3, 3), (-30, 30), (-1000, 1000)], (-300, 30),
                                                    plus_minus([1.0, 2.0, 4.0, 8.0]), BOTH)),
    "besselj1": (lambda x: mp.besselj(1, x), Domain([(-3, 3), (-30, 30), (-1000, 1000)], (-300, 30),
                                                    plus_minus([1.0, 2.0, 4.0, 8.0]), BOTH)),
    "besselj2": (lambda x: mp.besselj(2, x), Domain([(-3, 3), (-30, 30), (-1000, 1000)], (-300, 30),
                                                    plus_minus([1.0, 2.0, 4.0, 8.0]), BOTH)),
}


def powers(rng, count):
    """Bases of every size with exponents that keep the result in range, and bases next to 1 with large ones."""
    pairs = [(10.0, 308.0), (10.0, -320.0), (2.0, -1074.0), (2.0, 1023.5), (0.5, 1074.0), (-2.0, 3.0), (-3.0, -5.0),
             (1 + 2.0**-52, 2.0**61), (1 - 2.0**-53, 2.0**62), (5e-324, 0.5), (MAX, 0.25), (-5e-324, 1.0)]
    while len(pairs) < count:
        choice = rng.random()
        if choice < 0.4:
            pairs.append((rng.uniform(0, 50), rng.uniform(-20, 20)))
        elif choice < 0.5:
            pairs.append((rng.uniform(-50, 0), float(rng.randint(-60, 60))))
        else:
            x = 1 + rng.choice(BOTH) * 2.0 ** rng.uniform(-50, -2) if choice < 0.65 else \
                math.ldexp(rng.uniform(0.5, 1), rng.randint(-1073, 1023))
            limit = 745 / abs(math.log(x)) if x != 1 else 1.0
            y = rng.uniform(-limit, limit)
            if -745 < y * math.log(x) < 709:
                pairs.append((x, y))
    return pairs


def angles(rng, count):
    pairs = []
    while len(pairs) < count:
        if rng.random() < 0.5:
            pairs.append((rng.uniform(-5, 5), rng.uniform(-5, 5)))
        else:
            e = rng.randint(-1070, 1020)
            pairs.append((rng.choice(BOTH) * math.ldexp(rng.uniform(0.5, 1), e),
                          rng.choice(BOTH) * math.ldexp(rng.uniform(0.5, 1),
                                                        min(max(e + rng.randint(-30, 30), -1073), 1024))))
    return pairs


TWO = {
    "pow": (lambda x, y: mp.power(x, y), powers),
    "atan2": (lambda y, x: mp.atan2(y, x), angles),
}


def lines(name, evaluate, arguments):
    for point in arguments:
        if name not in TWO and point[0] == 0:
            continue  # an mpf has no -0
        with mp.workprec(precision_for(*point)):
            value = evaluate(*(mpf(a) for a in point))
            if isinstance(value, mp.mpc) or not mp.isfinite(value):
                continue  # outside the domain: the tests of special values have these
            result, fraction = truncated(value)
            if math.isinf(from_bits(result)):
                continue
        yield " ".join(f"{bits(a):016x}" for a in point) + f" {result:016x} {fraction:02x}"


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 800
    target = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(__file__).with_name("vecmath.txt")
    only = sys.argv[3:]
    with target.open("w") as out:
        for name, (evaluate, domain) in ONE.items():
            if only and name not in only:
                continue
            print(f"# {name}", file=out)
            points = [(x,) for x in domain.points(random.Random(name), count)]
            for line in lines(name, evaluate, points):
                print(line, file=out)
        for name, (evaluate, generate) in TWO.items():
            if only and name not in only:
                continue
            print(f"# {name}", file=out)
            for line in lines(name, evaluate, generate(random.Random(name), count)):
                print(line, file=out)


if __name__ == "__main__":
    main()
