"""Run migrations over the connection that `ashilms.migrate` hands in."""

from typing import Any, Literal

from alembic import context

from ashilms.db import Base, Moment
from ashilms.migrate import VERSION_TABLE, ours_only
from ashilms.rooms import load_models


def render_item(type_: str, obj: Any, autogen_context: Any) -> str | Literal[False]:
    """Write our own column type as what it is in the database, since a migration imports no models."""
    return "sa.DateTime(timezone=True)" if type_ == "type" and isinstance(obj, Moment) else False


def include_object(obj: Any, name: str | None, type_: str, reflected: bool, compare_to: Any) -> bool:
    """Look at the tables of one room alone, where a migration is generated for it."""
    only = context.config.attributes.get("tables")
    return type_ != "table" or only is None or name in only


load_models()
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    version_table=VERSION_TABLE,
    include_name=ours_only,
    include_object=include_object,
    compare_type=True,
    render_as_batch=True,
    render_item=render_item,
)
context.run_migrations()
