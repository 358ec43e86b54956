"""Targets that headquarters sets for offices: asked from the record, written as files, kept in the log."""
