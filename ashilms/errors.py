"""What a service says when it will not do something: a sentence for the person, and one status each.

The extension maps these once to pages; views do not catch them, except to put a sentence beside a field.
"""


class Refusal(Exception):
    """Something was asked for and is refused; `str()` is the sentence that the person reads."""

    status = 400


class NotReady(RuntimeError):
    """A host lacks something that we stand on; `str()` says the line to add."""


class NotAllowed(Refusal):
    """The actor may not do this, or not to this object."""

    status = 403


class Missing(Refusal):
    """There is no such thing, or none that the actor may know of."""

    status = 404


class Clash(Refusal):
    """The thing is in another state than the request assumes: already done, changed meanwhile, taken."""

    status = 409


class Unacceptable(Refusal):
    """The values were read and break a rule. `field` names the form field it belongs to, if any."""

    status = 422

    def __init__(self, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.field = field


class Unavailable(Refusal):
    """Something that is needed cannot be reached just now; trying again later makes sense."""

    status = 503
