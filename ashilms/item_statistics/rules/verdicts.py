"""What the figures of a question say in a sentence: whether to look at its key, its wording, or nothing."""

from dataclasses import dataclass

from ashilms.item_statistics.rules.intervals import fisher, wilson
from ashilms.quizzes.rules.statistics import ItemStatistics

LEAST = 10
"""People below which nothing is said of a question."""
WEAK = 20.0
"""The discrimination index below which a question is poor: R. L. Ebel, Essentials of Educational Measurement, 1972."""
EASY, HARD = 95.0, 5.0
"""The facilities beyond which a question can tell hardly anybody apart: Moodle's "extremely easy" and "… difficult"."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One sentence about a question, and how much it matters: `stop` first, then `care`, `open`, `met`."""

    state: str
    word: str
    sentence: str

    @property
    def turn(self) -> int:
        """Its place among others: what matters most comes first."""
        return ("stop", "care", "open", "met").index(self.state)


def judge(said: ItemStatistics, *, void: bool = False) -> Verdict:
    """Return what to make of a question. Nothing is held against one that chance alone may explain.

    One that is `void`, by a correction, counts for nobody, and there is nothing to look for.
    """
    if void:
        return NOBODYS
    if said.n < LEAST:
        return Verdict(
            "open", "Too few to say", f"{_people(said.n)} asked it; {LEAST} are needed to say anything."
        )
    if said.facility is None:
        return Verdict("open", "Counts for nobody", "It earns no marks, so there is nothing to reckon.")
    if said.discrimination_index is None:
        return Verdict("open", "Tells nobody apart", said.reasons["discrimination_index"])
    return _judge_index(said, said.facility, said.discrimination_index)


NOBODYS = Verdict(
    "open", "Counts for nobody", "It was corrected: nobody earns or misses a mark by it, and it is not drawn again."
)  # fmt: skip


def _judge_index(said: ItemStatistics, facility: float, index: float) -> Verdict:
    between = fisher(index, said.n)
    if between and between.high < 0:
        return Verdict(
            "stop", "Key may be wrong",
            "Whoever did better at the rest of the paper did worse here, more clearly than chance explains. "
            "Look at its key first, then at its wording.",
        )  # fmt: skip
    if wilson(facility, said.n).high < HARD:
        return Verdict(
            "stop", "Key may be wrong", "Almost nobody got it right. Look at its key, then at its wording."
        )
    if facility > EASY:
        return Verdict(
            "met", "Almost everybody knows it",
            "It tells hardly anybody apart, as a question that must be passed may.",
        )  # fmt: skip
    return _judge_spread(index, between.high if between else 100.0)


def _judge_spread(index: float, high: float) -> Verdict:
    if high < WEAK:
        return Verdict(
            "care", "Does not discriminate",
            "Whoever did well at the rest of the paper did hardly better here. It may be unclear, or be guessed.",
        )  # fmt: skip
    if index < 0:
        return Verdict(
            "care", "Look again later",
            "Whoever did better at the rest did rather worse here, but chance may explain that so far.",
        )  # fmt: skip
    if index < WEAK:
        return Verdict("open", "Too few to say", "It may discriminate little; more answers will tell.")
    return Verdict("met", "Does its work", "Whoever did well at the rest of the paper did well here.")


def _people(count: int) -> str:
    return "One person was" if count == 1 else f"{count} people were"
