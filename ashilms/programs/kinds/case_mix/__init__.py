"""Countersigned sessions of one kind of case."""
