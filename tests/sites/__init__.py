"""A made-up website, the faults to put into it, and a server for both."""
