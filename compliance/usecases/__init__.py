"""What the program does for people, whatever they ask it through: terminal, workbook or browser."""
