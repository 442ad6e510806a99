"""Whether the name somebody asks with is the name on the certificate."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

LONGEST = 200
"""A longer question is no name; the limit keeps the comparison cheap."""
_APART = re.compile(r"[\s\-\u2010-\u2014\u00b7\u30fb,;/]+")
_SILENT = re.compile(r"['\u2018\u2019\u02bc\u02bb\u02b9`\u00b4.]")
_WITHOUT_MARK = str.maketrans(
    {
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "ø": "o",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "ħ": "h",
        "ŧ": "t",
        "ı": "i",
        "ŋ": "n",
    }
)
_SPELT_OUT = re.compile("ae|oe|ue|aa")


def surnames_match(printed: str, asked: str) -> bool:
    """Return whether `asked` names the holder whose name is `printed`.

    Every word asked must be a whole word of the printed name, in any order; case, diacritics, apostrophes
    and hyphens do not matter, nor whether a double name is written as one word (DuarteReis) or a letter is
    spelt out (Mueller for Müller). Any word counts, not the last alone: which part is the surname differs
    by language (Nagy Ildikó, Duarte Reis, Björk), and some people have one name only. A lone initial is not
    enough unless the holder's name has nothing longer. The name opens nothing by itself: the number does.
    """
    if len(printed) > LONGEST or len(asked) > LONGEST:
        return False
    have, want = _words(printed), _words(asked)
    if not have or not want or max(map(len, want)) < min(2, max(map(len, have))):
        return False
    return not Counter(want) - Counter(have) or "".join(want) in _runs(have)


def names_like(printed: str, asked: str) -> bool:
    """Return whether whoever may see all names means the holder `printed` by `asked`.

    As `surnames_match`, and beginnings of words are enough, which are compared in the same way.
    """
    if surnames_match(printed, asked):
        return True
    have, want = _words(printed[:LONGEST]), _words(asked[:LONGEST])
    return bool(want) and all(any(word.startswith(part) for word in have) for part in want)


def _words(name: str) -> list[str]:
    """Return the words of `name` in a form in which spellings of one name are equal."""
    lowered = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold())
    bare = "".join(c for c in lowered if not unicodedata.combining(c)).translate(_WITHOUT_MARK)
    folded = (_SPELT_OUT.sub(lambda pair: pair[0][0], word) for word in _APART.split(_SILENT.sub("", bare)))
    return [word for word in folded if word]


def _runs(words: Sequence[str]) -> set[str]:
    """Return every run of neighbouring words, written as one word."""
    return {"".join(words[i:j]) for i in range(len(words)) for j in range(i + 1, len(words) + 1)}
