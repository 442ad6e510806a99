"""The same item from several windows at once: real threads on a real database file or server."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from ashilms.audit import services as audit
from ashilms.errors import Refusal
from ashilms.offline import services
from ashilms.offline.models import OfflineItem
from ashilms.offline.rules.parcels import Item
from ashilms.practicum.models import Entry
from tests.conftest import settle
from tests.offline.conftest import BACK, KEY, make_device
from tests.practicum.conftest import build_stage

TRIES = 4


def send_at_once(engine: Engine, items: list[Item]) -> list[int | str]:
    """Send each item in a thread and transaction of its own; return the entry that came of it, or why none did."""
    gate = Barrier(len(items))

    def send(item: Item) -> int | str:
        with Session(engine) as db:
            ana = settle(db).ana
            gate.wait()
            try:
                row = services.receive_item(db, ana, item, key=KEY, now=BACK)
                db.commit()
            except Refusal as refused:
                return str(refused)
            return row.entry_id or 0

    with ThreadPoolExecutor(len(items)) as pool:
        return list(pool.map(send, items))


def counted(engine: Engine) -> tuple[int, int]:
    """Return how many items and entries there are; the record is whole."""
    with Session(engine) as db:
        assert audit.verify_chain(db) is None
        tables = (OfflineItem, Entry)
        items, entries = (db.scalar(select(func.count()).select_from(table)) for table in tables)
        return items or 0, entries or 0


def test_one_item_from_several_windows_at_once_is_taken_once(shared: Engine) -> None:
    """T01: the answer is the same for each."""
    with Session(shared) as db:
        draft = make_device(db, settle(db), build_stage(db, settle(db))).draft()
    told = send_at_once(shared, [draft] * TRIES)
    assert len(set(told)) == 1
    assert counted(shared) == (1, 1)


def test_of_one_key_with_several_contents_at_once_one_is_taken(shared: Engine) -> None:
    """T01: and the others are told so."""
    with Session(shared) as db:
        draft = make_device(db, settle(db), build_stage(db, settle(db))).draft()
    several = [replace(draft, body={**draft.body, "replaces": [str(n)]}) for n in range(TRIES)]
    told = send_at_once(shared, several)
    assert sorted({type(one) for one in told}, key=str) == [int, str]
    assert counted(shared) == (1, 1)
