"""What is typed, written or handed in, as QTI."""

from fractions import Fraction
from html import escape
from math import lcm

from ashilms.plugins import Plain
from ashilms.quizzes.formats.answers import decimal, share_in
from ashilms.quizzes.formats.found import Found
from ashilms.quizzes.formats.qti.pen import RESPONSE, SCORE, Pen
from ashilms.quizzes.formats.qti.prose import written
from ashilms.quizzes.formats.qti.written import Written, by_worth, tell_all

TYPES = {"photo": "image/*", "video": "video/*", "pdf": "application/pdf"}


def write_short(pen: Pen, found: Found, item: Plain) -> Written:
    """Return a text entry; shares of the mark are whole points, divided at the end."""
    shares = {one["text"]: share_in(one) for one in item["accepted"]}
    whole = lcm(*(share.denominator for share in shares.values()))
    worth = {text: share * whole for text, share in shares.items()}
    right = [text for text, share in shares.items() if share == 1][:1]
    mapping = pen.mapping(worth, {}, cased=False)
    asked = [_stem(found, item), f"<p>{_entry(pen)}</p>"]
    inside = Written(asked, [pen.declaration("single", "string", right, mapping)])
    inside.template = "map_response" if whole == 1 else ""
    inside.rules.append(by_worth(pen, whole))
    tell_all(pen, found, inside, item.get("rationale", ""))
    return inside


def _stem(found: Found, item: Plain) -> str:
    return f"<p>{written(found, item['stem'])}</p>"


def _entry(pen: Pen) -> str:
    return pen("text-entry-interaction", {"response-identifier": RESPONSE, "expected-length": 15})


def write_numeric(pen: Pen, found: Found, item: Plain) -> Written:
    """Return a text entry for a number, with what is near enough; of several answers, what earns most comes first."""
    answers = sorted(item["answers"], key=lambda one: -share_in(one))
    unit = f' <span class="unit">{written(found, item["unit"])}</span>' if item.get("unit") else ""
    right = [answers[0]["value"]]
    inside = Written(
        [_stem(found, item), f"<p>{_entry(pen)}{unit}</p>"], [pen.declaration("single", "float", right)]
    )
    inside.rules.append(
        pen("response-condition", {}, *(_near(pen, at, one) for at, one in enumerate(answers)))
    )
    tell_all(pen, found, inside, item.get("rationale", ""))
    return inside


def _near(pen: Pen, at: int, answer: Plain) -> str:
    both = pen.variable(RESPONSE), pen.value("float", answer["value"])
    tolerance = escape(f"{answer['tolerance']} {answer['tolerance']}")
    asks = pen("equal", {"tolerance-mode": "absolute", "tolerance": tolerance}, *both)
    earned = pen.value("float", _share(share_in(answer)))
    return pen("response-else-if" if at else "response-if", {}, asks, pen.set(SCORE, earned))


def _share(share: Fraction) -> str:
    return decimal(Fraction(round(share, 15)))


def write_essay(pen: Pen, found: Found, item: Plain) -> Written:
    """Return an extended text that a person marks, with the guide and the rubric for them."""
    words = item.get("words") or {}
    mask = f"^\\s*(\\S+(\\s+|$)){{{words.get('least', 0)},{words.get('most', '')}}}$" if words else ""
    given = {"response-identifier": RESPONSE, **({"pattern-mask": mask} if mask else {})}
    asked = [_stem(found, item), pen("extended-text-interaction", given), _rubric(pen, found, item)]
    return Written(asked, [pen.declaration("single", "string", ())])


def write_upload(pen: Pen, found: Found, item: Plain) -> Written:
    """Return a file to be handed in, that a person marks."""
    types = " ".join(TYPES[one] for one in item["accept"])
    asked = pen("upload-interaction", {"response-identifier": RESPONSE, "type": types})
    inside = Written(
        [_stem(found, item), asked, _rubric(pen, found, item)], [pen.declaration("single", "file", ())]
    )
    return inside


def _rubric(pen: Pen, found: Found, item: Plain) -> str:
    guide = f"<p>{written(found, item['guide'])}</p>" if item.get("guide") else ""
    criteria = "".join(_criterion(found, one) for one in item["rubric"])
    rows = f'<ol class="criteria">{criteria}</ol>' if criteria else ""
    use = {"use": "scoring"} if pen.version.prefix else {}
    return pen("rubric-block", {**use, "view": "scorer"}, pen.body(guide + rows)) if guide + rows else ""


def _criterion(found: Found, one: Plain) -> str:
    levels = "".join(f"<li>{written(found, text)}</li>" for text in one["levels"])
    critical = ' class="critical"' if one.get("critical") else ""
    return f'<li id="{escape(one["id"])}"{critical}>{written(found, one["text"])}<ol>{levels}</ol></li>'
