"""Persian text, numbers and dates: what is read, what is shown, and which marks each medium needs."""
