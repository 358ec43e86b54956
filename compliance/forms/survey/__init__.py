"""The survey of service users: on paper, as a page, as a sheet to type into, and back."""
