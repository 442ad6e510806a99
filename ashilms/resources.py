"""Where the files that ship beside the code are: in a wheel, an editable install and a bare checkout."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def resource_dir(name: str) -> Path:
    """Return the folder `name` (`templates`, `migrations`, `static`, `curriculum`).

    A wheel carries it inside the package; a checkout has `templates` and `migrations` beside it.
    Raises `FileNotFoundError` when it is in neither place, which means a broken installation.
    """
    for parent in (PACKAGE, PACKAGE.parent):
        if (parent / name).is_dir():
            return parent / name
    raise FileNotFoundError(f"AshiLMS is installed without its folder {name!r}. Install it again.")
