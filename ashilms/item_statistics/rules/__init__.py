"""Intervals, the groups that options are compared by, sentences, and where charts draw what."""
