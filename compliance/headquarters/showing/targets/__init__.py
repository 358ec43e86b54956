"""Targets on screens, as letters and as the national page."""
