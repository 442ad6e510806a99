"""Observed sessions that pass one after the other."""
