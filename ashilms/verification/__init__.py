"""The public side: is this certificate real, does it stand, and for what."""
