"""`python -m devserver up`, which is what `./dev up` runs."""

import signal
import sys

# Until `up` listens there is nothing to stop: Ctrl-C ends Python while it still reads its modules, without a traceback.
signal.signal(signal.SIGINT, signal.SIG_DFL)

from devserver.command_line import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
