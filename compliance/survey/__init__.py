"""What follows from the answers of service users: pure computation."""
