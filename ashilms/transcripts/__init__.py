"""Transcripts: everything that a person has earned, course by course and cycle by cycle, on one page and on paper."""
