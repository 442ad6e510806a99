"""An app on an address of this machine, for as long as a test needs it."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

from flask import Flask
from werkzeug.serving import make_server


@contextmanager
def served(app: Flask, host: str = "127.0.0.1", *, threaded: bool = False) -> Iterator[str]:
    """Serve the app, one request at a time unless `threaded`, and yield its address."""
    server = make_server(host, 0, app, threaded=threaded)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://{host}:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
