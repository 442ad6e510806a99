"""Run migrations over the connection that `ashilms.migrate` hands in."""

from alembic import context

from ashilms.db import Base
from ashilms.migrate import VERSION_TABLE, ours_only
from ashilms.rooms import load_models

load_models()
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    version_table=VERSION_TABLE,
    include_name=ours_only,
    compare_type=True,
    render_as_batch=True,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
