"""The parts of a Word file: styles, paragraphs, tables, pages, pictures, fonts, and an office's letterhead."""
