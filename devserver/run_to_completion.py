"""Runs a program to its end, as part of starting."""

import asyncio

from devserver.programs import Program, StartError


async def run_to_completion(program: Program) -> str:
    """Returns what the program wrote to standard output. Raises StartError with all its output if it fails."""
    process = await asyncio.create_subprocess_exec(
        *program.launch_command(),
        env=dict(program.environment),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    try:
        output, errors = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        text = (output + errors).decode(errors="replace").strip()
        raise StartError(f"{program.name} failed with status {process.returncode}, saying:\n{text}")
    return output.decode(errors="replace")
