"""Supervised practice: treatment rooms, screening, entries, countersignatures, and the hour ledger."""
