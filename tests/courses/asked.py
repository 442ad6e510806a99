"""How many queries something sends."""

from sqlalchemy import event
from sqlalchemy.orm import Session


def queries(db: Session, do: object) -> int:
    """Return how many queries `do` sends."""
    sent: list[str] = []
    listen = lambda *args: sent.append(args[2]) if args[2].startswith(("SELECT", "WITH")) else None  # noqa: E731
    engine = db.get_bind()
    event.listen(engine, "before_cursor_execute", listen)
    do()  # type: ignore[operator]
    event.remove(engine, "before_cursor_execute", listen)
    return len(sent)
