"""Incidents, follow-ups and the card as values: what is asked, what follows from what, and what may be done when."""
