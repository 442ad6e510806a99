"""AshiLMS: training, practicum and certificates for therapists who work with their feet.

The whole public API is here: `AshiLMS` mounts everything on a Flask app that already has a database
and sign-in, `create_app` is the same on a bare host of its own, `prepare_engine` makes a host's SQLite
keep what it acknowledges, and `Plugin` carries additions in.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ashilms.app import create_app
    from ashilms.db import prepare_engine
    from ashilms.extension import AshiLMS
    from ashilms.plugins import Plugin

__all__ = ["AshiLMS", "Plugin", "create_app", "prepare_engine"]
__version__ = "0.1.0"

_HOMES = {
    "AshiLMS": "ashilms.extension",
    "Plugin": "ashilms.plugins",
    "create_app": "ashilms.app",
    "prepare_engine": "ashilms.db",
}


def __getattr__(name: str) -> Any:
    """Load what is asked for when it is asked for: a rule or a command need not load the whole site."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'ashilms' has no attribute {name!r}")
