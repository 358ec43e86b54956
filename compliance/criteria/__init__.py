"""The criteria of a plan as a specification: judged, written as Persian Gherkin, and run."""
