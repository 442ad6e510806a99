"""Sign-in for the standalone host only; a host that AshiLMS is mounted in brings its own."""
