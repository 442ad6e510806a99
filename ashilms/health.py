"""Whether this process lives and can do its work, for whoever watches it; never details to the public."""

import os

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from ashilms import migrate
from ashilms.web import ANYONE, needs, session, settings

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@needs(ANYONE)
def show_alive() -> ResponseReturnValue:
    """Say that the process answers."""
    return "ok\n", 200, {"Content-Type": "text/plain; charset=utf-8"}


@bp.get("/readyz")
@needs(ANYONE)
def show_ready() -> ResponseReturnValue:
    """Say whether the database answers, is migrated, and files can be written; 503 otherwise."""
    ready = _database_ready() and os.access(settings().data_dir, os.W_OK)
    word, code = ("ready", 200) if ready else ("not ready", 503)
    return f"{word}\n", code, {"Content-Type": "text/plain; charset=utf-8"}


def _database_ready() -> bool:
    db = session()
    try:
        version = db.scalar(text(f"SELECT version_num FROM {migrate.VERSION_TABLE}"))  # noqa: S608 (a constant)
    except Exception:  # whatever the driver raises, the answer is the same
        db.rollback()
        return False
    return bool(version == migrate.head())
