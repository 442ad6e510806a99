"""A real server in a process group of its own: started, waited for, killed or asked to stop."""

import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path


def free_port() -> int:
    """Return a port nobody listens at just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@dataclass
class Server:
    """One serving command; what it says is in `log`."""

    command: Sequence[str | Path]
    environment: Mapping[str, str]
    log: Path
    port: int
    ready: str = "/readyz"
    """What answers 200 when the site can be used."""
    process: "subprocess.Popen[bytes] | None" = field(default=None, init=False)

    @property
    def url(self) -> str:
        """Where the site is."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> float:
        """Start it, wait until it is ready, and return how many seconds that took."""
        began = time.monotonic()
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [*map(str, self.command)], env=self.environment, stdout=log, stderr=log,
                start_new_session=True, cwd=self.log.parent,
            )  # fmt: skip
        while self.process.poll() is None:
            try:
                with urllib.request.urlopen(self.url + self.ready, timeout=5):
                    return time.monotonic() - began
            except OSError:
                time.sleep(0.02)
        raise AssertionError(f"the site did not start:\n{self.log.read_text()}")

    def kill(self) -> None:
        """End it and all that it started, at once and unasked, as a power cut would."""
        assert self.process
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(20)

    def stop(self, how: signal.Signals = signal.SIGINT, *, all_of_it: bool = True) -> int:
        """Ask it to end and return its exit code; `all_of_it`: every process, as Ctrl-C in a terminal does."""
        assert self.process
        (os.killpg if all_of_it else os.kill)(self.process.pid, how)
        return self.process.wait(20)
