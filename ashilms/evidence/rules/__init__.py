"""What may be attached, what is made of it before it is kept, and what a signature says of it."""
