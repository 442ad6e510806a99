"""What a device sends when it is back: each item in a transaction of its own, each answered by itself."""

from typing import Any, cast

from flask import current_app, request, url_for
from flask.typing import ResponseReturnValue

from ashilms.errors import Refusal
from ashilms.offline import services
from ashilms.offline.models import OfflineItem
from ashilms.offline.rules.parcels import BadParcel, Item, Slip, read_parcel
from ashilms.offline.views.blueprint import bp
from ashilms.web import actor, limited, needs, now, transaction

CONFLICT = 409


@bp.post("/offline/send")
@needs("log practicum")
@limited("60 per minute")
def receive() -> ResponseReturnValue:
    """Take what a device brings, and say of each item whether it was kept, or in a sentence why not."""
    try:
        parcel = read_parcel(request.form.get("items", ""), frozenset(services.KINDS), now())
    except BadParcel as bad:
        return {"sentence": str(bad), "items": []}, 422
    return {"sentence": "", "items": [_receive(item) for item in parcel]}


def _receive(item: Item | Slip) -> dict[str, Any]:
    if isinstance(item, Slip):
        return _told(item.key, "refused", item.sentence)
    try:
        with transaction() as db:
            row = services.receive_item(db, actor(), item, key=cast(str, current_app.secret_key), now=now())
            return _kept(row)
    except Refusal as refused:
        state = "conflict" if refused.status == CONFLICT else "refused"
        return _told(item.key, state, str(refused))


def _told(key: str, state: str, sentence: str) -> dict[str, Any]:
    return {"key": key, "state": state, "sentence": sentence, "notes": []}


def _kept(row: OfflineItem) -> dict[str, Any]:
    """Return what is answered for an item that was kept; read while the transaction is open."""
    url = None
    if row.entry_id is not None:
        url = url_for("ashilms.practicum.show_entry", id=row.entry_id)
    elif row.check_id is not None:
        url = url_for("ashilms.sites.show_check", id=row.check_id)
    return {
        **_told(row.key, "kept", ""),
        "notes": row.notes,
        "synced_at": row.synced_at.isoformat(),
        "url": url,
    }
