"""The practicum's stage: a course with its plan, two rooms, and a trainee who may begin."""

from tests.practicum.conftest import Stage, stage

__all__ = ["Stage", "stage"]
