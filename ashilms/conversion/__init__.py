"""Turning a file of questions from another system's format into items of a pack, and items into such a file."""
