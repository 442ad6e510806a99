"""Observed sessions that passed the rubric."""
