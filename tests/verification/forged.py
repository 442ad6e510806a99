"""The catalogue: what may become of a certificate on its way to an employer, each with what is answered about it.

`tests/verification/test_forged.py` asks the page and the command about each; `docs/verification.md` is its table.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pikepdf

from ashilms.certificates.rules import Status, canonical, new_number
from ashilms.verification import services
from tests.certificates import forgeries
from tests.certified import Certified
from tests.conftest import NOW
from tests.verification import forging as make
from tests.verification import forging_credentials as badges
from tests.verification.forging import Asked, File, Link, Scene, Typed

YES, NO, OPEN = "yes", "no", "could not check"
GOOD = (YES, YES, YES, YES)
NOTHING = (NO, OPEN, OPEN, OPEN)
FOREIGN = (NO, OPEN, OPEN, NO)
UNCHECKED = (OPEN, OPEN, OPEN, OPEN)
OVER = (YES, NO, YES, YES)
STOPPED = (YES, YES, NO, YES)
BEFORE = (YES, OPEN, YES, YES)
NOBODY = new_number("BBM1", bytes(10))


@dataclass(frozen=True)
class Case:
    """One way, what is asked about then, the four answers in their order, and words of the sentence."""

    what: str
    ask: Callable[[Scene], Asked]
    answers: tuple[str, str, str, str]
    says: str
    changes: tuple[str, ...] = ()
    """What is said to be changed, one after the other."""
    apart: bool = False
    """Whether only a process with limits bears it."""

    def __str__(self) -> str:
        return self.what.replace(" ", "-")


def of(change: Callable[[Scene], bytes]) -> Callable[[Scene], Asked]:
    """Return how to bring the file that a change makes."""
    return lambda scene: File(change(scene))


CHANGED, CONTAINER, ADDED = (
    "was changed after it was signed",
    "container was changed after signing",
    "Something was added to the file",
)
UNSIGNED, STRANGER = "carries no signature", "not with a key of this issuer"
NOT_ISSUED = "not the file that was issued under its number"

FILES = (
    Case("the very file", of(lambda s: s.pdf), GOOD, "is real, in date, and stands for"),
    Case("the very file, after its key was retired", of(make.retired), GOOD, "is real, in date, and stands for"),
    Case("one bit of the page changed", of(lambda s: make.flip(s.pdf, len(s.pdf) // 3)), NOTHING, CHANGED),
    Case("one bit near the end changed", of(lambda s: make.flip(s.pdf, len(s.pdf) - 40)), NOTHING, "was"),
    Case("something in the padding of the signature", of(lambda s: make.padded(s.pdf)), NOTHING, CONTAINER),
    Case("the signature in small letters", of(lambda s: make.in_small_letters(s.pdf)), NOTHING, CONTAINER),
    Case(
        "the signature’s other valid form", of(lambda s: forgeries.other_half(s.pdf)), NOTHING, CONTAINER
    ),
    Case(
        "an attribute beside the signature", of(lambda s: forgeries.with_unsigned_attribute(s.pdf)), NOTHING,
        CONTAINER,
    ),
    Case("an empty line after the end", of(lambda s: s.pdf + b"\n"), NOTHING, ADDED),
    Case(
        "another title by an incremental update", of(lambda s: forgeries.updated(s.pdf, forgeries.retitle)), NOTHING,
        ADDED, ("The title in its properties is not the certificate’s.",),
    ),
    Case(
        "a drawing over the page by an incremental update",
        of(lambda s: forgeries.updated(s.pdf, forgeries.overlay)), NOTHING, ADDED,
        ("Its page was drawn anew or drawn over.",),
    ),
    Case(
        "words over the page, saved by an editor", of(lambda s: forgeries.saved_anew(s.pdf, make.write_over)), NOTHING,
        "", ("Something is written on it that was not on the certificate.",),
    ),
    Case(
        "a page appended", of(lambda s: forgeries.saved_anew(s.pdf, make.add_page)), NOTHING, "",
        ("It has 2 pages; the certificate has 1.",),
    ),
    Case(
        "a second signature after ours", of(lambda s: forgeries.signed_again(s.pdf, s.stranger)), NOTHING,
        "more than one signature",
    ),
    Case(
        "opened and saved by an editor, nothing else", of(lambda s: forgeries.saved_anew(s.pdf, lambda _: None)),
        NOTHING, "",
    ),
    Case(
        "the name edited", of(lambda s: make.edited(s, holder="Caz Stone")), NOTHING, "",
        ("The name printed on it is not as issued.",),
    ),
    Case(
        "the name edited by one letter that looks alike",
        of(lambda s: make.edited(s, holder=s.said.holder.replace("a", "\u0430", 1))), NOTHING, "",
        ("The name printed on it is not as issued.",),
    ),
    Case(
        "the award edited", of(lambda s: make.edited(s, award="Barefoot Bar Massage, Level 3")), NOTHING, "",
        ("The award printed on it is not as issued.",),
    ),
    Case(
        "the scope edited", of(lambda s: make.edited(s, scope="two-foot work on everybody.")), NOTHING, "",
        ("The scope printed on it is not as issued.",),
    ),
    Case(
        "the last day edited", of(lambda s: make.edited(s, valid_until=s.said.issued_on.replace(year=2099))),
        NOTHING, "",
        ("The last day printed on it is not as issued.",),
    ),
    Case(
        "the name edited, drawn anew, not signed",
        of(lambda s: make.drawn(replace(s.said, holder="Caz Stone"))), NOTHING, UNSIGNED,
        (
            "The title in its properties is not the certificate’s.", "The name printed on it is not as issued.",
            "The data attached to it was changed: name.",
        ),
    ),
    Case(
        "another holder’s data attached",
        of(lambda s: forgeries.saved_anew(s.pdf, make.attaching(canonical(make.of_another(s))))), NOTHING, "",
        ("The data attached to it belongs to another certificate.",),
    ),
    Case(
        "a later last day in the data attached",
        of(lambda s: forgeries.saved_anew(s.pdf, make.attaching(make.redated(s)))),
        NOTHING, "", ("The data attached to it was changed: last day.",),
    ),
    Case(
        "something else attached", of(lambda s: forgeries.saved_anew(s.pdf, make.attaching(b"<x/>"))), NOTHING, "",
        ("The data attached to it was replaced by something else.",),
    ),
    Case(
        "the data attached taken out", of(lambda s: forgeries.saved_anew(s.pdf, make.detach)), NOTHING, "",
        ("The data attached to it was taken out.",),
    ),
    Case(
        "the signature taken off", of(lambda s: forgeries.saved_anew(s.pdf, forgeries.strip)), NOTHING, UNSIGNED
    ),
    Case(
        "printed to a PDF", of(make.printed), NOTHING, UNSIGNED, ("The data attached to it was taken out.",)
    ),
    Case("printed to a picture", of(make.as_picture), NOTHING, "Nothing in this file is from a certificate"),
    Case("another PDF by mistake", of(lambda _: make.blank_pdf()), NOTHING, "Nothing in this file"),
    Case("a picture by mistake", of(make.a_picture), NOTHING, "The picture holds no credential"),
    Case("half of a picture", of(lambda s: make.a_picture(s)[:60]), NOTHING, "The picture is damaged"),
    Case("half of the file", of(lambda s: s.pdf[: len(s.pdf) // 2]), NOTHING, "be read as a PDF"),
    Case(
        "a password put on it",
        of(lambda s: forgeries.saved_anew(s.pdf, forgeries.strip, encryption=pikepdf.Encryption(owner="o", user="u"))),
        NOTHING, "is encrypted",
    ),
    Case(
        "a stranger’s signature in the place of ours",
        of(lambda s: make.signed(forgeries.saved_anew(s.pdf, forgeries.strip), s.stranger)), FOREIGN, STRANGER,
    ),
    Case(
        "another name, signed by a stranger called as we are",
        of(lambda s: make.signed(make.drawn(replace(s.said, holder="Caz Stone")), s.stranger)), FOREIGN, STRANGER,
        (
            "The title in its properties is not the certificate’s.", "The name printed on it is not as issued.",
            "The data attached to it was changed: name.",
        ),
    ),
    Case("a stranger’s signature that names our key", of(make.in_our_name), NOTHING, CHANGED),
    Case("the signature of another certificate of ours", of(make.signature_of_another), NOTHING, CHANGED),
    Case(
        "a look-alike host in its code, signed by a stranger", of(make.look_alike), FOREIGN, STRANGER,
        (
            "Its page was drawn anew or drawn over.", "The data attached to it was changed: address to verify at.",
        ),
    ),
    Case("a number that was never given out, signed with our stolen key", of(make.never_reserved), NOTHING, NOT_ISSUED),
    Case(
        "a real number with another name, signed with our stolen key", of(make.of_the_same_number), NOTHING, NOT_ISSUED,
        (
            "The title in its properties is not the certificate’s.", "The name printed on it is not as issued.",
            "The data attached to it was changed: name.",
        ),
    ),
    Case("a new certificate signed with a key that was retired", of(make.retired_and_used), NOTHING, NOT_ISSUED),
    Case("a certificate whose issue never finished", of(make.unfinished), NOTHING, ""),
    Case("downloaded before it was suspended", of(make.brought_to(Status.SUSPENDED)), STOPPED, "was set aside"),
    Case("downloaded before it was revoked", of(make.brought_to(Status.REVOKED)), STOPPED, "was withdrawn"),
    Case("followed by a newer one", of(make.replaced), STOPPED, "A newer one"),
    Case("its time is over", of(make.at(800)), OVER, "Its time is over"),
    Case("our clock a year behind", of(make.at(-365)), BEFORE, "could not be checked"),
    Case("our clock ten years ahead", of(make.at(3650)), OVER, "Its time is over"),
    Case("our keys out of reach", of(make.without_keys), UNCHECKED, "be checked just now"),
    Case(
        "data that unfolds without end", of(lambda _: forgeries.bomb(make.blank_pdf(), 600)), UNCHECKED,
        "be checked just now", apart=True,
    ),
)  # fmt: skip


def mistyped(number: str) -> str:
    """Change one symbol of a number."""
    return number[:6] + ("7" if number[6] != "7" else "8") + number[7:]


def swapped(number: str) -> str:
    """Swap the first two neighbours that differ, behind the prefix."""
    place = next(
        n for n in range(5, len(number) - 1) if number[n] != number[n + 1] and "-" not in number[n : n + 2]
    )
    return number[:place] + number[place + 1] + number[place] + number[place + 2 :]


def of_failed(scene: Scene) -> Typed:
    """Ask with the number of a certificate that was never finished."""
    scene.set(status=Status.FAILED)
    return Typed(scene.said.number)


def typed(number: Callable[[str], str] = str, surname: str = "Reis") -> Callable[[Scene], Asked]:
    """Return how to ask with the number as somebody mistook it, and a surname."""
    return lambda scene: Typed(number(scene.said.number), surname)


UNKNOWN, SLIP = "No certificate has that number and surname", "slip in that number"

NUMBERS = (
    Case("number and surname", typed(), GOOD, "is real, in date, and stands for"),
    Case(
        "as people type it: o for 0, l for 1, small, with spaces",
        typed(lambda n: n.lower().replace("0", "o").replace("1", "l").replace("-", " "), "réis"), GOOD, "is real",
    ),
    Case("a well-formed number that is nobody’s", lambda _: Typed(NOBODY), NOTHING, UNKNOWN),
    Case("one symbol of the number mistyped", typed(mistyped), NOTHING, SLIP),
    Case("two symbols of the number swapped", typed(swapped), NOTHING, SLIP),
    Case("a number with a Cyrillic letter in it", typed(lambda n: "\u0412" + n[1:]), NOTHING, SLIP),
    Case("the right number, another surname", typed(surname="Okafor"), NOTHING, UNKNOWN),
    Case("a surname with a Cyrillic letter in it", typed(surname="R\u0435is"), NOTHING, UNKNOWN),
    Case("an initial for the surname", typed(surname="R"), NOTHING, UNKNOWN),
    Case("a pattern for the surname", typed(surname="%"), NOTHING, UNKNOWN),
    Case("the number of a certificate whose issue never finished", of_failed, NOTHING, UNKNOWN),
)  # fmt: skip


def link(change: Callable[[str], str] = str) -> Callable[[Scene], Asked]:
    """Return how to follow the certificate's own link as somebody changed it."""
    return lambda scene: Link(change(scene.said.verify_url))


