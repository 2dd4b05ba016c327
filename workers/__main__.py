"""`python -m workers email` runs a worker."""

import os
import signal
import sys
from types import FrameType


def main() -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop_while_starting)
    # Importing takes a second or more, in which a deployment may change its mind.
    import asyncio

    from app.logs import configure_logs
    from app.runtime import exit_on_unsuitable_database
    from app.settings import SettingsError, get_settings
    from workers.process import run
    from workers.settings import WORKERS

    arguments = sys.argv[1:]
    if len(arguments) != 1 or arguments[0] not in WORKERS:
        sys.exit(f"Which worker? `python -m workers NAME`, with a name from: {', '.join(WORKERS)}.")
    try:
        settings = get_settings()
        worker_class = WORKERS[arguments[0]](settings)
    except SettingsError as error:
        sys.exit(str(error))
    configure_logs(settings)
    exit_on_unsuitable_database(settings)
    asyncio.run(run(settings, worker_class))


def _stop_while_starting(_number: int, _frame: FrameType | None) -> None:
    """Nothing is in flight yet; once it is, `run` has handlers of its own."""
    os._exit(0)


if __name__ == "__main__":
    main()
