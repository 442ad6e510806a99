"""Run migrations over the connection that `ashilms.migrate` hands in."""

from typing import Any, Literal

from alembic import context

from ashilms.db import Base, Moment
from ashilms.migrate import VERSION_TABLE, ours_only
from ashilms.rooms import load_models


def render_item(type_: str, obj: Any, autogen_context: Any) -> str | Literal[False]:
    """Write our own column type as what it is in the database, since a migration imports no models."""
    return "sa.DateTime(timezone=True)" if type_ == "type" and isinstance(obj, Moment) else False


load_models()
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    version_table=VERSION_TABLE,
    include_name=ours_only,
    compare_type=True,
    render_as_batch=True,
    render_item=render_item,
)
context.run_migrations()