def shared(scene: Scene, *, days: int = 0, end: bool = False, revoke: bool = False) -> Link:
    """Follow a link that Ana has made, so many days later, after she ended it or the school revoked the certificate."""
    db, ana, number = scene.held.school.db, scene.held.school.cast.ana, scene.said.number
    made = services.make_link(db, ana, number, purpose="Quay Spa", days=7, now=NOW)
    if end:
        services.end_link(db, ana, number, made.id, now=NOW)
    db.commit()
    if revoke:
        scene.held.bring_to(Status.REVOKED)
    scene.at(days)
    return Link(scene.said.verify_url.replace(f"/c/{scene.said.token}", f"/s/{made.token}"))


STRAY, ELSEWHERE, ENDED = "belongs to no certificate of ours", "not of this site", "link has ended"

LINKS = (
    Case("the link in its code", link(), GOOD, "is real, in date, and stands for"),
    Case("a link that was made up", link(lambda a: a[:-22] + "A" * 22), NOTHING, STRAY),
    Case("a link with its last sign lost", link(lambda a: a[:-1]), NOTHING, STRAY),
    Case("a host with a Cyrillic letter", link(lambda a: a.replace("localhost", "l\u043ecalhost")), NOTHING, ELSEWHERE),
    Case("a host with a digit for a letter", link(lambda a: a.replace("localhost", "l0calhost")), NOTHING, ELSEWHERE),
    Case(
        "our host as the beginning of another", link(lambda a: a.replace("localhost", "localhost.evil.example")),
        NOTHING, ELSEWHERE,
    ),
    Case(
        "our host as a user’s name before an @", link(lambda a: a.replace("localhost", "localhost@evil.example")),
        NOTHING, ELSEWHERE,
    ),
    Case("another port of our host", link(lambda a: a.replace("localhost", "localhost:8443")), NOTHING, ELSEWHERE),
    Case("a link that its holder shared", lambda s: shared(s), GOOD, "is real, in date, and stands for"),
    Case("a shared link whose time is over", lambda s: shared(s, days=8), UNCHECKED, ENDED),
    Case("a shared link that its holder ended", lambda s: shared(s, end=True), UNCHECKED, ENDED),
    Case("a shared link to a revoked certificate", lambda s: shared(s, revoke=True), STOPPED, "was withdrawn"),
)  # fmt: skip


