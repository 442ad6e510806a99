"""Figures of orientation: the ladder of levels, four kinds of paper, four styles of support."""

from parts import (
    Person,
    bars_side,
    client_side,
    dye,
    figure,
    floor,
    ink,
    pin,
    table_side,
    text,
)
from pen import cut, skin, slab


def figures() -> dict[str, str]:
    """Return every figure of this module by its name."""
    return {
        one.__name__.replace("_", "-"): one()
        for one in (credential_ladder, certificate_and_licence, four_styles)
    }


def box(x: float, y: float, wide: float, high: float, *, dashed: bool = False, plain: bool = False) -> str:
    """Return a card; a dashed one is closed, a plain one is not filled."""
    style = (
        'fill="none" stroke="#56626d" class="al-bm__lines" stroke-width="2"'
        if plain
        else 'fill="none" stroke="currentColor" stroke-width="1.6" stroke-dasharray="7 6"'
        if dashed
        else 'class="al-bm__skin" fill="#ebe8e3" stroke="#56626d" stroke-width="2"'
    )
    return f'<rect {style} x="{x:g}" y="{y:g}" width="{wide:g}" height="{high:g}" rx="5"/>'


def lock(x: float, y: float) -> str:
    """Return a closed lock about x, y."""
    return f'<rect x="{x - 11:g}" y="{y - 4:g}" width="22" height="17" rx="3" fill="currentColor"/>' + ink(
        f"M{x - 7:g} {y - 4:g}v-5a7 7 0 0 1 14 0v5", 3
    )


def credential_ladder() -> str:
    """Draw the levels as rungs."""
    rungs = (
        ("3", "Supervise, assess", "drafted, closed", 30),
        ("2", "Two feet, front, side", "drafted, closed", 128),
        ("1", "Certificate of Achievement", "one foot, back of the body; 24 months", 226),
        ("", "Foundation, if issued", "peers only, supervised", 324),
        ("0", "Record of online theory", "no practice claimed; no end", 412),
    )
    body = ink("M44 14V486M92 14V486", 6)
    for number, first, second, y in rungs:
        closed = number in ("2", "3")
        high = 70 if not number else 80
        mid = y + high / 2
        body += ink(f"M44 {mid}H92", 6 if number in ("0", "1") else 3, dash="7 7" if closed else "")
        body += box(118, y, 396, high, dashed=closed, plain=not number)
        body += text(136, mid - 5, first, bold=number in ("0", "1")) + text(136, mid + 21, second, size=17)
        if number:
            body += pin(68, mid, number)
        if closed:
            body += lock(484, mid)
    return figure(
        "credential-ladder",
        "The ladder of this programme",
        (
            "A ladder, read from the bottom. Level 0 is a record of online theory; it claims no practice and "
            "does not run out. Above it stands a Foundation certificate, if the provider issues one: "
            "supervised work on peers only. Level 1 is a Certificate of Achievement for one foot on the back "
            "of the body, and stands for 24 months. Level 2, two feet, front and side, and level 3, to "
            "supervise and assess, are drawn dashed with a lock: drafted and closed."
        ),
        (24, 6, 496, 492),
        body,
    )


