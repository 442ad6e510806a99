"""AshiLMS: training, practicum and certificates for therapists who work with their feet.

The whole public API is here: `AshiLMS` mounts everything on a Flask app that already has a database
and sign-in, `create_app` is the same on a bare host of its own, and `prepare_engine` makes a host's
SQLite keep what it acknowledges.
"""

from ashilms.app import create_app
from ashilms.db import prepare_engine
from ashilms.extension import AshiLMS
from ashilms.plugins import Plugin

__all__ = ["AshiLMS", "Plugin", "create_app", "prepare_engine"]
__version__ = "0.1.0"
