"""What a signature says of files."""
