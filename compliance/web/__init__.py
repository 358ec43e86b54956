"""The local page: the self-check, the plan and its review in a browser of this computer, and nowhere else."""
