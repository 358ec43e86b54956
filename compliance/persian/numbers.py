"""Numbers as people write and read them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction

from compliance import language
from compliance.persian.letters import ascii_digits, persian_digits

DECIMAL_SIGN = "٫"
MINUS = "\u2212"
_LONGEST = 32
_NUMBER = re.compile(r"([-−–]?)([0-9]+)(?:\.([0-9]+))?")


def parse(text: str) -> Fraction | None:
    """Read a plain decimal in any digits, with `.` or `٫`; None when it is not certainly one.

    Thousands signs are accepted only as `٬`; a comma or a slash is the caller's to judge.
    """
    plain = ascii_digits(text.strip()).replace(DECIMAL_SIGN, ".").replace("٬", "")
    match = _NUMBER.fullmatch(plain)
    if match is None or len(plain) > _LONGEST:
        return None
    sign, whole, decimals = match.groups()
    amount = Fraction(int(whole + (decimals or "")), 10 ** len(decimals or ""))
    return -amount if sign else amount


def _scaled(amount: Fraction, places: int) -> int:
    """Return the amount in units of its last decimal, halves away from zero."""
    scale: int = 10**places
    top, bottom = abs(amount.numerator) * scale, amount.denominator
    size = (2 * top + bottom) // (2 * bottom)
    return size if amount.numerator >= 0 else -size


def half_up(amount: Fraction, places: int = 2) -> Fraction:
    """Round to so many decimals, halves away from zero."""
    return Fraction(_scaled(amount, places), 10**places)


def plain(amount: Fraction, places: int = 2) -> int | float:
    """Return the rounded amount as JSON writes it: whole numbers without a point."""
    scaled = _scaled(amount, places)
    scale: int = 10**places
    return scaled // scale if scaled % scale == 0 else scaled / scale


def ascii_number(amount: Fraction, places: int = 2, least: int = 0) -> str:
    """Return the rounded amount with ASCII digits and no trailing zeros, but with at least so many decimals."""
    scaled = _scaled(amount, places)
    sign = "-" if scaled < 0 else ""
    digits = f"{abs(scaled):0{places + 1}d}"
    if not places:
        return sign + digits
    whole, decimals = digits[:-places], digits[-places:].rstrip("0").ljust(least, "0")
    return sign + whole + ("." + decimals if decimals else "")


def exact(amount: Fraction) -> str:
    """Return a decimal in full with ASCII digits, as files hold it; ValueError for 1/3, which no decimal is."""
    if 10 ** amount.denominator.bit_length() % amount.denominator:
        raise ValueError(amount)
    places = 0
    while (amount * 10**places).denominator != 1:
        places += 1
    return ascii_number(amount, places)


class Number(str):
    """A number as people read it that still knows its amount, so that a sheet can sort and sum it.

    `per_cent` says that it is a percentage; its amount then counts hundredths. `places` are the decimals it shows.
    """

    amount: Fraction
    per_cent: bool

    @property
    def places(self) -> int:
        """How many decimals it is shown with."""
        return len(self.replace(DECIMAL_SIGN, ".").partition(".")[2].rstrip("٪%"))

    @classmethod
    def of(cls, text: str, amount: Fraction, per_cent: bool = False) -> Number:
        """Return the text with the amount it shows, rounded as it is shown."""
        number = cls(text)
        number.amount, number.per_cent = amount, per_cent
        return number


def show(amount: Fraction | int, places: int = 2, least: int = 0) -> Number:
    """Return the number in the language in use, without direction marks and trailing zeros beyond `least`."""
    text = ascii_number(Fraction(amount), places, least).replace("-", MINUS)
    if language.current() == "fa":
        text = persian_digits(text).replace(".", DECIMAL_SIGN)
    return Number.of(text, half_up(Fraction(amount), places))


def shown_of(amount: Fraction, places: int = 2, least: int = 0) -> Number:
    """Return the number as `show` does, but knowing its exact amount: sheets sum what was not rounded before."""
    return Number.of(show(amount, places, least), amount)


def decimals(amounts: Iterable[Fraction | int], places: int = 2) -> int:
    """Return with how many decimals, of `places` at most, a column of amounts is shown alike."""
    scaled = {_scaled(Fraction(amount), places) for amount in amounts}
    return next((n for n in range(places) if not any(one % 10 ** (places - n) for one in scaled)), places)


def per_cent(amount: Fraction | int, places: int = 1, least: int = 0) -> Number:
    """Return a percentage in the language in use."""
    shown = show(amount, places, least)
    return Number.of(shown + ("٪" if language.current() == "fa" else "%"), shown.amount, True)


def digits(text: str | int) -> str:
    """Return text or a whole number with the digits of the language in use, nothing else changed."""
    return persian_digits(str(text)) if language.current() == "fa" else str(text)
