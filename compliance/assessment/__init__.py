"""From facts to scores: which source holds, what each item is worth, what to answer next."""
