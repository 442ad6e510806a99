"""What this room says on a session's page: that its draft came from a device, with both times."""

from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.offline import services
from ashilms.offline.models import OfflineItem
from ashilms.practicum.models import Entry


def tell_of_arrival(db: Session, actor: Actor, entry: Entry) -> OfflineItem | None:
    """Return how the draft of a session that somebody may see arrived from a device, if it did."""
    return services.find_arrivals(db, [entry.id]).get(entry.id)


ASIDES = {"offline": tell_of_arrival}
"""What is said on a session's page, by the name under which its template knows it."""
