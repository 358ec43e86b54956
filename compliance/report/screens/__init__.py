"""What verbs show on a terminal, in sentences and tables, and what they print as JSON beside it."""
