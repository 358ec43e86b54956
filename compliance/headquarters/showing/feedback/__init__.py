"""Feedback to offices: the letter and its numbers."""
