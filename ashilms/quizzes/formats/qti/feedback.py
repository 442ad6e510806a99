"""What an item says after an answer: to one answer, to the right one, to others, to everybody."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from ashilms.quizzes.formats.answers import no_place, note
from ashilms.quizzes.formats.found import Found
from ashilms.quizzes.formats.qti.prose import text_of
from ashilms.quizzes.formats.qti.scoring import Scoring, Told
from ashilms.quizzes.formats.xml_tree import Node

_TAGS = ("modal-feedback", "feedback-inline", "feedback-block")


@dataclass(slots=True)
class Feedback:
    """The feedback of an item, each text as long as nobody has taken it."""

    texts: dict[Told, str] = field(default_factory=dict)
    hidden: bool = False

    def take(self, wanted: Iterable[Told]) -> list[str]:
        """Return these texts, in the item's order."""
        there = {*wanted}
        kept = [(told, text) for told, text in self.texts.items() if told in there]
        for told, _ in kept:
            del self.texts[told]
        return [text for _, text in kept if text]

    def to(self, scoring: Scoring, answer: str) -> str:
        """Return what is said to who gave an answer."""
        return "\n".join(self.take((outcome, answer) for outcome in scoring.by_answer))

    def order(self, scoring: Scoring, answers: list[str]) -> list[str]:
        """Return those of the answers to which something is said, in the order in which it stands."""
        there = {*answers}
        return [
            *dict.fromkeys(
                id_ for outcome, id_ in self.texts if outcome in scoring.by_answer and id_ in there
            )
        ]

    def rationale(self, found: Found, scoring: Scoring, *others: Told | None) -> str:
        """Return what is said to everybody and to who is right; what `others` bring is noted as lost."""
        kept = dict.fromkeys([*self.take(scoring.right), *self.take(scoring.always)])
        if [text for text in self.take({*scoring.wrong, *filter(None, others)}) if text not in kept]:
            note(found, ["Feedback to answers that don't earn the whole mark is not kept."])
        return "\n".join(kept)

    def elsewhere(self, found: Found, scoring: Scoring) -> None:
        """Note as lost what is said of the question as a whole, where only options say why."""
        no_place(found, "".join(self.take({*scoring.right, *scoring.wrong, *scoring.always})))

    def rest(self, found: Found) -> None:
        """Note as lost what nobody took."""
        if self.hidden or any(self.texts.values()):
            note(found, ["Feedback that follows rules of its own is not kept."])


def read_feedback(found: Found, item: Node) -> Feedback:
    """Return the item's feedback."""
    feedback = Feedback()
    for node in item.walk():
        if node.tag in _TAGS:
            told = node.attributes.get("outcome-identifier", ""), node.attributes.get("identifier", "")
            if node.attributes.get("show-hide", "show") == "show":
                before = feedback.texts.get(told)
                feedback.texts[told] = "\n".join(filter(None, [before, text_of(found, node)]))
            else:
                feedback.hidden = True
    return feedback
