"""The application as a server loads it, one per serving process; it also starts that process's jobs."""

import signal

from ashilms.cli import unswept

with unswept():
    from ashilms import logs
    from ashilms.app import create_app
    from ashilms.jobs.runner import start_consumer
    from ashilms.web import state

# Ctrl-C reaches every process at a terminal. The leading one tells this one to stop; told by both, granian goes on
# serving until it is killed in the middle of a form. Threads that are started later block it as well.
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
logs.start()
app = create_app()
if state(app).settings.jobs:
    start_consumer(app)
