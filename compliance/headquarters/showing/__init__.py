"""What headquarters says: tables and JSON for screens and programs, letters to offices."""
