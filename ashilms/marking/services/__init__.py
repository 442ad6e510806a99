"""Finding what waits to be marked, marking it, asking somebody else to, and telling what came of it."""

from ashilms.marking.services.asking import ask_marker, find_askable
from ashilms.marking.services.finding import Task, find_file, find_task, open_pieces
from ashilms.marking.services.giving import Judged, finish_attempt, give_mark
from ashilms.marking.services.queue import Line, Queue, offer_waiting, queue_of
from ashilms.marking.services.telling import Told, tell_of_attempt

__all__ = [
    "Judged",
    "Line",
    "Queue",
    "Task",
    "Told",
    "ask_marker",
    "find_askable",
    "find_file",
    "find_task",
    "finish_attempt",
    "give_mark",
    "offer_waiting",
    "open_pieces",
    "queue_of",
    "tell_of_attempt",
]
