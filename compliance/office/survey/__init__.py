"""The answer sheets of service users as tables hold them, and the file they are kept in."""
