"""Runs a worker whose clock is wrong: `python -m tests.support.wrong_clock SECONDS KIND`."""

import sys
import time
from datetime import datetime, timedelta, tzinfo
from functools import partial

from workers.__main__ import main


class WrongDatetime(datetime):
    """What product code calls `datetime`; `fast_by` is how much its `now` is ahead."""

    fast_by = timedelta()

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> "WrongDatetime":
        moment: WrongDatetime = super().now(tz) + cls.fast_by
        return moment


def put_forward(seconds: int) -> None:
    WrongDatetime.fast_by = timedelta(seconds=seconds)
    time.time = partial(lambda true: true() + seconds, time.time)
    time.time_ns = partial(lambda true: true() + seconds * 10**9, time.time_ns)
    for name, module in list(sys.modules.items()):
        if name.startswith(("app.", "workers.")) and getattr(module, "datetime", None) is datetime:
            vars(module)["datetime"] = WrongDatetime


if __name__ == "__main__":
    put_forward(int(sys.argv.pop(1)))
    main()
