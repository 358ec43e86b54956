"""Headquarters: takes filings in, keeps the record of every round, and says what follows from it."""
