"""Write the drawn figures of the shipped course: `python design/figures [NAME…]`, from the root of a checkout.

Every module here that has a `figures()` contributes; a name with a file of its own in none of them is not ours.
"""

import importlib
import sys
from pathlib import Path

HERE = Path(__file__).parent
TARGET = HERE.parent.parent / "ashilms/curriculum/barefoot-bar-massage/figures"


def all_figures() -> dict[str, str]:
    """Return every figure of every module by its name."""
    found: dict[str, str] = {}
    for path in sorted(HERE.glob("[a-z]*.py")):
        found |= getattr(importlib.import_module(path.stem), "figures", dict)()
    return found


if __name__ == "__main__":
    names = sys.argv[1:]
    for name, svg in all_figures().items():
        if not names or name in names:
            (TARGET / f"{name}.svg").write_text(svg + "\n", encoding="utf-8")
            print(name)
