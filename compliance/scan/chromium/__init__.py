"""A browser that is started, spoken to, and sent through pages; what it saw comes back as plain values."""
