"""Countersigned sessions with different clients."""
