"""How many emails a worker sends at once, and how fast: as many as the mail server takes and an operator allows.

Additive increase, multiplicative decrease, as TCP does it (RFC 5681): the server's limits are unknown, may be shared
with others, and change. Each worker finds out for itself, so that one that the server does not serve stops no other.
"""

import time
from collections.abc import Callable
from math import inf

FIRST_BACK_OFF_SECONDS = 0.5
MAX_BACK_OFF_SECONDS = 10.0
FIRST_INTERVAL_SECONDS = 0.25
# Exchange Online's 30 a minute, the slowest of widespread limits. What is refused for a day waits by itself.
MAX_INTERVAL_SECONDS = 2.0
SHORTEST_INTERVAL_SECONDS = 0.02
INTERVAL_DECAY = 0.9
# A rate that was too high a while ago, perhaps in the eyes of one recipient's server, says little of now.
INTERVAL_HALF_LIFE_SECONDS = 10.0
# Beyond what was too many before: one more at once for so many times as many accepted emails.
CAREFUL_ROUNDS = 4
# An event loop comes late by milliseconds. Where these matter, since less time than this is between emails, they are
# made up for.
CATCH_UP_BELOW_SECONDS = 2.0
CATCH_UP_SECONDS = 0.1


class SendingLimit:
    """What one worker may send now. `clock` returns seconds.

    `most` is the highest number at once, `allowed` the one in its place that an operator has set, and `per_minute` how
    many emails may begin in a minute, None for any number. What is learned stays within them, however they change.

    A refused connection halves the number, and once it is one, closes sending for a while that doubles; the next email
    is a probe. Too high a rate also sets an interval between emails. Accepted emails undo both, little by little; half
    of the interval is gone after a while in any case.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.per_minute: float | None = None
        self.most = 1
        self.allowed: int | None = None
        self._clock = clock
        self._at_once = inf
        self._careful_from = inf
        self._decreased_at = -inf
        self._back_off = 0.0
        self._closed_until = -inf
        self._interval = 0.0
        self._interval_at = 0.0
        self._started_at = -inf
        self._taken_at = -inf

    @property
    def at_once(self) -> int:
        """How many emails may be sent at the same time; 0 while the server takes no connection."""
        return 0 if self.is_closed else max(1, int(min(self._highest, self._at_once)))

    @property
    def is_closed(self) -> bool:
        """Whether the server took no connection when it was last asked, and it is too early to ask again."""
        return self._clock() < self._closed_until

    @property
    def wait_seconds(self) -> float:
        """How long to wait before the next email is sent."""
        now = self._clock()
        return max(0.0, self._started_at + self._interval_now() - now, self._taken_at + self._even_interval - now)

    def room(self, waiting: int, active: int, seconds: float) -> int:
        """How many more emails to claim, beside those that wait and those that are active; 0 while it would be few.

        As many wait as may be sent at once, and none that may not begin within the next seconds.
        """
        in_time = self._beginnings_within(seconds)
        room = min(2 * self.at_once - active, in_time) - waiting
        return int(room) if room >= max(1, min(self.at_once, in_time)) else 0

    def surplus(self, waiting: int, seconds: float) -> int:
        """How many of those that wait are more than an operator allows by now, as `room` would not have them."""
        return int(max(0, waiting - min(2 * self._highest, self._beginnings_within(seconds))))

    def take(self) -> None:
        """An email may begin, and does so soon; those that follow wait for their turns."""
        now, interval = self._clock(), self._even_interval
        late = CATCH_UP_SECONDS if interval < CATCH_UP_BELOW_SECONDS else 0.0
        self._taken_at = max(self._taken_at + interval, now - late)
        self._started_at = now

    def start(self) -> float:
        """An email is about to be sent; returns when, which its result is reported with."""
        self._started_at = self._clock()
        return self._started_at

    def accepted(self) -> None:
        """The server accepted an email."""
        self.reached()
        at_once = min(self._at_once, float(self._highest))
        growth = 1.0 if at_once < self._careful_from else 1 / (CAREFUL_ROUNDS * at_once)
        # Where all are allowed that may be, the server has set no limit.
        self._at_once = inf if at_once + growth >= self._highest else at_once + growth
        self._set_interval(self._interval_now() * INTERVAL_DECAY)

    def reached(self) -> None:
        """The server took a connection, whatever it said about the email."""
        self._back_off = 0.0

    def not_connected(self, started_at: float) -> None:
        """The server refused the connection of an email that was started then."""
        if started_at <= self._decreased_at:
            return
        if self.at_once > 1:
            self._decrease()
            return
        self._back_off = min(MAX_BACK_OFF_SECONDS, max(FIRST_BACK_OFF_SECONDS, self._back_off * 2))
        self._decreased_at = self._clock()
        self._closed_until = self._decreased_at + self._back_off
        self._at_once = 1.0
        self._careful_from = inf

    def too_fast(self, started_at: float) -> None:
        """The server said that an email that was started then was too much for its rate."""
        if started_at <= self._decreased_at:
            return
        self._set_interval(min(MAX_INTERVAL_SECONDS, max(FIRST_INTERVAL_SECONDS, self._interval_now() * 2)))
        self._decrease()

    def _set_interval(self, seconds: float) -> None:
        self._interval = seconds
        self._interval_at = self._clock()

    def _interval_now(self) -> float:
        seconds = self._interval * 0.5 ** ((self._clock() - self._interval_at) / INTERVAL_HALF_LIFE_SECONDS)
        return seconds if seconds >= SHORTEST_INTERVAL_SECONDS else 0.0

    def _beginnings_within(self, seconds: float) -> float:
        """How many emails may begin within the next seconds, by the rate that an operator allows."""
        if not self.per_minute:
            return inf
        free_in = max(0.0, self._taken_at + self._even_interval - self._clock())
        return 0 if free_in > seconds else 1 + (seconds - free_in) // self._even_interval

    @property
    def _highest(self) -> int:
        return self.most if self.allowed is None else self.allowed

    @property
    def _even_interval(self) -> float:
        return 60 / self.per_minute if self.per_minute else 0.0

    def _decrease(self) -> None:
        """Once for all that were started before: they say nothing about fewer at once."""
        self._decreased_at = self._clock()
        self._at_once = self._careful_from = max(1.0, min(self._at_once, float(self._highest)) / 2)
