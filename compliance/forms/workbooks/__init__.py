"""Workbooks that come back from people: judged, then read cell by cell; nothing in them is run or followed.

`package` judges the file, `cells` says what a cell shows, `opening` ties both together for every form, `rows` finds
the rows of one by its headings and ids.
"""
