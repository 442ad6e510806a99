"""The scripts that certificates can be printed in: what ships, and Debian's Noto fonts where they are installed.

Arabic, Hebrew, Devanagari and Thai come with `fonts-noto-core`; Chinese, Japanese and Korean with `fonts-noto-cjk`.
What else these packages have, such as Armenian or Tamil, is not set.
"""

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from ashilms.documents.glyphs import FONTS, Font
from ashilms.documents.installed import find_installed
from ashilms.documents.pdf import Typeface

CORE, CJK = "fonts-noto-core", "fonts-noto-cjk"


@dataclass(frozen=True, slots=True)
class Cut:
    """One font under the family's name that CSS knows it by."""

    family: str
    font: Font
    ships: bool = True
    weight: int = 400
    style: str = "normal"

    @property
    def typeface(self) -> Typeface:
        """It, as drawing makes it ready."""
        return Typeface(self.family, self.font, self.weight, self.style)


@dataclass(frozen=True, slots=True)
class Lettering:
    """A style: the design's own cut, the one that sets what the first has no letters for, and what else it needs."""

    name: str
    own: Cut
    world: Cut
    scale: float
    """How much smaller the second is set, so that its small letters are as high as the first's."""
    serif: bool
    weight: int = 400
    style: str = "normal"


def _shipped(family: str, name: str) -> Cut:
    return Cut(family, Font(FONTS / f"{name}.ttf"))


DISPLAY = Lettering(
    "Display", _shipped("Ashi Display", "AshiDisplay-Regular"),
    _shipped("Ashi World Display", "NotoSerifDisplay-Regular"), 0.84, serif=True,
)  # fmt: skip
ITALIC = Lettering(
    "Italic", _shipped("Ashi Display", "AshiDisplay-Italic"),
    _shipped("Ashi World Display", "NotoSerifDisplay-Italic"), 0.84, serif=True, style="italic",
)  # fmt: skip
SANS = Lettering(
    "Sans", _shipped("Ashi Sans", "AshiSans-Regular"), _shipped("Ashi World Sans", "NotoSans-Regular"), 0.94,
    serif=False,
)  # fmt: skip
BOLD = Lettering(
    "Bold", _shipped("Ashi Sans", "AshiSans-Semibold"), _shipped("Ashi World Sans", "NotoSans-Semibold"), 0.94,
    serif=False, weight=600,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Script:
    """A script that installed fonts set: how its files begin, with serifs or what stands for them, and without."""

    name: str
    serif: str
    sans: str
    scale: float = 1.0
    """How much smaller it is set than the design's own, so that lines look equally large."""
    package: str = CORE
    number: int = 0
    """Which font of a file that holds several."""

    @property
    def slug(self) -> str:
        """Its name as a class."""
        return self.name.lower().replace(" ", "-")

    def cut(self, style: Lettering) -> Cut | None:
        """Return the font that goes with a style, or `None` where it is not installed."""
        stem, kind = self.serif if style.serif else self.sans, "Bold" if style.weight > 400 else "Regular"
        path = find_installed(f"{stem}-{kind}.{'ttc' if self.package == CJK else 'ttf'}")
        if path is None:
            return None
        family = f"Ashi {self.name} {style.name}"
        return Cut(family, Font(path, self.number), False, style.weight, style.style)


SCRIPTS = (
    Script("Arabic", "NotoNaskhArabic", "NotoSansArabic"),
    Script("Hebrew", "NotoSerifHebrew", "NotoSansHebrew", 0.95),
    Script("Devanagari", "NotoSerifDevanagari", "NotoSansDevanagari", 0.96),
    Script("Thai", "NotoSerifThai", "NotoSansThai"),
)
JAPANESE, KOREAN, SIMPLIFIED, TRADITIONAL = (
    Script(name, "NotoSerifCJK", "NotoSansCJK", 0.9, CJK, number)
    for number, name in enumerate(("Japanese", "Korean", "Simplified Chinese", "Traditional Chinese"))
)  # the order of the fonts in Noto's files


def scripts_for(text: str) -> tuple[Script, ...]:
    """Return the scripts in the order in which they are tried for `text`."""
    return (*SCRIPTS, _east_asian(text))


def _east_asian(text: str) -> Script:
    """Return whose forms Chinese characters take: those of the letters beside them, else by where they are in use.

    One code point is drawn differently in China, Taiwan, Japan and Korea. The characters of each standard before
    Unicode say where a name is at home; one that is in all of them is set as in mainland China.
    """
    names = {unicodedata.name(letter, "").split(" ")[0].split("-")[0] for letter in text}
    if "HANGUL" in names:
        return KOREAN
    if names & {"HIRAGANA", "KATAKANA"}:
        return JAPANESE
    han = "".join(letter for letter in text if unicodedata.name(letter, "").startswith("CJK UNIFIED"))
    homes = (("gb2312", SIMPLIFIED), ("big5", TRADITIONAL), ("shift_jis", JAPANESE), ("euc_kr", KOREAN))
    return next((script for codec, script in homes if _is_encoded(han, codec)), SIMPLIFIED)


def _is_encoded(text: str, codec: str) -> bool:
    try:
        text.encode(codec)
    except UnicodeEncodeError:
        return False
    return True


def package_of(letters: Collection[str]) -> str | None:
    """Return Debian's package with fonts for any of these letters, or `None` where none is known here."""
    names = {unicodedata.name(letter, "").split(" ")[0] for letter in letters}
    if names & {"CJK", "HIRAGANA", "KATAKANA", "HANGUL"}:
        return CJK
    return CORE if names & {script.name.upper() for script in SCRIPTS} else None
