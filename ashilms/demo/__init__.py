"""The marked cast: invented people at each stage, so that every page has something true to show."""
