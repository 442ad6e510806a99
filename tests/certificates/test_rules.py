"""The rules of certificates: numbers, names, payloads, and whether one stands."""

import hashlib
import itertools
import json
import unicodedata
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ashilms.boards.rules import Claim
from ashilms.certificates.rules import (
    NOT_A_LICENCE,
    Answer,
    Edition,
    FourAnswers,
    Hours,
    ProofRoot,
    Signer,
    Status,
    Unfit,
    Waived,
    Word,
    canonical,
    digest,
    from_canonical,
    link_token,
    new_number,
    parse_number,
    standing_of_file,
    standing_on,
    surnames_match,
    tidy,
)
from ashilms.certificates.rules.numbers import ALPHABET, check_symbol
from ashilms.certificates.signing import PdfCheck, Seal

GOLDEN, GOLDEN_3, GOLDEN_4, GOLDEN_5 = (
    Path(__file__).with_name("golden").joinpath(f"payload-{version}.json").read_bytes()
    for version in (1, 3, 4, 5)
)
NUMBER = new_number("BBM1", bytes(range(10)))
WAIVING: dict[str, Any] = {
    "version": 5, "proof": ProofRoot("5f" * 32, 9), "design": Edition("harbour", "1"),
    "waived": (Waived("CPR and first aid", "waiver"), Waived("Anatomy", "equivalence")),
}  # fmt: skip


class TestNumbers:
    def test_a_number_is_prefix_four_groups_and_a_check(self) -> None:
        assert NUMBER == "BBM1-000G-40R4-0M30-E209-Q"
        assert parse_number(NUMBER) == NUMBER

    @pytest.mark.parametrize(
        "typed",
        [
            NUMBER.lower(),
            NUMBER.replace("-", ""),
            NUMBER.replace("-", " "),
            NUMBER.replace("-", "\u2013"),
            f"  {NUMBER}\n",
            NUMBER.replace("0", "O"),
            NUMBER.replace("0", "o").replace("1", "l"),
            NUMBER.replace("1", "I"),
            "".join(chr(ord(c) + 0xFEE0) for c in NUMBER),
            " ".join(NUMBER),
        ],
    )
    def test_a_number_is_read_as_people_type_it(self, typed: str) -> None:
        assert parse_number(typed) == NUMBER

    @pytest.mark.parametrize(
        "typed",
        [
            "",
            "-",
            NUMBER[:-1],
            NUMBER + "0",
            "0" + NUMBER,
            NUMBER[5:],
            "BBM1",
            "U" + NUMBER[1:],
            NUMBER * 2,
            "٣" * 21,
            "0" * 10_000,
        ],
    )
    def test_what_cannot_be_a_number_is_none(self, typed: str) -> None:
        assert parse_number(typed) is None

    def test_every_single_wrong_symbol_is_found(self) -> None:
        symbols = NUMBER.replace("-", "")
        for place, wrong in itertools.product(range(len(symbols)), ALPHABET):
            if symbols[place] != wrong:
                assert parse_number(symbols[:place] + wrong + symbols[place + 1 :]) is None

    def test_every_swap_of_two_different_symbols_anywhere_is_found(self) -> None:
        symbols = NUMBER.replace("-", "")
        for one, other in itertools.combinations(range(len(symbols)), 2):
            swapped = list(symbols)
            swapped[one], swapped[other] = swapped[other], swapped[one]
            assert (parse_number("".join(swapped)) is None) == (symbols[one] != symbols[other])

    def test_every_pair_mistyped_alike_is_found(self) -> None:
        """All 32 × 32 pairs at all places: 77 typed for 44."""
        for place, right, wrong in itertools.product(range(19), ALPHABET, ALPHABET):
            if right != wrong:
                body = "7" * place + right * 2 + "7" * (18 - place)
                typed = "7" * place + wrong * 2 + "7" * (18 - place)
                assert check_symbol(body) != check_symbol(typed)

    @given(st.binary(min_size=10, max_size=10), st.text(ALPHABET, min_size=2, max_size=8))
    def test_every_number_made_is_read_again(self, random: bytes, prefix: str) -> None:
        number = new_number(prefix, random)
        assert parse_number(number) == number
        assert number.startswith(f"{prefix}-")

    def test_different_bytes_give_different_numbers(self) -> None:
        assert len({new_number("BBM1", n.to_bytes(10, "big")) for n in range(2000)}) == 2000

    @pytest.mark.parametrize(
        ("prefix", "count"), [("B", 10), ("BBM1", 9), ("BOM1", 10), ("bbm1", 10), ("ABCDEFGHJ", 10)]
    )
    def test_a_prefix_that_cannot_be_read_again_is_refused(self, prefix: str, count: int) -> None:
        with pytest.raises(ValueError, match="certificate number"):
            new_number(prefix, bytes(count))

    def test_a_link_carries_128_random_bits(self) -> None:
        """T25: sixteen bytes, none of them lost."""
        assert link_token(bytes(16)) == "A" * 22
        assert len({link_token((1 << bit).to_bytes(16, "big")) for bit in range(128)}) == 128


