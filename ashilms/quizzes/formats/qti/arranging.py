"""Interactions that bring things together or in order: match, associate, order."""

from fractions import Fraction

from ashilms.quizzes.formats.answers import bounded, note
from ashilms.quizzes.formats.qti.asked import ALL_OR_NOTHING, Asked, new_ids
from ashilms.quizzes.formats.qti.choices import Read
from ashilms.quizzes.formats.qti.scoring import MAP, PLACES

EITHER = "Any could be put with any there; here what stands first asks for the other."
UNEQUAL = "Pairs earn different shares there; here each earns the same."
COSTS = "What a wrong pair costs is not kept: here it earns nothing."


def read_match(asked: Asked) -> Read:
    """Return the kind and the fields of two sets to be matched."""
    sets = [*asked.node.all("simple-match-set")]
    if len(sets) != 2:
        asked.found.against.append(f"It has {len(sets)} sets to match; there must be two.")
        return "matching", {}
    prompts, matches = (dict(asked.choices("simple-associable-choice", one)) for one in sets)
    return _matching(asked, prompts, matches, {left: (left, right) for left, right in _right_pairs(asked)})


def read_associate(asked: Asked) -> Read:
    """Return the kind and the fields of things to be paired: each in one pair, as matching."""
    note(asked.found, [EITHER])
    texts = dict(asked.choices("simple-associable-choice"))
    pairs = _right_pairs(asked)
    prompts = {left: texts[left] for left, _ in pairs if left in texts}
    matches = {id_: text for id_, text in texts.items() if id_ not in prompts}
    return _matching(asked, prompts, matches, {left: (left, right) for left, right in pairs})


def _matching(
    asked: Asked, prompts: dict[str, str], matches: dict[str, str], right: dict[str, tuple[str, str]]
) -> Read:
    pairs = _right_pairs(asked)
    if len(pairs) != len(right) or {*right} != {*prompts} or not {m for _, m in pairs} <= {*matches}:
        asked.found.against.append(
            "Each prompt must have one right match, and each right match must be offered."
        )
        return "matching", {}
    ids = new_ids([*prompts])
    named = [
        {"id": id_, "prompt": text, "match": matches[right[left][1]]}
        for id_, (left, text) in zip(ids, bounded(asked.found, [*prompts.items()]), strict=False)
    ]
    more = [text for id_, text in matches.items() if id_ not in {m for _, m in pairs}]
    why = asked.feedback.rationale(asked.found, asked.scoring)
    return "matching", {"pairs": named, **({"distractors": more} if more else {}), "rationale": why}


def _right_pairs(asked: Asked) -> list[tuple[str, str]]:
    """Return the pairs that are right, as identifiers; how they are marked is noted where it is lost."""
    worth = asked.declared.worth
    right = (
        [pair for pair, points in worth.items() if points > 0] if asked.way == MAP else asked.declared.correct
    )
    if asked.way == MAP:
        note(asked.found, [UNEQUAL] if len({worth[pair] for pair in right}) > 1 else [])
        note(asked.found, [COSTS] if min((*worth.values(), asked.declared.default, Fraction(0))) < 0 else [])
    elif right:
        note(asked.found, [ALL_OR_NOTHING])
    both = [pair.split() for pair in right]
    if not right or any(len(pair) != 2 for pair in both):
        asked.found.against.append("It does not say which pairs are right.")
    return [(pair[0], pair[1]) for pair in both if len(pair) == 2]


def read_order(asked: Asked) -> Read:
    """Return the kind and the fields of things to be put in order."""
    texts = dict(asked.choices("simple-choice"))
    right = asked.declared.correct
    if PLACES not in asked.scoring.ways or asked.scoring.places != len(right):
        note(asked.found, [ALL_OR_NOTHING])
    if sorted(right) != sorted(texts):
        asked.found.against.append(
            "Its right order must hold everything that is to be put in order, each once."
        )
        return "ordering", {}
    ids = bounded(asked.found, new_ids(right))
    steps = [{"id": id_, "text": texts[one]} for id_, one in zip(ids, right, strict=False)]
    return "ordering", {"steps": steps, "rationale": asked.feedback.rationale(asked.found, asked.scoring)}
