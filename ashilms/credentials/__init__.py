"""Digital credentials: made, signed, read and judged, ours or anybody's; it knows no person, no database, no web."""