class TestNames:
    @pytest.mark.parametrize(
        ("printed", "asked"),
        [
            ("Ana Beatriz Duarte Reis", "Reis"),
            ("Ana Beatriz Duarte Reis", "duarte reis"),
            ("Ana Beatriz Duarte Reis", "REIS DUARTE"),
            ("Ana Beatriz Duarte Reis", "DuarteReis"),
            ("Ana Beatriz Duarte Reis", " Duarte-Reis "),
            ("Nagy Ildikó", "nagy"),
            ("Nagy Ildikó", "Ildiko Nagy"),
            ("Björk", "bjork"),
            ("Björk", "Bjoerk"),
            ("Jürgen Groß", "Gross"),
            ("Jürgen Groß", "Juergen Gross"),
            ("Jürgen Mueller", "Müller"),
            ("Jürgen Müller", "Muller"),
            ("Søren Ångström", "angstrom"),
            ("Zoë Żółkiewska-Lis", "zolkiewska"),
            ("Siobhán O’Brien", "OBrien"),
            ("Siobhán O'Brien", "o’brien"),
            ("Ian Mc Donald", "McDonald"),
            ("Vincent van der Berg", "Vanderberg"),
            ("Işıl Yıldız", "YILDIZ"),
            ("Nguyễn Thị Ánh Tuyết", "nguyen"),
            ("Αλεξάνδρα Παπαδοπούλου", "ΠΑΠΑΔΟΠΟΥΛΟΥ"),
            ("Νίκος Σταύρος", "Σταυρος"),
            ("Екатерина Ёлкина", "елкина"),
            ("Ana de Sousa", unicodedata.normalize("NFD", "Súsa").replace("u", "ou")),
            ("Madonna", "Madonna"),
            ("X", "x"),
            ("J. R. Smith", "J R Smith"),
        ],
    )
    def test_the_holder_is_found(self, printed: str, asked: str) -> None:
        assert surnames_match(printed, asked)

    @pytest.mark.parametrize(
        ("printed", "asked"),
        [
            ("Ana Beatriz Duarte Reis", ""),
            ("Ana Beatriz Duarte Reis", "   "),
            ("Ana Beatriz Duarte Reis", "-"),
            ("Ana Beatriz Duarte Reis", "Rei"),
            ("Ana Beatriz Duarte Reis", "eis"),
            ("Ana Beatriz Duarte Reis", "Reis Reis"),
            ("Ana Beatriz Duarte Reis", "Reis Costa"),
            ("Ana B Reis", "B"),
            ("Ana Beatriz Duarte Reis", "%"),
            ("Ana Beatriz Duarte Reis", "Rеis"),  # a Cyrillic letter in it
            ("Ana Beatriz Duarte Reis", "Reis " * 60),
            ("", ""),
            ("Björk", "Bj"),
        ],
    )
    def test_another_or_a_part_of_a_name_is_not(self, printed: str, asked: str) -> None:
        assert not surnames_match(printed, asked)

    @given(st.text(max_size=220), st.text(max_size=220))
    def test_no_question_breaks_the_comparison(self, printed: str, asked: str) -> None:
        assert surnames_match(printed, asked) in (True, False)


