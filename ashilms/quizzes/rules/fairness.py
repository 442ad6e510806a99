"""Whether a pool of questions is fair: its keys do not show by their length, and nothing is asked twice."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from math import ceil
from typing import Any

from ashilms.plugins import Plain

MOST_LONGEST = 35
"""Per cent of the single-choice questions of a pool whose right option may be the longest; chance is 25 of four."""
ALIKE = 60
"""Per cent of all their words that two questions share when they count as nearly the same."""
FEW_WORDS = 8
"""Below so many different words two questions are alike by chance, and only the very same is told."""

_WORD = re.compile(r"\w+")
_OF_OTHERS = re.compile(
    r"\b(?:all|none|both|neither|either|any|one) of the (?:above|below|preceding|foregoing)\b|"
    r"\b(?:all|none|both|neither)(?: the)? (?:above|below|preceding|foregoing)\W*$|"
    r"\b(?:all|none|both|neither|either|any) of (?:the )?(?:other )?(?:answers|options|choices|others)\W*$|"
    r"^\W*(?:all|none|both|neither|any) of (?:these|those)\W*$|"
    r"^\W*(?:both |either |neither |options? |answers? )*[a-h](?:, [a-h])* (?:and|or|nor|&) [a-h]\W*$",
    re.IGNORECASE,
)


def parts_of(item: Plain) -> list[Plain]:
    """Return the questions that a case holds; of another kind, `parts` are something else."""
    return list(item["parts"]) if item["kind"] == "vignette" else []


def asked_options(item: Plain) -> Iterator[tuple[tuple[str | int, ...], dict[str, Any]]]:
    """Yield every option of an item, those of a case's parts too, with its path in the item."""
    for at, option in enumerate(item.get("options", ())):
        yield ("options", at), option
    for at, part in enumerate(parts_of(item)):
        for place, option in enumerate(part["options"]):
            yield ("parts", at, "options", place), option


def speaks_of_others(option: str) -> bool:
    """Return whether an option speaks of the others, as "all of the above" does."""
    return _OF_OTHERS.search(option) is not None


def keys_by_length(items: Iterable[Plain]) -> tuple[list[str], int]:
    """Return the single-choice items whose right option is longer than every other, and how many there are in all."""
    singles = [item for item in items if item["kind"] == "single"]
    return [item["id"] for item in singles if _shows(item["options"])], len(singles)


def _shows(options: Sequence[Plain]) -> bool:
    lengths = {right: [len(o["text"]) for o in options if o["right"] is right] for right in (True, False)}
    return max(lengths[True], default=0) > max(lengths[False], default=0)


def whole_text(item: Plain) -> str:
    """Return everything that an item asks: its stem, options, parts, pairs, steps, and what it accepts on the map."""
    on_map = (
        [*item.get("accept", ()), *item["parts"]] if item["kind"] == "placement" else item.get("accept", ())
    )
    listed = [text for pair in item.get("pairs", ()) for text in (pair["prompt"], pair["match"])]
    steps = [step["text"] for step in item.get("steps", ())]
    texts = [item["stem"], *(part["stem"] for part in parts_of(item)), *on_map, *listed, *steps]
    return " ".join([*texts, *(option["text"] for _, option in asked_options(item))])


def find_alike(texts: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """Yield each text that says nearly what an earlier one says, as (its place, the earlier one's, per cent alike).

    Two sets of words that share so much share one at least of each one's rarest few; only texts that do are compared.
    """
    words = [frozenset(_WORD.findall(text.casefold())) for text in texts]
    often = Counter(word for own in words for word in own)
    known: defaultdict[str, list[int]] = defaultdict(list)
    for here, own in enumerate(words):
        rarest = sorted(own, key=lambda word: (often[word], word))
        few = rarest[: len(own) - ceil(len(own) * ALIKE / 100) + 1]
        for there in sorted({place for word in few for place in known[word]}):
            percent = len(own & words[there]) * 100 // len(own | words[there])
            enough = min(len(own), len(words[there])) >= FEW_WORDS
            if percent >= ALIKE if enough else texts[here] == texts[there]:
                yield here, there, percent
                break
        for word in few:
            known[word].append(here)
