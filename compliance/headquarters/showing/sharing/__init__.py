"""Shared plans on screens, as paper, workbook and letters."""
