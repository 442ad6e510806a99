"""What is acknowledged is kept: a real server, killed in a burst, asked to stop in one, and backed up in one."""

import http.client
import json
import signal
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask

from ashilms.audit import services as audit
from ashilms.cli.serve import PATIENCE
from ashilms.web import session
from tests.cli.conftest import BIN, Site
from tests.databases import Databases
from tests.operations.crowd import Trainee, kept, settle, working
from tests.serving import Server, free_port

KILLS, BURST, TRAINEES = 3, 40, 6


@pytest.fixture
def site(tmp_path: Path, databases: Databases | None) -> Site:
    """A site on a database that outlives its server."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    return Site(folder, databases.blank() if databases else f"sqlite:///{folder / 'site.db'}")


@pytest.fixture
def server(site: Site) -> Iterator[Server]:
    """The site's server; whatever a test does, nothing of it is left running."""
    port = free_port()
    made = Server(
        [BIN / "ashilms", "serve", "--no-demo", "--port", str(port)],
        site.environment,
        site.folder / "serve.log",
        port,
    )
    yield made
    if made.process and made.process.poll() is None:
        made.kill()


@dataclass(frozen=True)
class Crowd:
    """Trainees at a server, and the same site in this process, to look at what is kept."""

    app: Flask
    trainees: list[Trainee]

    def begin(self) -> None:
        """Let everybody start the quiz."""
        for trainee in self.trainees:
            trainee.begin()

    @property
    def acknowledged(self) -> list[str]:
        """The keys of all that was answered with success."""
        return [sending.key for trainee in self.trainees for sending in trainee.acknowledged]

    @property
    def unanswered(self) -> set[str]:
        """The keys of all that was sent and not answered."""
        return {trainee.open.key for trainee in self.trainees if trainee.open}

    def wait_for(self, how_many: int) -> None:
        """Wait until so much more was acknowledged."""
        wanted = len(self.acknowledged) + how_many
        while len(self.acknowledged) < wanted:
            time.sleep(0.005)

    def check(self, found: list[str]) -> None:
        """Hold what is kept against what was acknowledged: nothing is lost, doubled or made up."""
        assert set(self.acknowledged) <= set(found), "something acknowledged is lost"
        assert set(found) <= set(self.acknowledged) | self.unanswered, "something is there that nobody sent"
        assert len(found) == len(set(found)), "something is there twice"
        with self.app.app_context():
            assert audit.verify_chain(session()) is None
            session().rollback()


@pytest.fixture
def crowd(site: Site, server: Server) -> Iterator[Crowd]:
    """Trainees who may begin a quiz, on a site that isn't served yet."""
    app, cookies = settle(site.folder, site.database, TRAINEES)
    made = Crowd(app, [Trainee(server.port, cookie) for cookie in cookies])
    yield made
    for trainee in made.trainees:
        trainee.connection.close()
    with app.app_context():
        app.extensions["sqlalchemy"].engine.dispose()


def test_nothing_acknowledged_is_lost_or_doubled_when_everything_is_killed(
    site: Site, server: Server, crowd: Crowd
) -> None:
    """R1, T05, T06: SIGKILL to every process in a burst of answers and sessions, several times over."""
    server.start()
    crowd.begin()
    cut = 0
    for _ in range(KILLS):
        with working(crowd.trainees):
            crowd.wait_for(BURST)
            server.kill()
        crowd.check(kept(crowd.app))
        cut += len(crowd.unanswered)
        server.start()
        for trainee in crowd.trainees:
            trainee.send_again()
    assert sorted(kept(crowd.app)) == sorted(crowd.acknowledged)
    assert cut > 0, "every kill came between two requests"
    assert server.stop() == 0
    assert site.run("audit", "verify").code == 0
    assert site.run("jobs", "run").code == 0
    assert site.run("doctor").code == 0


