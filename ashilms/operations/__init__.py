"""Keeping an installation healthy: a backup that holds everything, a restore that is checked, a doctor."""
