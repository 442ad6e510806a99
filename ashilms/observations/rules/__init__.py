"""What observations decide: plain values in, plain values out."""
