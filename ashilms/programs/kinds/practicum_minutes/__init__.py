"""Enough supervised practicum, countersigned, in a category."""
