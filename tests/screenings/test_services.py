"""Deciding before contact, countersigning, and starting: what is kept, what is refused, and who may."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.audit.models import AuditRecord
from ashilms.courses import services as courses
from ashilms.demo.doings import check_room
from ashilms.errors import Clash, Missing, NotAllowed, Unacceptable
from ashilms.screenings import services
from ashilms.screenings.models import ScreeningDecision
from ashilms.screenings.rules import codes
from ashilms.screenings.rules.filled import Filled
from ashilms.screenings.services import Refused
from tests.conftest import NOW, Cast
from tests.practicum.conftest import LEFT_CALF, WELL, Stage

KEY = "the site's own key"
MINUTE = timedelta(minutes=1)


class Hall:
    """Shorthands for what a test does in the treatment room: Ana works, Bea supervises."""

    def __init__(self, db: Session, cast: Cast, stage: Stage) -> None:
        self.db, self.cast, self.stage = db, cast, stage
        self.check = check_room(db, cast.ana, stage.room, "bars", now=NOW - 30 * MINUTE)
        self._made = 0

    def filled(self, **changes: Any) -> Filled:
        return replace(Filled("P3", "c-14", self.check.id, LEFT_CALF), **changes)

    def decide(
        self, who: Actor | None = None, *, now: datetime = NOW, key: str = "", **changes: Any
    ) -> ScreeningDecision:
        self._made += 1
        taken = {"taken_at": changes.pop("taken_at", None), "now": now}
        return services.decide(
            self.db, who or self.cast.ana, self.stage.course_id, self.filled(**changes),
            form_key=key or f"k{self._made}", **taken,
        )  # fmt: skip

    def signed(self, **changes: Any) -> ScreeningDecision:
        decision = self.decide(**changes)
        services.countersign(self.db, self.cast.bea, decision.id, now=NOW + MINUTE)
        return decision

    def authenticator(self, who: Actor | None = None, *, now: datetime = NOW - 30 * MINUTE) -> str:
        """Set one up for Bea, and return its secret."""
        bea = who or self.cast.bea
        row = services.begin_authenticator(self.db, bea, now=now)
        secret = codes.secret_of(KEY, bea.id, row.salt)
        services.confirm_authenticator(self.db, bea, codes.code_at(secret, now), key=KEY, now=now)
        return secret


@pytest.fixture
def hall(db: Session, cast: Cast, stage: Stage) -> Hall:
    return Hall(db, cast, stage)


def test_a_decision_is_kept_whole_without_a_figure_a_date_or_a_name(hall: Hall, db: Session) -> None:
    decision = hall.decide(answers={**LEFT_CALF, "bp-systolic": 137, "age": 47})
    assert (decision.outcome, decision.client, decision.day) == ("MODIFY", "C-14", NOW.date())
    assert (decision.person_id, decision.room_id, decision.check_id) == (
        hall.cast.ana.id, hall.stage.room, hall.check.id,
    )  # fmt: skip
    assert decision.answers["bp-systolic"] == "..140"
    assert not [value for value in decision.answers.values() if value in (137, 47)]
    assert [rule["rule"] for rule in decision.decision["fired"]] == ["varicose-left-calf"]
    assert decision.decision["limits"]["forbidden"] == ["calf-left", "pop-left"]
    record = db.query(AuditRecord).order_by(AuditRecord.number.desc()).first()
    assert record is not None
    assert record.action == "screenings.decide"
    assert services.decide(
        db, hall.cast.ana, hall.stage.course_id, hall.filled(answers={**LEFT_CALF, "bp-systolic": 137, "age": 47}),
        form_key="k1", now=NOW + MINUTE,
    ) is decision, "the same form sent twice makes one decision"  # fmt: skip
    with pytest.raises(Clash):
        hall.decide(key="k1", client="C-15")


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"answers": {}}, "answer_emergency-signs", "Answer this question"),
        ({"answers": {**WELL, "age": None}}, "answer_age", "Answer this question"),
        ({"answers": {**WELL, "bp-medicine": "unsure"}}, "answer_bp-medicine", "Ask again: Which medicines"),
        ({"client": "Jane Doe"}, "client", "A client code is one letter"),
        ({"category": "P1"}, "category", "Choose what the session is for"),
        ({"category": "P9"}, "category", "Choose what the session is for"),
        ({"check_id": None}, "check_id", "Choose the check of the room"),
        ({"check_id": 987_654}, "check_id", "Choose the check of the room"),
    ],
)
def test_what_lacks_something_is_not_decided_and_nothing_of_it_is_kept(
    hall: Hall, db: Session, changes: dict[str, Any], field: str, sentence: str
) -> None:
    with pytest.raises(Refused) as refused:
        hall.decide(**changes)
    assert sentence in {reason.field: reason.sentence for reason in refused.value.reasons}[field]
    assert db.query(ScreeningDecision).count() == 0


def test_an_emergency_that_was_affirmed_is_decided_however_much_is_blank(hall: Hall) -> None:
    decision = hall.decide(answers={"emergency-signs": ("saddle",)})
    assert decision.outcome == "STOP_EMERGENCY"


def test_a_check_too_old_of_another_day_or_of_somebody_else_is_refused(hall: Hall, db: Session) -> None:
    for late in (timedelta(hours=2), timedelta(days=1)):
        with pytest.raises(Refused):
            hall.decide(now=NOW + late)
    other = check_room(db, hall.cast.caz, hall.stage.room, "bars", now=NOW - MINUTE)
    with pytest.raises(Refused):
        hall.decide(check_id=other.id)
    theirs = check_room(db, hall.cast.bea, hall.stage.room, "bars", now=NOW - MINUTE)
    assert hall.decide(check_id=theirs.id).check_id == theirs.id


def test_a_session_starts_once_on_a_decision_that_was_countersigned_before(hall: Hall) -> None:
    decision = hall.decide()
    with pytest.raises(Unacceptable, match="countersigns the decision before contact"):
        services.start_session(hall.db, hall.cast.ana, decision.id, now=NOW + MINUTE)
    signature = services.countersign(hall.db, hall.cast.bea, decision.id, now=NOW + MINUTE)
    assert (signature.signer_id, signature.way, signature.digest) == (
        hall.cast.bea.id,
        "page",
        decision.digest,
    )
    assert len(signature.credentials) == 3
    start = services.start_session(hall.db, hall.cast.ana, decision.id, now=NOW + 2 * MINUTE)
    again = services.start_session(hall.db, hall.cast.ana, decision.id, now=NOW + 9 * MINUTE)
    assert (again.id, again.at) == (start.id, NOW + 2 * MINUTE)
    with pytest.raises(Clash, match="countersigned already"):
        services.countersign(hall.db, hall.cast.bea, decision.id, now=NOW + 3 * MINUTE)


@pytest.mark.parametrize(
    "answers",
    [{"emergency-signs": ("saddle",)}, {**WELL, "age": 17}, {**WELL, "nerves": ("glaucoma",)}],
    ids=["STOP_EMERGENCY", "STOP_DECLINE", "CLEARANCE_REQUIRED"],
)
def test_nobody_overrides_a_stop_or_a_wait_a_signature_under_it_changes_nothing(
    hall: Hall, answers: dict[str, Any]
) -> None:
    decision = hall.signed(answers=answers)
    with pytest.raises(Unacceptable, match="nobody overrides it"):
        services.start_session(hall.db, hall.cast.ana, decision.id, now=NOW + 2 * MINUTE)


def test_a_start_is_refused_with_an_old_check_on_another_day_and_after_another_screening(hall: Hall) -> None:
    decision = hall.signed()
    for later, why in ((100 * MINUTE, "holds for two hours"), (timedelta(days=1), "holds for its day alone")):
        with pytest.raises(Unacceptable, match=why):
            services.start_session(hall.db, hall.cast.ana, decision.id, now=NOW + later)
    hall.decide(answers={**WELL, "age": 17}, now=NOW + 2 * MINUTE)
    with pytest.raises(Unacceptable, match="screened again since"):
        services.start_session(hall.db, hall.cast.ana, decision.id, now=NOW + 3 * MINUTE)


@pytest.mark.parametrize("kind", services.HOLDS)
def test_a_trainee_who_is_paused_starts_nothing(hall: Hall, kind: str) -> None:
    decision = hall.signed()
    courses.place_hold(hall.db, hall.cast.bea, hall.cast.ana.id, kind, "An incident is open.", now=NOW)
    with pytest.raises(Unacceptable, match="An incident is open"):
        services.start_session(hall.db, hall.cast.ana, decision.id, now=NOW + 2 * MINUTE)


def test_a_room_that_was_locked_since_starts_nothing(hall: Hall) -> None:
    decision = hall.signed()
    check_room(
        hall.db, hall.cast.bea, hall.stage.room, "bars", failed="bar-load", refused=True,
        note="The left bar moves under load.", now=NOW + MINUTE,
    )  # fmt: skip
    with pytest.raises(Unacceptable, match="locked"):
        services.start_session(hall.db, hall.cast.ana, decision.id, now=NOW + 2 * MINUTE)


def test_nobody_works_on_somebody_before_the_quizzes_that_open_it(hall: Hall, cast: Cast) -> None:
    courses.enrol(hall.db, cast.reg, hall.stage.course_id, now=NOW)
    gated = replace(cast.reg, roles=cast.ana.roles)
    check = check_room(hall.db, gated, hall.stage.room, "bars", now=NOW - MINUTE)
    decision = hall.decide(gated, check_id=check.id)
    services.countersign(hall.db, cast.bea, decision.id, now=NOW)
    with pytest.raises(Unacceptable, match="Nobody is worked on before"):
        services.start_session(hall.db, gated, decision.id, now=NOW + MINUTE)


def test_who_may_not_countersign_is_told_so(hall: Hall, cast: Cast) -> None:
    """T03: nobody signs for themselves, a stranger sees nothing, and who is not entitled that day signs nothing."""
    decision = hall.decide()
    own = replace(cast.ana, roles=cast.ana.roles | cast.bea.roles)
    with pytest.raises(NotAllowed, match="Nobody countersigns their own"):
        services.countersign(hall.db, own, decision.id, now=NOW)
    for stranger in (cast.caz, replace(cast.caz, roles=cast.bea.roles)):
        with pytest.raises(Missing):
            services.countersign(hall.db, stranger, decision.id, now=NOW)
    with pytest.raises(Missing):
        services.start_session(hall.db, cast.caz, decision.id, now=NOW)


def test_a_code_signs_on_the_trainees_device_once(hall: Hall, cast: Cast) -> None:
    secret = hall.authenticator()
    first, second = hall.decide(), hall.decide(client="C-15")

    def sign(decision: ScreeningDecision, code: str, now: datetime = NOW) -> Any:
        return services.countersign_on_the_spot(
            hall.db, cast.ana, decision.id, cast.bea.id, code, key=KEY, now=now
        )

    assert sign(first, "000000") is None
    signature = sign(first, codes.code_at(secret, NOW))
    assert (signature.way, signature.step) == ("code", codes.step_of(NOW))
    with pytest.raises(Unacceptable, match="served before"):
        sign(second, codes.code_at(secret, NOW))
    later = NOW + timedelta(seconds=codes.STEP)
    assert sign(second, codes.code_at(secret, later), later).step == codes.step_of(later)


def test_too_many_wrong_codes_rest_an_authenticator_whoever_tried_them(hall: Hall, cast: Cast) -> None:
    secret, decision = hall.authenticator(), hall.decide()

    def sign(code: str, now: datetime) -> Any:
        return services.countersign_on_the_spot(
            hall.db, cast.ana, decision.id, cast.bea.id, code, key=KEY, now=now
        )

    assert [sign("000000", NOW) for _ in range(codes.TRIES)] == [None] * codes.TRIES
    with pytest.raises(Unacceptable, match="Too many wrong codes"):
        sign(codes.code_at(secret, NOW), NOW)
    rested = NOW + codes.REST
    assert sign(codes.code_at(secret, rested), rested) is not None


def test_without_a_confirmed_authenticator_no_code_signs(hall: Hall, cast: Cast) -> None:
    decision, row = hall.decide(), services.begin_authenticator(hall.db, cast.bea, now=NOW)
    code = codes.code_at(codes.secret_of(KEY, cast.bea.id, row.salt), NOW)
    with pytest.raises(Unacceptable, match="set up no authenticator"):
        services.countersign_on_the_spot(hall.db, cast.ana, decision.id, cast.bea.id, code, key=KEY, now=NOW)
    with pytest.raises(Unacceptable, match="not the code"):
        services.confirm_authenticator(hall.db, cast.bea, "000000", key=KEY, now=NOW)


def test_what_was_signed_without_a_network_is_held_against_its_own_time(hall: Hall, cast: Cast) -> None:
    secret, sync = hall.authenticator(), NOW + timedelta(hours=5)
    decision = hall.decide(taken_at=NOW, now=sync)
    assert (decision.decided_at, decision.recorded_at) == (NOW, sync)
    signed_at = NOW + MINUTE
    code = codes.code_at(secret, signed_at)

    def sign(at: datetime, code: str = code, now: datetime = sync) -> Any:
        return services.countersign_offline(
            hall.db, cast.ana, decision, cast.bea.id, code, at, key=KEY, now=now
        )

    with pytest.raises(Unacceptable, match="lies in the future"):
        sign(sync + MINUTE)
    with pytest.raises(Unacceptable, match="more than 3 days back"):
        sign(signed_at, now=signed_at + timedelta(hours=72, seconds=1))
    with pytest.raises(Clash, match="before it was decided"):
        sign(NOW - MINUTE)
    assert sign(signed_at + 5 * MINUTE) is None
    signature = sign(signed_at)
    assert (signature.way, signature.at, signature.recorded_at) == ("offline", signed_at, sync)
    with pytest.raises(Unacceptable, match="Look at the clock"):
        services.start_session(hall.db, cast.ana, decision.id, started_at=NOW, now=sync)
    start = services.start_session(hall.db, cast.ana, decision.id, started_at=NOW + 2 * MINUTE, now=sync)
    assert (start.at, start.recorded_at) == (NOW + 2 * MINUTE, sync)


def test_a_screening_said_to_be_of_tomorrow_or_of_last_week_is_refused(hall: Hall) -> None:
    for taken_at in (NOW + MINUTE, NOW - timedelta(hours=73)):
        with pytest.raises(Unacceptable):
            hall.decide(taken_at=taken_at)
