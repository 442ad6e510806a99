"""Put the icons in use into one Jinja file: `python design/icons.py FOLDER`.

FOLDER is `icons/` of the npm package `lucide-static` (1.62.0, ISC). Each icon is inlined where it is used: no
request, no sprite, nothing for a content security policy to allow.
"""

import re
import sys
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "templates" / "ashilms" / "_icons.html"
NAMES = """
arrow-down arrow-left arrow-right arrow-up award ban bell book-open bookmark building calendar check chevron-down
chevron-left chevron-right circle-check circle-dashed circle-help circle-minus clipboard-check clipboard-list clock
copy dot download external-link eye file-check file-text fingerprint flag footprints graduation-cap history
hourglass house inbox info key-round link list lock log-in log-out mail map-pin menu message-square minus
octagon-alert octagon-x pause pencil plus printer refresh-cw rotate-ccw rotate-cw save search settings shield-check
signature sun-moon timer trash-2 triangle-alert undo-2 upload user user-check users x
""".split()
POINTING = """
arrow-left arrow-right chevron-left chevron-right external-link list clipboard-list log-in log-out undo-2
""".split()
HEAD = """{# Lucide 1.62.0 (ISC licence, see design/LICENSE-lucide.txt), collected by design/icons.py. #}
{% set paths = {
"""
MACRO = """
} %}
{% set pointing = __POINTING__ %}
{#- icon(name, fixed=False): decoration beside a word. Icons that point are mirrored in right-to-left scripts,
    unless `fixed` (on the body map left stays left). -#}
{% macro icon(name, fixed=False) -%}
<svg class="al-icon{{ ' al-icon--turns' if name in pointing and not fixed else '' }}" viewBox="0 0 24 24" aria-hidden="true">{{ paths[name] | safe }}</svg>
{%- endmacro %}
"""


def drawing(folder: Path, name: str) -> str:
    """Return what is inside the `<svg>` of an icon, on one line."""
    text = (folder / f"{name}.svg").read_text(encoding="utf-8")
    found = re.search(r"<svg[^>]*>(.*)</svg>", text, re.S)
    if found is None:
        raise ValueError(f"{name}.svg holds no <svg>")
    return re.sub(r"\s*/>", "/>", re.sub(r"\s+", " ", found[1])).replace("> <", "><").strip()


def template(folder: Path) -> str:
    """Return the Jinja file with every icon of `NAMES`."""
    rows = ",\n".join(f"  \"{name}\": '{drawing(folder, name)}'" for name in sorted(NAMES))
    return HEAD + rows + MACRO.replace("__POINTING__", str(sorted(POINTING)).replace("'", '"'))


if __name__ == "__main__":
    TARGET.write_text(template(Path(sys.argv[1])), encoding="utf-8")
    print(f"wrote {len(NAMES)} icons")
