"""Assessors, what they establish of offices, and the way of an award."""
