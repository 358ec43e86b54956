"""How far an action has come, as a sign that needs no colour."""

from __future__ import annotations

from fractions import Fraction

from compliance.model.results import State
from compliance.report.charts.drawing import Sheet
from compliance.report.charts.legend import SWATCH, Paint

REACH = 6  # from the middle of a sign to its edge
ROOM = 2 * REACH + 8  # what a sign takes before a text
_HALF = [  # the beginning half of a circle, in tenths of its reach
    (0, -10), (-4, -9), (-7, -7), (-9, -4), (-10, 0), (-9, 4), (-7, 7), (-4, 9), (0, 10),
]  # fmt: skip
_TICK = ((-3, 0), (-1, 3), (4, -3))


def put(sheet: Sheet, state: State, x: Fraction | int, y: Fraction) -> None:
    """Put the sign of a state with its middle at a place.

    Proposed is an empty ring, returned a cross, approved a ring with a point, begun half full, done full,
    verified full with a tick.
    """
    x, reach = Fraction(x), Fraction(REACH)
    if state is State.RETURNED:
        arm = reach - 2
        sheet.strokes("sign", [[(x - arm, y - arm), (x + arm, y + arm)], [(x - arm, y + arm), (x + arm, y - arm)]])
        return
    full = state in (State.DONE, State.VERIFIED)
    sheet.disc("sign-full" if full else "sign", x, y, reach)
    if state is State.APPROVED:
        sheet.disc("sign-full", x, y, Fraction(3, 2))
    elif state is State.STARTED:
        sheet.area("sign-full", [(x + reach * a / 10, y + reach * b / 10) for a, b in _HALF])
    elif state is State.VERIFIED:
        turned = -1 if sheet.rtl else 1  # a tick is the same in every language
        sheet.stroke("sign-tick", [(x + turned * a, y + b) for a, b in _TICK])


def sample(state: State) -> Paint:
    """Return the sign as a legend shows it."""

    def paint(sheet: Sheet, x: Fraction, middle: Fraction) -> None:
        put(sheet, state, x + SWATCH - REACH - 2, middle)

    return paint
