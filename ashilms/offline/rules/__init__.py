"""What the device decides by, and what it may bring: values in, values out."""