def certificate_and_licence() -> str:
    """Draw four papers: from whom, what each says, and until when."""
    papers = (
        ("Licence", "a public authority", "you may practise here", "must be renewed", _hall),
        ("Certificate", "school or programme", "you learnt and showed it", "as it states", _book),
        ("Certification", "an independent body", "you meet its standard", "must be renewed", _scales),
        ("CE", "an approved provider", "hours of class", "counts for one period", _clock),
    )
    body = ""
    for n, (name, giver, says, until, emblem) in enumerate(papers):
        x, y = 4 + (n % 2) * 260, 4 + (n // 2) * 206
        body += skin(
            f"M{x} {y + 4}q0 -4 4 -4H{x + 224}l28 28V{y + 190}q0 4 -4 4H{x + 4}q-4 0 -4 -4Z", width=1
        )
        body += (
            ink(f"M{x + 224} {y}v28h28", 1.6)
            + text(x + 18, y + 40, name, size=22, bold=True)
            + emblem(x + 208, y + 54)  # clear of the folded corner
        )
        for line, (mark, words) in enumerate(((_from, giver), (_says, says), (_until, until))):
            at = y + 92 + line * 38
            body += mark(x + 26, at - 6) + text(x + 46, at, words, size=17.5)
    return figure(
        "certificate-and-licence",
        "Four kinds of paper",
        (
            "Four sheets, each with who gives it, what it says and how long. Licence: from a public "
            "authority; you may practise here; must be renewed. Certificate: from the school or programme; "
            "you learnt and showed this; as it states. Certification: from an independent body; you meet its "
            "standard; must be renewed. CE, continuing education: from an approved provider; hours of class; "
            "counts for one period."
        ),
        (0, 0, 520, 408),
        body,
    )


def _from(x: float, y: float) -> str:
    return (
        f'<circle cx="{x:g}" cy="{y - 5:g}" r="4.5" fill="currentColor"/>'
        + f'<path d="M{x - 8:g} {y + 9:g}q0 -10 8 -10t8 10Z" fill="currentColor"/>'
    )


def _says(x: float, y: float) -> str:
    return ink(f"M{x - 7:g} {y:g}l5 6l10 -12", 3)


def _until(x: float, y: float) -> str:
    return ink(
        f"M{x - 6:g} {y - 9:g}h12m-12 18h12M{x - 5:g} {y - 9:g}q0 6 5 9q5 3 5 9m0 -18q0 6 -5 9q-5 3 -5 9",
        2,
    )


def _hall(x: float, y: float) -> str:
    return ink(
        f"M{x - 20} {y + 16}h40M{x - 18} {y - 8}l18 -12l18 12ZM{x - 13} {y - 4}v16m13 -16v16m13 -16v16",
        2.6,
    )


def _book(x: float, y: float) -> str:
    return ink(f"M{x} {y - 12}q-10 -7 -22 -4v26q12 -3 22 4q10 -7 22 -4v-26q-12 -3 -22 4v26", 2.6)


def _scales(x: float, y: float) -> str:
    return ink(
        f"M{x} {y - 20}v36m-10 0h20M{x - 18} {y - 12}h36l-6 14h12ZM{x - 18} {y - 12}l-6 14h12Z",
        2.4,
    )


def _clock(x: float, y: float) -> str:
    return ink(f"M{x - 18} {y}a18 18 0 1 0 36 0a18 18 0 1 0 -36 0ZM{x} {y - 10}V{y}l8 5", 2.6)


def four_styles() -> str:
    """Draw one therapist held by bars, by a strap, by a rope and by the floor alone."""
    k, body = 0.9, ""
    for n, word in enumerate(("Bars", "Strap", "Rope", "Mat")):
        left, top = 4 + (n % 2) * 260, 4 + (n // 2) * 272
        ground = top + 226
        low = n > 1
        pad = ground - (7 if low else 46) * k
        back = client_side(left + 44, pad, k, arm=n != 3)
        bed = slab(left + 34, pad, 186, 7 * k, 3) if low else table_side(back.x + 24 * k, pad, k, height=46)
        x, y = back.at(52)
        foot, hip = (x, y), (x + 38, pad - 86 * k)
        near = (hip[0] + 5, pad)
        support, over = "", ""
        if n == 0:
            bar = pad - 192 * k
            hands, more = [(hip[0] - 8, bar), (hip[0] - 18, bar - 5 * k)], {}
            support = bars_side(left + 20, left + 240, bar, k, both=True)
        elif n == 1:
            hip = (x + 46, pad - 84 * k)
            near = (hip[0] - 2, pad)
            hands, more = (
                [(hip[0] - 30, hip[1] - 12), (hip[0] - 27, hip[1] - 15)],
                {"lean": -16, "grip": "none"},
            )
            support = _line(
                f"M{hands[0][0] - 2:g} {hands[0][1] - 1:g}L{back.x + 38 * k:g} {pad - 5 * k:g}", 5
            )
        elif n == 2:
            hands, more = [(hip[0] - 14, pad - 184 * k), (hip[0] - 14, pad - 193 * k)], {}
            over = _line(f"M{hip[0] - 14:g} {top + 4}V{pad - 120 * k:g}", 4)
        else:
            hands, more = [(hip[0] - 8, hip[1] + 6), (hip[0] - 12, hip[1] + 4)], {"grip": "none"}
        who = Person(k, hip, near, foot, *hands, left=True, working="far", width=1.7, **more)
        cloth = (
            back.cloth(27, 161, over=-1) if n == 3 else back.drape if n < 2 else back.cloth(80, 118, over=-1)
        )
        front = (support if n == 0 else over) + who.near
        body += (
            f'<g clip-path="url(#four-styles-{n})">'
            + floor(left, left + 252, ground)
            + bed
            + (support if n == 1 else "")
            + who.far
            + back.svg
            + cloth
            + front
            + "</g>"
            + text(left + 126, top + 256, word, anchor="middle")
        )
    clips = "".join(
        cut(f"four-styles-{n}", 4 + (n % 2) * 260, 4 + (n // 2) * 272, 252, 232) for n in range(4)
    )
    return figure(
        "four-styles",
        "Four ways to be held up",
        (
            "Four therapists, each with one foot on a prone client. Bars: both hands hold two bars overhead; "
            "the client lies draped on a table. Strap: the hands hold a fabric strap anchored to the table, "
            "and the therapist leans back into it. Rope: both hands hold a single rope that hangs from above;"
            " the client lies on a floor mat. Mat: nothing to hold; the client lies clothed on a floor mat, "
            "and the floor carries the therapist."
        ),
        (0, 0, 520, 544),
        f"<defs>{clips}</defs>{body}",
    )


def _line(d: str, width: float) -> str:
    return dye(d, width)
