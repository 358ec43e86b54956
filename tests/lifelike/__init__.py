"""Websites as Iranian offices really have them, invented: messy, older, and not what the scanner was built against."""
