"""The application as a server loads it, one per serving process; it also starts that process's jobs."""

from ashilms import logs
from ashilms.app import create_app
from ashilms.jobs.runner import start_consumer
from ashilms.web import state

logs.start()
app = create_app()
if state(app).settings.jobs:
    start_consumer(app)
