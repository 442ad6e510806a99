"""What a signed-in trainee's device is given: its key, people and rooms, and each course's rules."""

from base64 import b64encode
from typing import cast

from flask import current_app, jsonify, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from ashilms.offline import services
from ashilms.offline.services.keys import NAME
from ashilms.offline.views.blueprint import bp
from ashilms.web import actor, limited, needs, now, session, state

MOST_KEYS = 8
"""Names of keys in one question; a device has one, and more only after somebody else used it."""


@bp.get("/offline/kit")
@needs("log practicum")
def show_kit() -> ResponseReturnValue:
    """Hand out the key of this sign-in, and what the page must know of people and rooms; kept by no cache.

    A device that has locked drafts names their keys and gets its person's keys of those names.
    """
    who, names = actor(), [name for name in request.args.getlist("key") if NAME.fullmatch(name)][:MOST_KEYS]
    secret = cast(str, current_app.secret_key)
    keys = [
        {"name": name, "bytes": b64encode(services.make_key(secret, who, name)).decode()}
        for name in names or [services.new_name()]
    ]
    kit = services.pack_kit(session(), who, now=now())
    for course in kit["courses"]:
        course["rules"] = url_for(".show_rules", id=course["id"], v=course["version"])
    return jsonify(
        **kit, keys=keys, until=services.ends_at(now()).isoformat(), csrf_token=generate_csrf(), now=now().isoformat(),
        sign_out=url_for("identity.sign_out") if state().standalone else None,
    )  # fmt: skip


@bp.get("/offline/rules/<int:id>")
@needs("log practicum")
@limited("120 per minute")
def show_rules(id: int) -> ResponseReturnValue:
    """Give out a course's rules as data; the address says their version, so that the page may keep them."""
    return jsonify(services.pack_rules(session(), actor(), id))
