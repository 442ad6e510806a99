"""A site to measure: the course, trainees who are signed in at the stage a scenario needs, certificates."""

import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask

SLUG = "barefoot-bar-massage"


@dataclass
class Seeded:
    """What there is to ask for: cookies of signed-in trainees, and certificates' links."""

    env: dict[str, str]
    readers: list[str] = field(default_factory=list)
    sitters: list[str] = field(default_factory=list)
    regulars: list[str] = field(default_factory=list)
    """Who may sit the long paper as often as they like."""
    tokens: list[str] = field(default_factory=list)
    surnames: list[tuple[str, str]] = field(default_factory=list)


@contextmanager
def seeded_site(*, trainees: int, database: str | None) -> Iterator[tuple[Flask, Seeded]]:
    """Make a site in a folder of its own, with `trainees` people who take the course."""
    with tempfile.TemporaryDirectory(prefix="ashilms-bench-") as folder:
        env = {
            "ASHILMS_DATA_DIR": folder,
            "ASHILMS_SECOND_FACTOR_ROLES": "",
            "ASHILMS_JOBS": "no",
            "ASHILMS_PROXIES": "1",
        }
        env |= {"ASHILMS_DATABASE_URL": database} if database else {}
        Path(folder).chmod(0o700)
        os.environ |= env
        app = _made()
        yield app, _seed(app, Seeded(env), trainees)


def _made() -> Flask:
    from ashilms import create_app, migrate
    from ashilms.cli.courses import shipped_pack
    from ashilms.cli.site import CLI
    from ashilms.packs import services as packs
    from ashilms.web import transaction

    app = create_app()
    with app.app_context():
        migrate.upgrade(app.extensions["sqlalchemy"].engine)
        with transaction() as db:
            packs.load_pack(db, CLI, shipped_pack(), now=datetime.now(UTC))
    return app


def _seed(app: Flask, seeded: Seeded, trainees: int) -> Seeded:
    from ashilms.demo import services as demo

    with app.app_context():
        demo.settle_cast(app, say=lambda text: None)
        _people(app, seeded, trainees)
        _certificates(seeded)
    return seeded


def _people(app: Flask, seeded: Seeded, trainees: int) -> None:
    """Trainees who have read the first module, so that its quiz is open to them, each with a session."""
    from ashilms.accounts import services as people
    from ashilms.courses import services as courses
    from ashilms.demo import doings
    from ashilms.identity.services import sessions, users
    from ashilms.web import transaction

    now = datetime.now(UTC)
    for number in range(trainees):
        with transaction() as db:
            user = users.make_user(
                db, email=f"t{number}-{secrets.token_hex(4)}@demo.example", name=f"Trainee {number}",
                roles=("trainee",), zone="UTC", now=now - timedelta(hours=1),
            )  # fmt: skip
            actor = people.as_actor(people.get_person(db, user.person_id or 0))
            courses.enrol(db, actor, courses.get_course(db, SLUG).id, now=now - timedelta(hours=1))
            doings.read_lessons(db, actor, SLUG, "m00", now=now - timedelta(minutes=30))
            token = sessions.open_session(db, user, agent="bench", now=now)
        cookie = cookie_of(app, token)
        seeded.sitters.append(cookie)
    seeded.readers = seeded.sitters[:50]


def cookie_of(app: Flask, token: str) -> str:
    """Return the cookie that the sign-in page would have set for this session."""
    serializer: Any = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    value = serializer.dumps({"_user_id": token, "_fresh": True})
    return f"{app.config['SESSION_COOKIE_NAME']}={value}"


def _certificates(seeded: Seeded) -> None:
    from ashilms.certificates import services as certificates
    from ashilms.web import session

    for row in certificates.all_certificates(session()):
        seeded.tokens.append(row.token)
        seeded.surnames.append((row.number, row.as_payload().holder.split()[-1]))
