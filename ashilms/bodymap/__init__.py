"""The posterior body map: which regions there are, what each allows a foot, and how they are drawn."""
