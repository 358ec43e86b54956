"""An office folder from disk to values: description, answers, evidence, registers, rounds."""
