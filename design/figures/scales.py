"""Figures that are scales and steps: blood pressure, the score, an hour, labels and wording."""

from papers import box
from parts import dye, figure, ink, pin, smooth, text, zone


def figures() -> dict[str, str]:
    """Return every figure of this module by its name."""
    drawn = (blood_pressure_bands, pressure_scale, session_arc, claim_labels, wording_ladder)
    return {one.__name__.replace("_", "-"): one() for one in drawn}


def oblong(x: float, y: float, wide: float, high: float) -> str:
    """Return a rectangle as path data."""
    return f"M{x:g} {y:g}h{wide:g}v{high:g}h{-wide:g}Z"


def blood_pressure_bands() -> str:
    """Draw the bands of both figures at once: the higher step decides."""
    left, top, wide, high = 66, 18, 380, 376

    def at(lower: float, upper: float) -> tuple[float, float]:
        return left + (lower - 60) * wide / 70, top + (200 - upper) * high / 100

    bands = (
        ("never", 130, 200, "Refer", "with symptoms: emergency"),
        ("caution", 110, 180, "Defer", "not today"),
        ("safe", 100, 160, "Modify", "score 5 at most"),
        ("", 90, 140, "No rule fires", "no tablets for it"),
    )
    body = ""
    for word, lower, upper, first, second in bands:
        x, y = at(lower, upper)
        d = oblong(left, y, x - left, top + high - y)
        body += (
            zone(word, d)
            if word
            else f'<path d="{d}" fill="var(--al-sheet,#fff)" stroke="currentColor" stroke-width="2"/>'
        )
        body += text(left + 18, y + 33, first, bold=True) + text(left + 18, y + 57, second, size=17)
    for upper in (140, 160, 180):
        body += text(left - 9, at(0, upper)[1] + 6, str(upper), size=17, anchor="end")
    for lower in (90, 100, 110):
        body += text(at(lower, 0)[0], top + high + 23, str(lower), size=17, anchor="middle")
    body += text(left - 9, top + 16, "upper", size=17, anchor="end") + text(
        left + wide, top + high + 23, "lower", size=17, anchor="end"
    )
    x, y = at(112, 178)
    body += f'<circle cx="{x:g}" cy="{y:g}" r="6" fill="currentColor"/>' + text(
        x + 11, y + 25, "178/112", size=17
    )
    return figure(
        "blood-pressure-bands",
        "What a blood pressure decides",
        "A chart with the upper figure going up and the lower figure going right. Four areas lie "
        "inside one another like "
        "corners. Below 140 and below 90, without tablets for it, no rule fires. From 140 or from 90:"
        " modify, score 5 at most. From 160 or "
        "from 100: defer, not today. From 180 or from 110: rest, repeat, and if it is still high "
        "refer; with symptoms it is an emergency. Either figure "
        "alone decides: the point 178 over 112 lies in refer, because of its lower figure.",
        (0, 0, 460, 426),
        body,
    )


def pressure_scale() -> str:
    """Draw the client's score from 1 to 10."""
    step, y, high = 43.4, 66, 62
    body = ""
    for score in range(10, 0, -1):
        x = 13 + (score - 1) * step
        word = "never" if score > 7 else "caution" if score == 7 else "safe" if score > 3 else ""
        d = oblong(x + 2, y, step - 4, high)
        body += (
            zone(word, d)
            if word
            else f'<path class="al-bm__lines" d="{d}" fill="none" stroke="#56626d" stroke-width="2"/>'
        )
        body += text(x + step / 2, y + 39, str(score), size=21, anchor="middle", bold=score > 3)
    for first, last, words in ((1, 3, "barely there"), (4, 6, "aim here"), (8, 10, "stop")):
        x1, x2 = 17 + (first - 1) * step, 9 + last * step
        body += ink(f"M{x1:g} {y + 76:g}v7H{x2:g}v-7", 1.8) + text(
            (x1 + x2) / 2, y + 107, words, anchor="middle", bold=first > 1
        )
    x = 13 + 6.5 * step
    body += ink(f"M{x:g} {y - 8:g}v-14", 1.8) + text(x, y - 29, "lighten now", anchor="middle", bold=True)
    return figure(
        "pressure-scale",
        "The client's score",
        "Ten boxes, numbered 1 to 10. 1 to 3: barely there. 4 to 6 are marked safe: aim here; 6 is "
        "the ceiling at level 1. 7 is marked caution: "
        "lighten now, and ask again. 8 to 10 are marked never: stop, unweight, both feet to the "
        "table. The number is the client's.",
        (0, 8, 460, 176),
        body,
    )


