"""Leagues on screens, as page, workbook and JSON."""
