"""The floor: bare Flask and SQLAlchemy on the same server and database, answering pages of the same size.

What anybody pays who uses these libraries at all. No sign-in library, no CSRF, no policy, no headers: a signed
cookie, the queries, a template. `YARDSTICK_DATABASE` names the database, `YARDSTICK_BYTES` the size of the page.
"""

import os
import secrets

from flask import Flask, redirect, render_template_string, request, session
from flask.typing import ResponseReturnValue
from sqlalchemy import create_engine, event, insert, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    """The yardstick's tables."""


class Row(Base):
    """Something to find by an indexed text."""

    __tablename__ = "yardstick_row"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(index=True)
    text: Mapped[str]


class Written(Base):
    """Something to write."""

    __tablename__ = "yardstick_written"
    id: Mapped[int] = mapped_column(primary_key=True)
    person: Mapped[int]
    text: Mapped[str]


engine = create_engine(os.environ["YARDSTICK_DATABASE"])
if engine.dialect.name == "sqlite":

    @event.listens_for(engine, "connect")
    def _durable(connection: object, _record: object) -> None:
        for pragma in ("busy_timeout=5000", "journal_mode=WAL", "synchronous=FULL"):
            connection.execute(f"PRAGMA {pragma}")  # type: ignore[attr-defined]


Base.metadata.create_all(engine)
with Session(engine) as db:
    if not db.scalar(select(Row.id).limit(1)):
        db.execute(insert(Row), [{"key": f"k{n}", "text": "x" * 40} for n in range(2000)])
        db.commit()

app = Flask(__name__)
app.secret_key = "yardstick"  # noqa: S105 (nothing is behind it)
PAGE = "<!doctype html><title>{{ title }}</title>{% for row in rows %}<p>{{ row.key }} {{ row.text }}</p>{% endfor %}"
FILL = "<p>{{ fill }}</p>"
BYTES = int(os.environ.get("YARDSTICK_BYTES", "16384"))


def page(title: str, rows: list[Row]) -> str:
    """Return a page of the wanted size."""
    body = render_template_string(PAGE, title=title, rows=rows)
    return body + render_template_string(FILL, fill="x" * max(0, BYTES - len(body)))


@app.get("/in")
def sign_in() -> ResponseReturnValue:
    """Give a signed cookie."""
    session["person"] = "k1"
    return "in"


@app.get("/three")
def three() -> ResponseReturnValue:
    """A signed-in page with three queries."""
    with Session(engine) as db:
        who = db.scalars(select(Row).where(Row.key == session["person"])).one()
        one = db.scalars(select(Row).where(Row.key == "k7")).one()
        many = list(db.scalars(select(Row).where(Row.id < 20)))
        return page(who.text, [one, *many])


@app.get("/one")
def one() -> ResponseReturnValue:
    """A public page with one indexed SELECT."""
    with Session(engine) as db:
        return page("one", [db.scalars(select(Row).where(Row.key == request.args.get("key", "k5"))).one()])


@app.post("/write")
def write() -> ResponseReturnValue:
    """One INSERT and a redirect."""
    with Session(engine) as db:
        who = db.scalars(select(Row).where(Row.key == session["person"])).one()
        db.add(Written(person=who.id, text=secrets.token_hex(20)))
        db.commit()
    return redirect("/three")