def credential(change: Callable[[Certified], dict[str, Any]]) -> Callable[[Scene], Asked]:
    """Return how to bring the credential, as JSON, that a change makes."""
    return lambda scene: File(json.dumps(change(scene.held)).encode())


def form(kind: str, status: Status = Status.VALID) -> Callable[[Scene], Asked]:
    """Return how to bring what the holder downloaded, after the certificate came to `status`."""

    def bring(scene: Scene) -> Asked:
        data = badges.in_form(scene.held, kind)
        scene.set(status=status)
        return File(data)

    return bring


CHANGED_PROOF = "changed after it was signed, or the signature is another’s"
MADE_UP = "http://localhost/c/AAAAAAAAAAAAAAAAAAAAAA"

CREDENTIALS = (
    Case("its credential as JSON", form("json"), GOOD, "is real, in date, and stands for"),
    Case("its credential as a JWT", form("jwt"), GOOD, "is real, in date, and stands for"),
    Case("its badge as PNG", form("png"), GOOD, "is real, in date, and stands for"),
    Case("its badge as SVG", form("svg"), GOOD, "is real, in date, and stands for"),
    Case("its badge, downloaded before it was suspended", form("png", Status.SUSPENDED), STOPPED, "rely on it now"),
    Case("its badge, downloaded before it was revoked", form("svg", Status.REVOKED), STOPPED, "was withdrawn"),
    Case("its credential, followed by a newer one", form("jwt", Status.SUPERSEDED), STOPPED, "A newer one took"),
    Case(
        "a credential with a later last day", credential(lambda h: badges.edited(h, validUntil="2048-01-01T00:00:00Z")),
        NOTHING, CHANGED_PROOF,
    ),
    Case(
        "a credential with another award", credential(lambda h: badges.edited(h, name="Master")), NOTHING,
        CHANGED_PROOF,
    ),
    Case(
        "a credential with a word that no context knows", credential(lambda h: badges.edited(h, grade="A+")), NOTHING,
        "a word that none of its contexts defines",
    ),
    Case(
        "a credential whose proof was taken off", credential(lambda h: badges.edited(h, proof=[])), NOTHING, UNSIGNED,
    ),
    Case(
        "a credential in our name, signed by a stranger", credential(badges.self_made), FOREIGN,
        "a key that isn’t one of its issuer’s",
    ),
    Case(
        "a credential of a host that looks alike", credential(badges.look_alike), (YES, YES, OPEN, NO),
        "by an issuer who isn’t known here",
    ),
    Case(
        "a credential with another award, signed with our key", credential(lambda h: badges.resigned(h, name="Master")),
        NOTHING, "not the credential that was issued under its number",
    ),
    Case(
        "a credential that was never given out, signed with our key",
        credential(lambda h: badges.resigned(h, id=MADE_UP)), NOTHING, "nothing was issued under its number",
    ),
    Case(
        "a credential with another award, signed with our stolen key",
        credential(lambda h: badges.reported(h, name="Master")), FOREIGN, "with a key that was stolen from this school",
    ),
)  # fmt: skip

CASES = (*FILES, *CREDENTIALS, *NUMBERS, *LINKS)
