"""What a paper is made of, what it earned, and when one may sit: plain values, no clock, no database."""
