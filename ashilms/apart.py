"""Work on a stranger's bytes in a process of its own, with limits on time and memory, which may end it at any point."""

import json
import resource
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).resolve().parents[1]
_CHILD = """
import sys
sys.path.insert(0, sys.argv[1])
from ashilms.apart import answer_stdin
answer_stdin(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
"""


class Ended(RuntimeError):
    """The work came to no end within its limits, or broke: that says nothing about the bytes."""


def run_apart(
    work: str, data: bytes, told: Any = None, *, seconds: int, megabytes: int, cpu: int | None = None
) -> Any:
    """Return what `work` ("module:function") makes of `data` and of `told`, where a hostile file can do no harm.

    What it is told and what it returns is plain data, as JSON has it. `seconds` limits the wall's time and the
    processor's, of which it gets less where `cpu` says so, and `megabytes` the memory. Raises `Ended`. Needs
    `sys.executable` to be a Python, as it is under granian and gunicorn.
    """
    head = json.dumps(told).encode() + b"\n"
    command = [sys.executable, "-I", "-c", _CHILD, str(_ROOT), work, str(cpu or seconds), str(megabytes)]
    try:
        done = subprocess.run(command, input=head + data, capture_output=True, timeout=seconds, check=True)  # noqa: S603
        return json.loads(done.stdout)
    except (OSError, subprocess.SubprocessError, ValueError) as problem:
        raise Ended(work) from problem


def answer_stdin(work: str, seconds: int, megabytes: int) -> None:
    """Limit this process, do the work on standard input, and write what comes of it to standard output."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * 2**20, megabytes * 2**20))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    head, _, data = sys.stdin.buffer.read().partition(b"\n")
    module, _, function = work.partition(":")
    sys.stdout.write(json.dumps(getattr(import_module(module), function)(data, json.loads(head))))
