"""Where everybody stands, in sums: what a re-evaluation of all of them says."""

from dataclasses import dataclass, field

from ashilms.programs.rules.proof import Standing

LISTED = 200
"""How many certificates are named; the sums count all."""


@dataclass(slots=True)
class Tally:
    """Everybody who is bound to one version of a programme."""

    people: int = 0
    met: int = 0
    ready: int = 0
    """Nothing but a second person's approval is missing."""
    certified: int = 0
    """A certificate stands."""

    def add(self, standing: Standing, *, certified: bool) -> None:
        """Count one person."""
        self.people += 1
        self.met += standing.met
        self.ready += standing.awaits_approval_only
        self.certified += certified


@dataclass(slots=True)
class Tallies:
    """Everybody who was looked at so far."""

    looked_at: int = 0
    by_version: dict[tuple[str, int], Tally] = field(default_factory=dict)
    doubtful: int = 0
    """Certificates that the records of today would not have given on the day of issue."""
    listed: list[str] = field(default_factory=list)
    """Their numbers; at most `LISTED`."""

    def add(self, standing: Standing, certificate: str | None, *, holds: bool) -> None:
        """Count one person; `holds`: their certificate would be given again on the day on which it was."""
        self.looked_at += 1
        of = self.by_version.setdefault((standing.program, standing.version), Tally())
        of.add(standing, certified=certificate is not None)
        if certificate is not None and not holds:
            self.doubtful += 1
            if len(self.listed) < LISTED:
                self.listed.append(certificate)
