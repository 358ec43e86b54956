"""Files as cases: adding a file adds a test."""