class TestPayload:
    def test_the_canonical_form_of_version_1_is_fixed_for_ever(self, make_payload: Any) -> None:
        """A change here changes the digest of certificates already issued: append fields in a new version."""
        payload = make_payload()
        assert canonical(payload) == GOLDEN
        assert digest(payload) == hashlib.sha256(GOLDEN).hexdigest()

    def test_it_reads_back_as_it_was(self, make_payload: Any) -> None:
        for payload in (
            make_payload(),
            make_payload(valid_until=None, holder="Zoë Żółkiewska", replaces=NUMBER),
        ):
            assert from_canonical(canonical(payload)) == payload

    def test_every_field_changes_the_digest(self, make_payload: Any) -> None:
        """T22, T23: nothing that the certificate says can be changed unseen."""
        changes: dict[str, Any] = {
            "number": NUMBER, "holder": "Caz", "level": 2, "title": "Certificate of Completion", "award": "Other",
            "scope": "other", "statement": "who did", "issued_on": date(2026, 11, 25), "valid_until": None,
            "completed_on": date(2026, 11, 20), "hours": Hours(1, 2, 3), "signers": (Signer("Dee", "Instructor"),),
            "standing_digest": "6f" * 32, "replaces": NUMBER, "language": "pt", "line": "Another line.",
            "verify_at": "other.example",
        }  # fmt: skip
        digests = {digest(make_payload(**{name: value})) for name, value in changes.items()}
        assert len(digests | {digest(make_payload())}) == len(changes) + 1

    @pytest.mark.parametrize(
        "mangle",
        [
            lambda data: b"",
            lambda data: b"[]",
            lambda data: b"null",
            lambda data: b"\xff",
            lambda data: b"[" * 100_000,
            lambda data: data + b" ",
            lambda data: data.replace(b'"level":1', b'"level":1.0'),
            lambda data: data.replace(b'"level":1', b'"level":true'),
            lambda data: data.replace(b'"level":1', b'"level":1,"level":1'),
            lambda data: data.replace(b'"level":1', b'"level":1,"more":1'),
            lambda data: data.replace(b'"level":1,', b""),
            lambda data: data.replace(b'"version":1', b'"version":2'),
            lambda data: data.replace(b'"version":1', b'"version":NaN'),
            lambda data: data.replace(b"Ana Beatriz", b"\\u0041na Beatriz"),
            lambda data: data.replace(b"2026-11-24", b"2026-11-31"),
            lambda data: data.replace(b'"signers":[', b'"signers":[{},'),
            lambda data: json.dumps(json.loads(data), indent=1).encode(),
        ],
    )
    def test_anything_but_the_canonical_form_is_refused(self, make_payload: Any, mangle: Any) -> None:
        with pytest.raises(Unfit):
            from_canonical(mangle(canonical(make_payload())))

    @pytest.mark.parametrize(
        ("different", "says"),
        [
            ({"holder": ""}, "holder's name"),
            ({"holder": " Ana"}, "tidied"),
            ({"holder": "Ana  Reis"}, "tidied"),
            ({"holder": "Ana\u202eReis"}, "plain text"),
            ({"holder": "Ana\u200bReis"}, "plain text"),
            ({"holder": "Ana\x00"}, "plain text"),
            ({"holder": "Zoe\u0308"}, "tidied"),
            ({"holder": "A" * 121}, "120 characters"),
            ({"award": "Certified Ashiatsu Therapist"}, "never says 'Certified'"),
            ({"statement": "who is licensed to practise"}, "never says 'licensed to'"),
            ({"scope": "treats back pain"}, "never says 'treats'"),
            ({"number": "BBM1-0000-0000-0000-0000-9"}, "not a certificate number"),
            ({"number": NUMBER.lower()}, "not a certificate number"),
            ({"level": -1}, "level"),
            ({"level": True}, "level"),
            ({"hours": Hours(-1, 0, 0)}, "whole minutes"),
            ({"hours": Hours(1.5, 0, 0)}, "whole minutes"),  # type: ignore[arg-type]
            ({"hours": Hours(0, 0, 60, 61)}, "with clients"),
            ({"valid_until": date(2026, 11, 24)}, "after the day of issue"),
            ({"completed_on": date(2026, 11, 25)}, "before its requirements"),
            ({"signers": ()}, "signers"),
            ({"signers": (Signer("", "Instructor"),)}, "Signer: the name"),
            ({"standing_digest": "5F" * 32}, "64 hexadecimal"),
            ({"token": "short"}, "too short"),
            ({"verify_url": "javascript:alert(1)"}, "https://"),
            ({"verify_url": "https://user@evil.example/c/AAAA"}, "https://"),
            ({"verify_url": "https://verify.example.org/c/other"}, "end in a slash"),
            ({"language": "English"}, "language"),
            ({"version": 6}, "knows versions 1 to 5"),
            (WAIVING | {"waived": ()}, "names what was waived"),
            (WAIVING | {"version": 4}, "names what was waived"),
            (WAIVING | {"waived": (Waived("", "waiver"),)}, "title of what was waived"),
            (WAIVING | {"waived": (Waived("CPR", "gift"),)}, "a waiver or an equivalence"),
            ({"version": 4, "proof": ProofRoot("5f" * 32, 9)}, "names its design from version 4 on"),
            (
                {"version": 3, "proof": ProofRoot("5f" * 32, 9), "design": Edition("a", "1")},
                "from version 4 on",
            ),
            (
                {"version": 4, "proof": ProofRoot("5f" * 32, 9), "design": Edition("", "1")},
                "Edition: the name",
            ),
            ({"version": 2}, "for 1 to 3 boards"),
            ({"version": 3}, "from version 3 on"),
            ({"proof": ProofRoot("5f" * 32, 9)}, "from version 3 on"),
            ({"version": 3, "proof": ProofRoot("5F" * 32, 9)}, "64 hexadecimal"),
            ({"version": 3, "proof": ProofRoot("5f" * 31, 9)}, "64 hexadecimal"),
            ({"version": 3, "proof": ProofRoot("5f" * 32, -1)}, "at most 1000 leaves"),
            ({"version": 3, "proof": ProofRoot("5f" * 32, 1001)}, "at most 1000 leaves"),
            ({"version": 3, "proof": ProofRoot("5f" * 32, True)}, "at most 1000 leaves"),
        ],
    )
    def test_what_a_certificate_may_not_say_is_refused(
        self, make_payload: Any, different: Any, says: str
    ) -> None:
        with pytest.raises(Unfit, match=says):
            make_payload(**different)

    def test_what_is_claimed_with_boards_makes_it_version_2(self, make_payload: Any) -> None:
        one = Claim(board="NCBTMB", course_type="Live", credit="12.5 CE", provider_number="451234-11")
        payload = make_payload(version=2, claims=(one,))
        data = canonical(payload)
        assert from_canonical(data) == payload
        assert digest(payload) != digest(make_payload())
        assert canonical(make_payload()) == GOLDEN
        for mangled in (
            data.replace(b'"version":2', b'"version":1'), data.replace(b'"credit":"12.5 CE",', b""),
            data.replace(b'"board"', b'"bord"'), GOLDEN.replace(b'"completed_on"', b'"claims":[],"completed_on"'),
        ):  # fmt: skip
            with pytest.raises(Unfit):
                from_canonical(mangled)
        for claims in (
            (),
            (one,) * 4,
            (replace(one, credit="1 CE\n"),),
            (replace(one, course_number="9" * 41),),
        ):
            with pytest.raises(Unfit):
                make_payload(version=2, claims=claims)

    def test_with_the_root_of_its_proof_it_is_version_3(self, make_payload: Any) -> None:
        """With claims or without; and what was issued under an earlier version reads as it did."""
        one = Claim(board="NCBTMB", course_type="Live", credit="12.5 CE", provider_number="451234-11")
        root = ProofRoot("5f" * 32, 9)
        plain, claiming = (make_payload(version=3, proof=root, claims=claims) for claims in ((), (one,)))
        for payload in (plain, claiming):
            assert from_canonical(canonical(payload)) == payload
        others = (
            replace(plain, proof=ProofRoot("6f" * 32, 9)),
            replace(plain, proof=ProofRoot("5f" * 32, 8)),
        )
        assert len({digest(payload) for payload in (plain, claiming, make_payload(), *others)}) == 5
        assert from_canonical(GOLDEN).proof is None
        assert canonical(plain) == GOLDEN_3
        for mangled in (
            canonical(plain).replace(b'"version":3', b'"version":1'),
            canonical(claiming).replace(b'"version":3', b'"version":2'),
            canonical(plain).replace(b'"leaves":9', b'"leaves":9,"more":1'),
            canonical(plain).replace(b'"proof":{"leaves":9,"root":"' + b"5f" * 32 + b'"}', b'"proof":null'),
        ):
            with pytest.raises(Unfit):
                from_canonical(mangled)

    def test_the_design_is_named_from_version_4_on(self, make_payload: Any) -> None:
        """A payload of that version is read back byte for byte, and the one in the repository for ever."""
        proof, design = ProofRoot("5f" * 32, 9), Edition("bar-and-plumb", "7")
        payload = make_payload(version=4, proof=proof, design=design)
        assert canonical(payload) == GOLDEN_4
        assert from_canonical(GOLDEN_4) == payload
        with pytest.raises(Unfit):
            from_canonical(GOLDEN_4.replace(b'"version":4', b'"version":3'))

    def test_what_was_waived_is_named_from_version_5_on(self, make_payload: Any) -> None:
        """By title and sort: there is no place for a reason."""
        payload = make_payload(**WAIVING | {"design": Edition("bar-and-plumb", "7")})
        assert canonical(payload) == GOLDEN_5
        assert from_canonical(GOLDEN_5) == payload
        for wrong in (b'"sort":"waiver","why":"x"', b'"sort":"gift"'):
            with pytest.raises(Unfit):
                from_canonical(GOLDEN_5.replace(b'"sort":"waiver"', wrong))

    def test_tidy_makes_a_name_fit(self, make_payload: Any) -> None:
        assert make_payload(holder=tidy("  Zoe\u0308 \t Z\u0307o\u0301łkiewska\n")).holder == "Zoë Żółkiewska"

    def test_marks_of_direction_that_were_copied_along_go(self, make_payload: Any) -> None:
        assert make_payload(holder=tidy("נעה\u200f Cohen\u200e")).holder == "נעה Cohen"

    def test_what_can_t_be_seen_is_named(self, make_payload: Any) -> None:
        with pytest.raises(Unfit, match=r"The holder's name .* \(zero width non-joiner\): write it without"):
            make_payload(holder=tidy("علی\u200cرضا"))

    def test_the_fixed_line_is_the_one_agreed(self, make_payload: Any) -> None:
        assert make_payload().line == NOT_A_LICENCE
        for words in (
            "assessment-based training certificate",
            "not a licence",
            "does not authorise practice",
        ):
            assert words in NOT_A_LICENCE


