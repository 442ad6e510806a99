"""Screening: what a pack's plan asks and allows, decisions made before contact, and their countersignatures."""
