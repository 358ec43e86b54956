"""Site visits on screens, on paper and as JSON."""
