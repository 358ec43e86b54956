"""Filings taken in: looked at side by side, decided in their order, and recorded with what was said of each."""
