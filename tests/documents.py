"""Offices whose reports are hard to lay out, for the tests of every format.

`FORMS` names them: the planned example; the same approved; long names everywhere; nothing answered; no plan;
nothing left to do; two hundred actions; names that try to break out.
"""
