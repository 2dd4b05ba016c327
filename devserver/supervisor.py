"""Starts programs and keeps them running; stops them in the opposite order."""

import asyncio
from contextlib import AsyncExitStack

from devserver.programs import Program
from devserver.supervised_program import SupervisedProgram
from devserver.terminal_output import write_lines


class Supervisor:
    """Leaving `exits` stops what was started, last first; once `force_stop` is set, without waiting for it."""

    def __init__(self, exits: AsyncExitStack, force_stop: asyncio.Event) -> None:
        self.exits = exits
        self._force_stop = force_stop

    async def start(self, *programs: Program) -> None:
        """Starts programs side by side and returns once all are ready. Raises StartError."""
        supervised = [SupervisedProgram(program, write_lines, self._force_stop) for program in programs]
        for each in supervised:
            self.exits.push_async_callback(each.stop)
        try:
            async with asyncio.TaskGroup() as group:
                for each in supervised:
                    group.create_task(each.start())
        except ExceptionGroup as failures:
            raise failures.exceptions[0] from None