TODAY = date(2026, 11, 24)
Y, N, U = Answer.YES, Answer.NO, Answer.UNCHECKED


class TestStanding:
    @pytest.mark.parametrize(
        ("status", "until", "word", "answers"),
        [
            (Status.VALID, None, Word.VALID, (Y, Y, Y, Y)),
            (Status.VALID, TODAY, Word.VALID, (Y, Y, Y, Y)),
            (Status.VALID, TODAY - timedelta(days=1), Word.EXPIRED, (Y, N, Y, Y)),
            (Status.SUSPENDED, TODAY, Word.SUSPENDED, (Y, Y, N, Y)),
            (Status.SUSPENDED, TODAY - timedelta(days=1), Word.SUSPENDED, (Y, N, N, Y)),
            (Status.REVOKED, None, Word.REVOKED, (Y, Y, N, Y)),
            (Status.SUPERSEDED, None, Word.SUPERSEDED, (Y, Y, N, Y)),
            (Status.ISSUING, None, Word.NOT_AUTHENTIC, (N, U, U, U)),
            (Status.FAILED, TODAY, Word.NOT_AUTHENTIC, (N, U, U, U)),
        ],
    )
    def test_the_four_answers_are_apart(self, status: Status, until: Any, word: Word, answers: Any) -> None:
        verdict = standing_on(status, until, TODAY)
        assert (verdict.word, verdict.answers) == (word, FourAnswers(*answers))
        assert verdict.answers.all_yes == (word is Word.VALID)

    def test_every_status_has_its_word(self) -> None:
        words = [standing_on(status, None, TODAY).word for status in Status]
        assert words.count(Word.VALID) == 1

    def test_a_clock_before_the_day_of_issue_leaves_the_date_unchecked(self) -> None:
        verdict = standing_on(Status.VALID, TODAY, TODAY - timedelta(days=365), issued_on=TODAY)
        assert verdict.word is Word.UNCHECKED
        assert verdict.answers == FourAnswers(Y, U, Y, Y)
        assert not verdict.answers.any_no

    @pytest.mark.parametrize("seal", list(Seal))
    def test_a_file_is_worth_no_more_than_its_seal_and_our_records(self, seal: Seal) -> None:
        good = standing_on(Status.VALID, None, TODAY)
        verdict = standing_of_file(PdfCheck(seal), good)
        assert verdict.answers.all_yes == (seal is Seal.WHOLE)
        assert (verdict.word is Word.UNCHECKED) == (seal is Seal.UNCHECKED)
        assert (verdict.answers.issuer_known is N) == (seal is Seal.FOREIGN)

    def test_a_whole_file_whose_record_cannot_be_asked_is_no_tick(self) -> None:
        verdict = standing_of_file(PdfCheck(Seal.WHOLE), None)
        assert verdict.word is Word.UNCHECKED
        assert verdict.answers == FourAnswers(Y, U, U, Y)

    def test_a_whole_file_says_what_the_record_says(self) -> None:
        revoked = standing_on(Status.REVOKED, None, TODAY)
        assert standing_of_file(PdfCheck(Seal.WHOLE), revoked) == revoked
