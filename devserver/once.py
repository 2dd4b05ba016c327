"""Runs a program to its end, as part of starting."""

import asyncio

from devserver.programs import Program, StartError


async def run_once(program: Program) -> str:
    """What the program wrote to its output. Raises StartError with all it said if it fails."""
    process = await asyncio.create_subprocess_exec(
        *program.launch_command(),
        env=dict(program.environment),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    try:
        output, complaints = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        said = (output + complaints).decode(errors="replace").strip()
        raise StartError(f"{program.name} failed with status {process.returncode}, saying:\n{said}")
    return output.decode(errors="replace")
