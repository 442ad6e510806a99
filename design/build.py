"""Join the stylesheet and compute the contrast table: `python design/build.py [--check]`.

With `--check` nothing is written; the exit code is 1 when a file on disk isn't what would be written.
"""

import hashlib
import re
import sys
from pathlib import Path
from textwrap import indent

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
STATIC = ROOT / "ashilms" / "static"
STYLESHEET = STATIC / "ashilms.css"
TABLE = ROOT / "templates" / "ashilms" / "_contrast.html"
PRELOADS = ROOT / "templates" / "ashilms" / "_fonts.html"
FIRST_FONTS = ("ashi-text.woff2", "ashi-serif.woff2")

sys.path.insert(0, str(HERE))
import contrast  # noqa: E402  (a neighbour, not a package)


def joined_stylesheet() -> str:
    """Return the one file that is served: the numbered parts in order, the dark tokens at each mark."""
    parts = sorted((HERE / "css").glob("[0-9]*.css"))
    text = "/* Joined from design/css by design/build.py: change it there. */\n"
    text += "\n".join(part.read_text(encoding="utf-8") for part in parts)
    dark = (HERE / "css" / "dark.css").read_text(encoding="utf-8")
    text = re.sub(r"^( *)/\* @dark \*/\n", lambda mark: indent(dark, mark[1]), text, flags=re.M)
    return re.sub(r'url\("(fonts/[^"]+)"\)', lambda found: f'url("{versioned(found[1])}")', text)


def versioned(path: str) -> str:
    """Return the address of a static file, relative to the stylesheet, with its content in the query."""
    return f"{path}?v={hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:12]}"


def font_preloads() -> str:
    """Return the links that fetch the two fonts of every page early, at the stylesheet's own addresses."""
    lines = ["{# Made by design/build.py. #}"]
    for name in FIRST_FONTS:
        query = versioned(f"fonts/{name}").partition("?")[2]
        address = f"{{{{ ashilms_static('fonts/{name}').partition('?')[0] }}}}?{query}"
        lines.append(f'<link rel="preload" href="{address}" as="font" type="font/woff2" crossorigin>')
    return "\n".join(lines) + "\n"


def outputs() -> dict[Path, str]:
    """Return every generated file with what belongs in it."""
    return {
        STYLESHEET: joined_stylesheet(),
        TABLE: contrast.table_template(joined_stylesheet()),
        PRELOADS: font_preloads(),
    }


def is_current(path: Path, text: str) -> bool:
    """True when the file on disk is what would be written."""
    return path.exists() and path.read_text(encoding="utf-8") == text


def main(check: bool) -> int:
    """Write what differs, or with `check` only name it; return the exit code."""
    stale = {path: text for path, text in outputs().items() if not is_current(path, text)}
    for path, text in stale.items():
        print(f"{'stale' if check else 'wrote'}: {path.relative_to(ROOT)}")
        if not check:
            path.write_text(text, encoding="utf-8")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv[1:]))
