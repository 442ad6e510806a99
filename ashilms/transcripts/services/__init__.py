"""Reading one person's transcript from every room in which something is earned."""

from ashilms.transcripts.services.reading import get_transcript

__all__ = ["get_transcript"]
