"""Questions in other systems' formats, to and from items of a pack; nothing that can't be kept goes unsaid."""
