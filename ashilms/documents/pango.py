"""Finding Pango, which WeasyPrint draws with, and saying in one sentence what to install where it is not."""

import contextlib
import ctypes
import importlib
import io
import os
import re
import threading
import warnings
from pathlib import Path
from types import ModuleType

from ashilms.errors import Unavailable

SETTING = "ASHILMS_PANGO_DIR"
"""A folder into which the libraries' packages were unpacked, for machines where nobody may install them."""
APT_LINE = "apt-get install --no-install-recommends libpangoft2-1.0-0 libharfbuzz-subset0"
_FONTS_CONF = Path(__file__).with_name("fonts.conf")
_C_LIBRARY = re.compile(
    r"lib(c|m|mvec|dl|rt|pthread|resolv|util|anl|nsl|nss_\w+|thread_db|memusage|pcprofile|SegFault|BrokenLocale"
    r"|c_malloc_debug)[.-]"
)
"""The C library and what comes with it: a process has one already, the system's."""
_lock = threading.RLock()


class PangoMissing(Unavailable):
    """The native libraries that draw PDFs are not on this machine; `str()` says how to install them."""


def load_weasyprint() -> ModuleType:
    """Return WeasyPrint, imported when first needed (it takes a third of a second and 40 MB).

    Raises `PangoMissing` when its native libraries cannot be loaded.
    """
    with _lock:
        prefix = os.environ.get(SETTING)
        if prefix:
            _preload(Path(prefix))
        try:
            return _import_quietly()
        except OSError as problem:
            raise PangoMissing(_sentence(prefix)) from problem


def problem_with_pango() -> str | None:
    """Return what is wrong with the drawing libraries and the line that mends it, or `None`."""
    try:
        load_weasyprint()
    except PangoMissing as problem:
        return str(problem)
    from weasyprint.text import ffi

    if ffi.harfbuzz_subset is None:
        return f"PDFs are drawn four times slower without libharfbuzz-subset0. Run: {APT_LINE}"
    return None


def _sentence(prefix: str | None) -> str:
    where = f" and {SETTING}={prefix} holds none that fit" if prefix else ""
    return (
        f"PDFs can't be drawn: the Pango libraries are missing{where}. On Debian or Ubuntu run: {APT_LINE} "
        f"(without root, unpack those packages into a folder and name it in {SETTING})."
    )


def _import_quietly() -> ModuleType:
    """Import WeasyPrint without the banner that it prints when libraries are missing, or its advice."""
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return importlib.import_module("weasyprint")


def _preload(prefix: Path) -> None:
    """Load every library under `prefix` for all to see, so that WeasyPrint finds each by its name.

    A library loads only when those it needs are there, and their order is not known: try until none is left
    or a round brings nothing new. WeasyPrint then says which of those it needs is missing.
    """
    if not os.environ.get("FONTCONFIG_FILE"):
        own = prefix / "fonts.conf"
        os.environ["FONTCONFIG_FILE"] = str(own if own.is_file() else _FONTS_CONF)
    found = {path.resolve() for path in prefix.rglob("lib*.so*") if path.is_file()}
    left = sorted(path for path in found if not _C_LIBRARY.match(path.name))
    while left:
        missed = [path for path in left if not _loads(path)]
        if len(missed) == len(left):
            return
        left = missed


def _loads(path: Path) -> bool:
    try:
        ctypes.CDLL(str(path), mode=ctypes.RTLD_GLOBAL)
    except OSError:
        return False
    return True
