"""The same site two days ago: what was learned before a session can't have been learned after it."""

from datetime import UTC, datetime, timedelta

from ashilms import create_app

app = create_app({"ASHILMS_SECOND_FACTOR_ROLES": ()})
app.extensions["ashilms"].clock = lambda: datetime.now(UTC) - timedelta(days=2)
