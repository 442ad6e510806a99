"""What supervision decides: plain values in, plain values out."""
