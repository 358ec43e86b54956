"""From the gaps of many offices to one plan: who receives what of a shared budget and of shared teams."""
