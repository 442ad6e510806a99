"""Mail and notices: an outbox that loses nothing, and lines on a person's own pages."""
