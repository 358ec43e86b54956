"""From what an office said to quantified targets for its next round, fair by a rule, and what became of them."""
