"""Steps of the Persian features; `tests/test_features.py` loads these modules as plugins."""
