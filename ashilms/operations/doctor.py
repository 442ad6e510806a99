"""Looking an installation over: each check says what it found and, if that is bad, the line that mends it."""

from flask import Flask

from ashilms.files.services import store_of
from ashilms.operations import machine, records, ways
from ashilms.operations.rules import Check, check
from ashilms.web import state


def examine(app: Flask) -> list[Check]:
    """Return every check's outcome; none of them raises, and none leaves anything changed."""
    here, engine = state(app), app.extensions["sqlalchemy"].engine
    settings, store = here.settings, store_of(here.settings)
    return [
        check("data folder", machine.data_folder, settings.data_dir),
        check("disk space", machine.space, settings.data_dir),
        check("secrets", machine.secrets, settings.data_dir),
        *records.database(engine, store, here.clock()),
        check("kept files", records.kept_files, store),
        check("drawing library", machine.pango),
        check("signing key", machine.signing_key, settings),
        check("stolen keys", records.stolen_keys, engine, settings.data_dir / "keys"),
        check("timestamps", machine.timestamps, settings),
        check("mail", machine.mail, settings),
        check("other servers", ways.ways, settings),
        check("public address", machine.address, settings),
        check("rate limits", machine.limits, here),
    ]
