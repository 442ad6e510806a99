"""Put the icons of design/icons.txt into one Jinja file: `python design/icons.py FOLDER`.

FOLDER is `icons/` of the npm package `lucide-static` (1.62.0, ISC). Each icon is inlined where it is used: no
request, no sprite, nothing for a content security policy to allow.
"""

import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
TARGET = HERE.parent / "templates" / "ashilms" / "_icons.html"
HEAD = """{# Lucide 1.62.0 (ISC licence, see design/LICENSE-lucide.txt), collected by design/icons.py. #}
{% set paths = {
"""
MACRO = """
} %}
{% set pointing = __POINTING__ %}
{#- icon(name, fixed=False): decoration beside a word. Icons that point are mirrored in right-to-left scripts,
    unless `fixed` (on the body map left stays left). -#}
{% macro icon(name, fixed=False) -%}
{% set turns = " al-icon--turns" if name in pointing and not fixed else "" -%}
<svg class="al-icon{{ turns }}" viewBox="0 0 24 24" aria-hidden="true">{{ paths[name] | safe }}</svg>
{%- endmacro %}
"""


def listed() -> tuple[list[str], list[str]]:
    """Return the names in the list, and those among them that point."""
    lines = (HERE / "icons.txt").read_text(encoding="utf-8").splitlines()
    rows = [line.split() for line in lines if line and not line.startswith("#")]
    return [row[0] for row in rows], [row[0] for row in rows if row[1:] == ["*"]]


def drawing(folder: Path, name: str) -> str:
    """Return what is inside the `<svg>` of an icon, on one line."""
    text = (folder / f"{name}.svg").read_text(encoding="utf-8")
    found = re.search(r"<svg[^>]*>(.*)</svg>", text, re.S)
    if found is None:
        raise ValueError(f"{name}.svg holds no <svg>")
    return re.sub(r"\s*/>", "/>", re.sub(r"\s+", " ", found[1])).replace("> <", "><").strip()


def template(folder: Path) -> str:
    """Return the Jinja file with every icon of the list."""
    names, pointing = listed()
    rows = ",\n".join(f"  \"{name}\": '{drawing(folder, name)}'" for name in names)
    return HEAD + rows + MACRO.replace("__POINTING__", str(pointing).replace("'", '"'))


if __name__ == "__main__":
    TARGET.write_text(template(Path(sys.argv[1])), encoding="utf-8")
    print(f"wrote {len(listed()[0])} icons")
