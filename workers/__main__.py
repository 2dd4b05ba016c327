"""`python -m workers email` runs a worker."""

import asyncio
import sys

from app.logs import configure_logs
from app.runtime import exit_on_unsuitable_database
from app.settings import SettingsError, get_settings
from workers.process import run
from workers.settings import WORKERS


def main() -> None:
    arguments = sys.argv[1:]
    if len(arguments) != 1 or arguments[0] not in WORKERS:
        sys.exit(f"Which worker? `python -m workers NAME`, with a name from: {', '.join(WORKERS)}.")
    try:
        settings = get_settings()
    except SettingsError as error:
        sys.exit(str(error))
    configure_logs(settings)
    exit_on_unsuitable_database(settings)
    asyncio.run(run(settings, WORKERS[arguments[0]](settings)))


if __name__ == "__main__":
    main()
