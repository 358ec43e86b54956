"""From gaps to a plan: what can be done, what it brings, when it fits, and how good the choice is."""
