"""The pages of sign-in, deny by default as everywhere: a page without a declared action lets nobody in."""

from typing import Any

from flask import Blueprint, current_app, request

from ashilms.errors import NotAllowed
from ashilms.web import ANYONE, actor_or_none, may

bp = Blueprint("identity", __name__)


@bp.before_request
def _judge() -> Any:
    view = current_app.view_functions[request.endpoint or ""]
    action = getattr(view, "__ashilms_action__", None)
    if action == ANYONE:
        return None
    if action is not None and actor_or_none() is None:
        return current_app.login_manager.unauthorized()  # type: ignore[attr-defined]
    if action is None or not may(action):
        raise NotAllowed("This page isn\u2019t open to you.")
    return None
