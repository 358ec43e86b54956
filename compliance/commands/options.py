"""Options and values that several verbs share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from compliance import clock, language
from compliance.commands import console
from compliance.commands.group import Option
from compliance.language import _, mark
from compliance.persian import dates, numbers

if TYPE_CHECKING:
    from compliance.model.record import Author, Where
    from compliance.usecases.opening import Opened

F = TypeVar("F", bound=Callable[..., Any])

office = click.argument("office", type=click.Path(path_type=Path), metavar="OFFICE")


def option(*names: str, help: str, **more: Any) -> Callable[[F], F]:  # noqa: A002  click's own word
    """Declare an option with a marked help text."""
    return click.option(*names, cls=Option, help=help, **more)


lang = option(
    "--lang",
    type=click.Choice(language.LANGUAGES),
    expose_value=False,
    help=mark("Language of all texts; also COMPLIANCE_LANG. Default fa."),
)
as_json = option("--json", "as_json", is_flag=True, help=mark("Print JSON on standard output."))
round_ = option("--round", "round_id", metavar="ROUND", help=mark("The round, such as 1405-2. Default: the newest."))
checklists = option(
    "--checklists",
    "checklists_folder",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help=mark("Folder of checklists; also COMPLIANCE_CHECKLISTS. Default: the installed ones."),
)


def _visual(ctx: click.Context, parameter: click.Parameter, value: bool | None) -> None:
    console.force_visual(value)


visual = option(
    "--visual/--no-visual",
    default=None,
    expose_value=False,
    callback=_visual,
    help=mark("Join letters and put lines into visual order, for consoles without right-to-left text."),
)


system = option("--system", metavar="ID", help=mark("An entered system of the office instead of the office itself."))


def who(ctx: click.Context, parameter: click.Parameter, value: str | None) -> str:
    """Return the name given, or that of the user of this machine."""
    if value is None:
        return console.user()
    name = _one_line(value)
    if name is None:
        raise click.BadParameter(_("“{value}” is not a name").format(value=_shown(value)))
    return name


def written(ctx: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    """Return a remark or a reason in one line, as files can hold it."""
    if value is None:
        return None
    text = _one_line(value)
    if text is None:
        raise click.BadParameter(_("“{value}” is not a text that a file can hold").format(value=_shown(value)))
    return text


def _one_line(value: str) -> str | None:
    """Return a text with its spaces made single, None when nothing is left or a file could not hold it."""
    from compliance.files import CONTROL

    text = " ".join(value.split())
    strange = CONTROL.search(text) or "\ufffd" in text or any("\ud800" <= c <= "\udfff" for c in text)
    return None if strange or not text else text


def _shown(value: str) -> str:
    """Return a text that cannot be kept as a console can show it."""
    from compliance.files import CONTROL

    return CONTROL.sub("\ufffd", value)


by = option(
    "--by",
    metavar="NAME",
    callback=who,
    help=mark("Who does it, for the record. Default: this machine's user."),
)


def warn_of_round(opened: Opened) -> None:
    """Say that the round that is changed is over."""
    if opened.over:
        text = _("round {round} is over; a later one was begun, and what is changed here is not carried over")
        console.note(text.format(round=numbers.digits(opened.round)))


def author(name: str, where: Where) -> Author:
    """Return who writes from where, today."""
    from compliance.model.record import Author

    return Author(name, where, clock.today())


def of_round(function: F) -> F:
    """Declare what every verb that reads one round and prints it takes: round, checklists, JSON, language."""
    for declare in (lang, visual, as_json, checklists, round_):
        function = declare(function)
    return function


class Place(click.Path):
    """A path that was named: nothing at all is none, and not the folder in which somebody stands."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path, or fail where nothing was named."""
        if value == "":
            self.fail(_("the name is empty"), param, ctx)
        return super().convert(value, param, ctx)


class JalaliDay(click.ParamType[date]):
    """A Jalali date such as 1405/12/29."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the day, or fail with what was expected."""
        if isinstance(value, date):
            return value
        day = dates.read(str(value))
        if day is None:
            self.fail(_("“{value}” is not a Jalali date such as 1405/12/29").format(value=value), param, ctx)
        return day


class Amount(click.ParamType[Any]):
    """A number of 0 or more, in any digits."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the exact number, or fail with what was expected."""
        if not isinstance(value, str):
            return value
        amount = numbers.parse(value)
        if amount is None or amount < 0:
            self.fail(_("“{value}” is not a number of 0 or more").format(value=value), param, ctx)
        return amount


class Money(Amount):
    """A whole number of million rials; toman is refused with the conversion offered."""

    name = "million rials"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return million rials as a whole number, or fail with how to write it."""
        if not isinstance(value, str):
            return value
        amount = numbers.parse(value)
        if amount is None or amount < 0 or amount.denominator != 1:
            from compliance.office.description import money_advice

            self.fail(
                _("“{value}” is not a whole number of million rials; {advice}").format(
                    value=value, advice=money_advice(value)
                ),
                param,
                ctx,
            )
        return amount.numerator
