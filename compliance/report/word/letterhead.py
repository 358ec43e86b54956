"""An office's own Word file around the report: filled in by docxtpl in a sandbox."""
from __future__ import annotations
def write(*a): raise NotImplementedError