@pytest.mark.parametrize(
    ("how", "all_of_it"), [(signal.SIGTERM, False), (signal.SIGINT, True)], ids=["SIGTERM", "Ctrl-C"]
)
def test_what_was_accepted_is_answered_before_the_server_ends(
    server: Server, crowd: Crowd, how: signal.Signals, all_of_it: bool
) -> None:
    """R5: in a burst, with one form half way here; what gets no answer was not done.

    That nothing was killed is told by the time. granian's word "Killing" is not to be relied on: two of its threads
    wait for the same process, and whichever comes second takes it for alive until the first has said that it ended.
    """
    server.start()
    crowd.begin()
    slow = HalfSent(server.port, crowd.trainees[0])
    with working(crowd.trainees[1:]):
        crowd.wait_for(BURST)
        with ThreadPoolExecutor(1) as pool:
            stopping = pool.submit(stop_timed, server, how, all_of_it=all_of_it)
            time.sleep(0.5)
            answer = slow.finish()
            code, seconds = stopping.result()
    assert (code, answer) == (0, 302)
    assert seconds < PATIENCE, "it ended because it was killed"
    assert sorted(kept(crowd.app)) == sorted([*crowd.acknowledged, slow.sending.key])


def test_a_form_that_never_comes_to_an_end_keeps_the_server_from_ending_for_seconds_only(
    server: Server, crowd: Crowd
) -> None:
    """R5: a client that went away in the middle; nothing of what it sent is kept."""
    server.start()
    crowd.begin()
    with HalfSent(server.port, crowd.trainees[0]).socket:
        code, seconds = stop_timed(server, signal.SIGTERM, all_of_it=False)
    assert code == 0
    assert seconds < 10
    assert kept(crowd.app) == []


def stop_timed(server: Server, how: signal.Signals, *, all_of_it: bool) -> tuple[int, float]:
    """Stop the server; return its exit code and how many seconds that took."""
    began = time.monotonic()
    return server.stop(how, all_of_it=all_of_it), time.monotonic() - began


class HalfSent:
    """A form of which half is sent: the server has accepted it, and waits for the rest."""

    def __init__(self, port: int, trainee: Trainee) -> None:
        """Send the first half."""
        self.sending = trainee.session()
        body = urlencode(self.sending.data).encode()
        head = (
            f"POST {self.sending.path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {trainee.cookie}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        self.rest = body[len(body) // 2 :]
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=15)
        self.socket.sendall(head.encode() + body[: len(body) // 2])
        time.sleep(0.2)

    def finish(self) -> int:
        """Send the rest, read the whole answer, and return its status."""
        with self.socket:
            self.socket.sendall(self.rest)
            answer = http.client.HTTPResponse(self.socket)
            answer.begin()
            answer.read()
            return answer.status


def test_a_backup_of_a_served_site_holds_all_that_was_acknowledged_before_it(
    site: Site, server: Server, crowd: Crowd, tmp_path: Path
) -> None:
    """R4: one command while people work; one more in an empty place; the record is proved and the rows agree."""
    server.start()
    crowd.begin()
    with working(crowd.trainees):
        crowd.wait_for(BURST)
        before = set(crowd.acknowledged)
        saved = json.loads(site.command("backup", "--json", tmp_path / "backup").out)
        crowd.wait_for(5)
    assert server.stop() == 0
    other = Site(tmp_path / "other", f"sqlite:///{tmp_path / 'other.db'}")
    back = other.command("restore", tmp_path / "backup").lines
    assert back[0].startswith(f"Back: {sum(saved['rows'].values())} rows in {len(saved['rows'])} tables")
    assert back[1].startswith("The audit record is whole")
    app = other.app()
    found = kept(app)
    assert before <= set(found) <= set(crowd.acknowledged)
    assert len(found) == saved["rows"]["ashilms_answer_step"] + saved["rows"]["ashilms_practicum_entry"]
    with app.app_context():
        app.extensions["sqlalchemy"].engine.dispose()
