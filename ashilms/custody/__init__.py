"""What is kept about a person: taking it along, erasing it, and ending it when its time has come."""
