"""Provincial offices check themselves against the e-government programme and act on what they find."""

__version__ = "0.1.0"
