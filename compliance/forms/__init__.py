"""Ways to answer: which questions there are, how what people type is read, the self-check in a terminal."""
