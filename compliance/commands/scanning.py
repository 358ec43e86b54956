"""What `scan` does with its options: whose site, which checks, where the result goes."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from fractions import Fraction
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

import click

from compliance import __version__, checklist, clock
from compliance.commands import console, options
from compliance.errors import BadInput, MissingExtra, Problem
from compliance.language import _, mark
from compliance.model.checklist import Library
from compliance.schema import nearest, quoted
from compliance.usecases.opening import Opened, open_office

if TYPE_CHECKING:
    from compliance.scan.collecting import About
    from compliance.scan.collecting import Asked as Wanted

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
_OPTIONS = (
    options.option("--check", "checks", multiple=True, metavar="ID", help=mark("Only this check, such as FA-04.")),
    options.option(
        "--only", multiple=True, metavar="GROUP", help=mark("Only the checks of a group, such as persian.")
    ),
    options.option(
        "--pages", type=click.IntRange(1, 500), default=30, metavar="N", help=mark("Pages at most. Default: 30.")
    ),
    options.option("--static", is_flag=True, help=mark("Do without a browser.")),
    options.option("--browser", type=_FILE, metavar="FILE", help=mark("The browser to use.")),
    options.option(
        "--max-mb",
        type=click.IntRange(1, 2000),
        default=30,
        metavar="N",
        help=mark("Megabytes at most. Default: 30."),
    ),
    options.option(
        "--minutes",
        type=click.FloatRange(0.1, 120),
        default=10,
        metavar="N",
        help=mark("Minutes at most. Default: 10."),
    ),
    options.option(
        "--delay",
        type=click.FloatRange(0, 60),
        default=0.5,
        metavar="S",
        help=mark("Seconds between requests. Default: 0.5."),
    ),
    options.option(
        "--resolver",
        metavar="ADDRESS",
        help=mark("The DNS server to ask, as address or address#port. Default: the system's."),
    ),
    options.option("--ca", "roots", type=_FILE, metavar="FILE", help=mark("Further trusted roots, as PEM.")),
    options.option(
        "--vantage",
        metavar="TEXT",
        callback=options.written,
        help=mark("From where it is measured. Default: this machine's name."),
    ),
    options.option(
        "--allow-private",
        is_flag=True,
        help=mark("Permit exactly the host and port of the address, for intranets."),
    ),
    options.option(
        "--compare",
        nargs=2,
        type=click.Path(path_type=Path),
        metavar="OLD NEW",
        help=mark("Compare two scan.json files instead."),
    ),
    options.option(
        "--watch",
        is_flag=True,
        help=mark("Only look whether the site is there, and add to the log of availability."),
    ),
    options.option(
        "--permit",
        is_flag=True,
        help=mark("Print a request for the security office's permission, and visit nothing."),
    ),
)


def wishes(function: options.F) -> options.F:
    """Declare the options of a scan."""
    for declare in reversed(_OPTIONS):
        function = declare(function)
    return function


_NEEDED = ("httpcore", "selectolax", "dns", "cryptography", "psutil")


class Asked(NamedTuple):
    """Whose site is to be scanned: an office that was opened, or an address alone."""

    url: str
    opened: Opened | None
    instruments: Library

    @property
    def agent(self) -> str:
        """The one name under which the site is visited."""
        about = f"; {self.opened.folder.office.id}" if self.opened else ""
        return f"provincial-compliance/{__version__} (self-check{about})"


def asked(site: str, given: Mapping[str, Any]) -> Asked:
    """Return whose site is meant; BadInput for an office without one, or what is neither folder nor address."""
    if not site.startswith(("http://", "https://")):
        opened = open_office(Path(site), given["round_id"], given["checklists_folder"])
        if not opened.folder.office.site:
            expected, mend = (
                _("the address of the website under “site”"),
                _("add the line “{key}: …”").format(key="site"),
            )
            raise BadInput.of(str(Path(site) / "office.yaml"), None, _("no website"), expected, mend)
        url, library = _address(opened.folder.office.site), opened.instruments
    else:
        opened, url, library = None, _address(site), checklist.load(given["checklists_folder"])
    return Asked(url, opened, library)


def _address(text: str) -> str:
    """Return an address that can be visited; BadInput otherwise."""
    url = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or port == 0:
        expected = _("an address that begins with http:// or https://")
        raise BadInput.of("SITE", None, quoted(text), expected, _("write such as https://example.ir"))
    return url if parts.path else f"{url}/"


def _chosen(library: Library, given: Mapping[str, Any]) -> list[str]:
    """Return the checks that are wanted, in the order of the checklists; BadInput names those there are not."""
    if not library.scan:
        raise BadInput.of(
            "scan.yaml",
            None,
            _("no such file that can be read"),
            _("a folder with {file}").format(file="scan.yaml"),
            _("start from a copy of the shipped checklists"),
        )
    groups = {check.group for check in library.scan.values()}
    problems = [
        Problem("--check", None, quoted(id_), _("the id of a check"), nearest(id_, library.scan))
        for id_ in given["checks"]
        if id_.upper() not in library.scan
    ]
    problems += [
        Problem("--only", None, quoted(group), _("a group of checks"), nearest(group, groups))
        for group in given["only"]
        if group not in groups
    ]
    if problems:
        raise BadInput(problems)
    wanted = {id_.upper() for id_ in given["checks"]}
    wanted |= {check.id for check in library.scan.values() if check.group in given["only"]}
    return [id_ for id_ in library.scan if not wanted or id_ in wanted]


def _wanted(asked: Asked, given: Mapping[str, Any], checks: list[str]) -> Wanted:
    from compliance.model.checklist import Needs
    from compliance.scan.collecting import Asked as Wanted

    browsing = any(asked.instruments.scan[id_].needs is Needs.BROWSER for id_ in checks)
    return Wanted(
        url=asked.url,
        agent=asked.agent,
        pages=given["pages"],
        delay=given["delay"],
        megabytes=given["max_mb"],
        minutes=given["minutes"],
        private=given["allow_private"],
        static=given["static"] or not browsing,
        browser=given["browser"],
        roots=given["roots"],
        resolver=given["resolver"],
    )


def _about(opened: Opened | None) -> About:
    from compliance.scan import storing
    from compliance.scan.collecting import About

    if opened is None:
        return About()
    rows = opened.folder.register.services
    return About(
        opened.folder.office.name,
        tuple(s.id for s in rows if s.approved and s.id) if rows else None,
        tuple(s.id for s in rows if s.electronic and s.id) if rows else None,
        storing.watched(opened.folder.round.folder),
    )


def _need_the_extra() -> None:
    if not all(find_spec(name) for name in _NEEDED):
        raise MissingExtra("scan")


def scan(asked: Asked, given: Mapping[str, Any]) -> int:
    """Visit the site, write what was found into the round, print it; 1 when a check failed."""
    checks = _chosen(asked.instruments, given)
    _need_the_extra()
    from compliance.model.record import Author, Where
    from compliance.model.scan import State
    from compliance.office import scan_file
    from compliance.report.screens import scanning as shown
    from compliance.scan import running, storing

    library, opened = asked.instruments, asked.opened
    whole = len(checks) == len(library.scan)
    if opened is not None and whole:
        opened.desk().read_log()  # a record that is broken is told before anything is visited
    with console.working() as tell:
        outcome = running.run(
            _wanted(asked, given, checks),
            _about(opened),
            library,
            checks,
            clock.today(),
            clock.now(),
            given["vantage"] or socket.gethostname(),
            tell,
        )
    costs = None
    if opened is not None and whole:
        console.note(_("saved: {path}").format(path=storing.store(opened.folder.round.folder, outcome)))
        again = open_office(opened.folder.path, opened.round, opened.checklists)
        again.desk().seal([scan_file.FILE], Author(console.user(), Where.SCAN, clock.today()))
        costs = shown.Costs(library, again.assess_chosen("all"))
    elif opened is not None:
        console.note(_("a scan of some checks only is not written into the round"))
        costs = shown.Costs(library, opened.assess_chosen("all"))
    if given["as_json"]:
        console.data(shown.record(outcome.scan, library, costs))
    else:
        console.show(shown.of_scan(outcome.scan, library, costs))
    return 1 if any(result.state is State.FAIL for result in outcome.scan.results) else 0


def compare(old: Path, new: Path, checklists_folder: Path | None, as_json: bool) -> int:
    """Print what changed between two scans; 1 when something fails anew."""
    from compliance.office import scan_file
    from compliance.report.screens.scanning import Comparison

    found = [scan_file.read(path) for path in (old, new)]
    missing = [str(path) for path, scan_ in zip((old, new), found, strict=True) if scan_ is None]
    if missing:
        raise BadInput.all_of(
            "--compare", [(quoted(name), _("a scan.json"), _("give the path of the file")) for name in missing]
        )
    first, second = (scan_ for scan_ in found if scan_ is not None)
    compared = Comparison(first, second)
    if as_json:
        console.data(compared.record())
    else:
        console.show(compared.sheet(checklist.load(checklists_folder)))
    return 1 if compared.anew else 0


def watch(asked: Asked, private: bool, as_json: bool) -> int:
    """Look whether the site is there and add to the log; 1 when it is not."""
    if asked.opened is None:
        raise BadInput.of(
            "--watch", None, quoted(asked.url), _("an office folder"), _("the log is kept in its round")
        )
    _need_the_extra()
    from compliance.persian import numbers
    from compliance.scan import probing, storing

    probe = probing.probe(asked.url, asked.agent, private)
    up, whole = storing.watch(asked.opened.folder.round.folder, clock.now(), probe.up, probe.status, probe.seconds)
    if as_json:
        plain = {"up": probe.up, "status": probe.status, "seconds": round(probe.seconds, 3)}
        console.data({**plain, "found": up, "probes": whole, "problems": []})
    else:
        state = _("the site is there") if probe.up else _("the site is not there")
        console.plain(
            _("{state}; found {up} of {whole} times").format(
                state=state, up=numbers.show(up), whole=numbers.show(whole)
            )
            + "\n"
        )
    return 0 if probe.up else 1


def permit(asked: Asked, given: Mapping[str, Any]) -> str:
    """Return the request for the security office's permission, for a scan with these options."""
    from compliance.report.screens import permits

    office = asked.opened.folder.office if asked.opened else None
    visit = permits.Visit(
        url=asked.url,
        agent=asked.agent,
        pages=given["pages"],
        delay=Fraction(str(given["delay"])),
        minutes=Fraction(str(given["minutes"])),
        megabytes=given["max_mb"],
        static=given["static"],
    )
    return permits.request(visit, None if office is None else str(office.name), clock.today())
