"""The self-check as an Excel form: written with every question, read back whatever was done to it meanwhile.

`making` says what stands in a form, `writing` puts it into a workbook; `package` and `workbook` read a
workbook within bounds, `belonging` knows whose it is, `finding` finds the rows in it, `understanding` reads
what was typed in one (by `cell_answers` and `cell_evidence`), `proposal` says what would change, `showing`
shows that. The hidden `stamp` ties a form to its office, round and questions.
"""
