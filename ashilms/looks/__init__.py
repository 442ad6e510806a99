"""How a school's certificates look: paper, colour, pictures, wording; every choice a version that stays."""
