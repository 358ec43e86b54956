"""Sheets in which assessors and panels write what they establish: made, written as workbooks, and read back."""
