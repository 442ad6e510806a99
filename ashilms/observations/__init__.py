"""Sessions observed by the rubric: who saw what, how far assessors agree, and what follows from an automatic fail."""
