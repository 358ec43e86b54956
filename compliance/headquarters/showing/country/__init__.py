"""The country report: page, letter, matrix and forms."""
