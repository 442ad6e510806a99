"""Practising a module: questions with feedback after each, as often as one likes; nothing is kept or counts."""
