"""A serving process tree: started, asked for its processor time and memory, stopped."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")


class Server:
    """granian with a WSGI application, on a free port of 127.0.0.1; use it as a context manager."""

    def __init__(self, target: str, env: dict[str, str], workers: int) -> None:
        """Say what to serve; nothing is started yet."""
        self.target, self.env, self.workers = target, env, workers
        self.port = free_port()

    def __enter__(self) -> "Server":
        """Start it, and wait until it answers."""
        command = [
            sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(self.port),
            "--workers", str(self.workers), "--blocking-threads", "4", "--no-ws", "--log-level", "error", self.target,
        ]  # fmt: skip
        self.log = tempfile.TemporaryFile()  # as on any site: written to a file, not to a screen
        self.process = subprocess.Popen(
            command,
            env=os.environ | self.env,
            start_new_session=True,
            cwd=Path(__file__).resolve().parent.parent,
            stdout=self.log,
            stderr=self.log,
        )
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", self.port), 0.2).close()
                return self
            except OSError:
                time.sleep(0.1)
        self.log.seek(0)
        raise RuntimeError(f"{self.target} didn't start:\n{self.log.read().decode(errors='replace')}")

    def __exit__(self, *exc: object) -> None:
        """Stop it and all that it started."""
        os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.log.close()

    def cpu_ms(self) -> float:
        """Return the processor time that the whole tree has taken, in milliseconds."""
        return sum(_ticks(pid) for pid in self._pids()) * 1000 / TICK

    def pss_mib(self) -> float:
        """Return the tree's proportional set size, in MiB."""
        total = 0
        for pid in self._pids():
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1])
        return total / 1024

    def _pids(self) -> list[int]:
        found = []
        for path in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = path.read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            if int(fields[2]) == self.process.pid:
                found.append(int(path.parent.name))
        return found


def _ticks(pid: int) -> int:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0
    return int(fields[11]) + int(fields[12])


def free_port() -> int:
    """Return a port nobody listens at just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
