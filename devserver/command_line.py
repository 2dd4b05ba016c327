"""The command line behind `./dev up`."""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from app.settings.dev_data import data_folder
from devserver.processes import PRODUCT, Product
from devserver.programs import StartError
from devserver.up import Options, up

HIGHEST_PORT = 65535
USAGE_ERROR = 2


def main(arguments: Sequence[str], product: Product = PRODUCT) -> int:
    """Returns the exit status: 0 when stopped, 1 if it could not start. Exits with 2 for wrong arguments."""
    options = _parse(arguments)
    try:
        asyncio.run(up(options, product))
    except StartError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        sys.stderr.write(f"./dev up cannot go on: {error.strerror or error}{where}.\n")
        return 1
    return 0


def _parse(arguments: Sequence[str]) -> Options:
    parser = _Parser(prog="./dev", allow_abbrev=False)
    commands = parser.add_subparsers(required=True, metavar="command")
    command = commands.add_parser("up", help="start everything", allow_abbrev=False)
    command.add_argument("--port", type=_port, default=8000, help="where the web server listens; 0 finds one")
    command.add_argument("--data", type=_folder, default=data_folder(), help="where everything is kept: %(default)s")
    command.add_argument("--empty", action="store_true", help="without the demo organization")
    parsed = parser.parse_args(arguments)
    return Options(port=parsed.port, data=parsed.data, with_demo=not parsed.empty)


class _Parser(argparse.ArgumentParser):
    """Reports wrong arguments in one sentence."""

    def error(self, message: str) -> NoReturn:
        self.exit(USAGE_ERROR, f"{message[:1].upper()}{message[1:]}. `./dev up --help` lists what there is.\n")


def _port(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and int(text) <= HIGHEST_PORT):
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: it is a number from 0 to {HIGHEST_PORT}")
    return int(text)


def _folder(text: str) -> Path:
    if not text:
        raise argparse.ArgumentTypeError("it needs the path of a folder")
    return Path(text).absolute()
