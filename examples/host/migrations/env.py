"""The site's own migrations; `include_name` keeps them from the tables of AshiLMS, which has its own."""

from alembic import context
from app import Base, create_app, db

from ashilms.migrate import leave_alone

with create_app().app_context(), db.engine.connect() as connection:
    context.configure(connection=connection, target_metadata=Base.metadata, include_name=leave_alone)
    with context.begin_transaction():
        context.run_migrations()
