"""The ways out: one door to the network, and who goes through it."""
