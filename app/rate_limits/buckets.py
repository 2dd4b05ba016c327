"""When the next one may come: GCRA, the generic cell rate algorithm. Source: ITU-T I.371, annex A.

Of each bucket one number is kept: the time at which it will be empty again. Each unit moves it on by
`seconds / count`, and it may never be more than `seconds` ahead. So `count` may come at once, and are given
back evenly; nobody waits for the end of a fixed window, and nobody gets twice as much around it.
"""

from dataclasses import dataclass

from app.settings.rates import Rate

# What adding up fractions may leave over.
TOLERANCE = 1e-6


@dataclass(frozen=True)
class Charge:
    """`amount` units of the bucket `key`. A negative amount gives units back."""

    key: str
    rate: Rate
    amount: int = 1

    @property
    def seconds(self) -> float:
        """By how much it fills its bucket. Nothing takes more than a whole one: it would never be let in."""
        return min(self.amount, self.rate.count) * self.rate.seconds / self.rate.count


def apply_charge(charge: Charge, empty_at: float, now: float) -> tuple[float, float]:
    """When the bucket will be empty with this charge in it, and how many seconds it has to wait for that; 0: none.

    `empty_at` is the bucket's number so far, anything in the past for a new one.
    """
    after = max(empty_at, now) + charge.seconds
    wait = after - charge.rate.seconds - now
    return after, wait if wait > TOLERANCE else 0.0
