"""What a body's offices come to, on screens and in files."""
