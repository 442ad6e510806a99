"""Criteria, levels, ratings and pass rules, used wherever one person rates what another did."""
