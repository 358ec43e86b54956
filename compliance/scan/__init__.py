"""A website visited, measured and turned into values: the page is an enemy, the office is not."""
