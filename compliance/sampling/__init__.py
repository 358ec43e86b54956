"""Samples that anybody can draw again, and what they say of the whole: pure computation.

`drawing` draws with unequal chances from a published seed, `estimating` gives the total, the share and their
variance, `bounds` what can be said when nothing wrong was found.
"""