def session_arc() -> str:
    """Draw how firm an hour is from end to end, as the example of the lesson has it."""
    base, k = 210, 7.0

    def x(minute: float) -> float:
        return 20 + minute * k

    hills = (
        (17, 24.2, 34, 116, 62),
        (24.2, 31.2, 62, 126, 70),
        (31.2, 38, 70, 134, 40),
        (38, 41.4, 40, 58, 26),
        (41.4, 46.2, 26, 40, 16),
    )
    line = [(12, 0), (14.5, 12), (17, 34)]
    for first, last, low, high, end in hills:
        line += [
            (first + (last - first) * t, low + (high - low) * share)
            for t, share in ((0.2, 0.55), (0.45, 0.95), (0.7, 1), (0.88, 0.8))
        ]
        line.append((last, end))
    places = [(x(minute), base - firm) for minute, firm in [*line, (49, 0)]]
    curve = smooth(places, closed=False, tension=0.75)
    body = f'<path d="{curve}Z" fill="var(--al-dye-wash,#e3ebf4)"/>'
    body += dye(f"M{x(0):g} {base}H{x(12):g}" + curve + f"M{x(49):g} {base}H{x(60):g}", 4)
    body += ink(f"M{x(0):g} {base}H{x(60):g}", 1.5)
    for minute in (0, 12, 17, 41, 49, 60):
        body += ink(f"M{x(minute):g} {base}v10", 1.8) + text(
            x(minute), base + 30, str(minute), size=16, anchor="middle"
        )
    for index, minute in enumerate((6, 14.5, 29, 45, 54.5), 1):
        over = (6, 40, 136, 42, 6)[index - 1]
        body += pin(x(minute), 46, str(index)) + ink(f"M{x(minute):g} 66V{base - over}", 1.3, dash="2 5")
    body += text(x(60), base + 54, "minutes", size=16, anchor="end")
    return figure(
        "session-arc",
        "The arc of a session",
        "A line over sixty minutes shows how firm the work is. 1, up to minute 12: arriving, nothing."
        " 2, to minute 17: it rises slowly from nothing, with hands. 3, to minute "
        "41: the middle, in several hills; each region begins lighter than the one before ended. 4, "
        "to minute 49: coming down, as light as it "
        "began. 5, to minute 60: rest, rise and talk, nothing. Less than half the hour is foot work.",
        (0, 20, 460, 256),
        body,
    )


def claim_labels() -> str:
    """Draw the four labels and what each allows one to say."""
    rows = (
        ("safe", "Supported (modest)", "say it, small and short", 2),
        ("caution", "Weak or limited", "some people find; no promise", 1),
        ("", "Unsupported", "leave it out", 0),
        ("never", "False or unsafe", "never, in any wording", -1),
    )
    body = ""
    for index, (word, first, second, marks) in enumerate(rows):
        y = 14 + index * 92
        d = oblong(14, y, 432, 78)
        body += zone(word, d) if word else box(14, y, 432, 78, dashed=True)
        body += text(34, y + 33, first, bold=True) + text(34, y + 58, second, size=17)
        for mark in range(3):
            cx = 352 + mark * 32
            if marks < 0:
                body += ink(f"M375 {y + 30:g}l18 18m0 -18l-18 18", 4) if mark == 0 else ""
            else:
                fill = "currentColor" if mark < marks else "none"
                look = f'fill="{fill}" stroke="currentColor" stroke-width="2"'
                body += f'<circle cx="{cx}" cy="{y + 39:g}" r="9" {look}/>'
    return figure(
        "claim-labels",
        "Four labels for a claim",
        "Four rows. Supported, modest: two dots of three for the evidence; say it, small and short. "
        "Weak or limited: one dot of three; some people find, and no promise. "
        "Unsupported: three empty dots; leave it out. False or unsafe: a cross; never, in any wording.",
        (0, 0, 460, 384),
        body,
    )


def wording_ladder() -> str:
    """Draw the rungs from a promise down to a description."""
    rows = (
        ("never", "Result", "“relieves back pain”"),
        ("never", "Hedged result", "“may relieve back pain”"),
        ("safe", "Experience", "“many find it relaxing”"),
        ("safe", "Description", "“one foot, hands on bars”"),
    )
    body = ink("M34 8V384M78 8V384", 6)
    for index, (word, first, second) in enumerate(rows):
        y = 18 + index * 94
        body += ink(f"M34 {y + 39}H78", 6) + zone(word, oblong(124, y, 322, 78))
        body += (
            text(142, y + 33, first, bold=True)
            + text(142, y + 58, second, size=17)
            + pin(56, y + 39, str(index + 1))
        )
    body += dye("M102 20V372M93 358l9 14l9 -14", 4)
    return figure(
        "wording-ladder",
        "Four rungs of wording",
        "A ladder with four rungs and an arrow down beside it. 1, result: relieves back pain; never. "
        "2, hedged result: may relieve back pain; never, "
        "for the hedge replaces no evidence. 3, experience: many find it relaxing. 4, description: "
        "one foot, hands on bars. The last two are lower-risk wording.",
        (0, 0, 460, 392),
        body,
    )
