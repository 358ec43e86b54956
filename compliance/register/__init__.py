"""The registers of an office: its services and projects, and every fact they decide."""
