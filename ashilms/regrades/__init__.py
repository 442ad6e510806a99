"""Grading again: what a corrected question would change is shown first, certificates included, and applied as seen."""
