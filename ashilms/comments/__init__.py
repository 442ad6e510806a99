"""Comments that an instructor writes once and uses again: saved, taken away, put into a form's text."""
