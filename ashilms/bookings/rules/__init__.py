"""What bookings decide: plain values in, plain values out."""
