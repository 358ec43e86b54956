"""What DNS says of a host, asked of a resolver of the tests' own: DNS-01 to DNS-04, and all that can go wrong there."""

from __future__ import annotations

import random
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import dns.message
import dns.query
import dns.rcode
import pytest

from compliance.model.checklist import Library
from compliance.model.scan import State
from compliance.scan import judging
from compliance.scan.network import names
from compliance.scan.network.door import Door
from compliance.scan.site import Names, Site
from tests.zones import ADDRESS, HOST, OFFICE, Asked, Made, Resolver, Tree, tree

PASS, FAIL, UNMEASURED = State.PASS, State.FAIL, State.NOT_MEASURED
ALL = ("DNS-01", "DNS-02", "DNS-03", "DNS-04")
SPF, DMARC = f'{OFFICE}. TXT "v=spf1 -all"', f'_dmarc.{OFFICE}. TXT "v=DMARC1; p=reject"'
SIX, CAA = f"{HOST}. AAAA ::1", f'{OFFICE}. CAA 0 issue "pki.example"'


def _has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


needs_ipv6 = pytest.mark.skipif(not _has_ipv6(), reason="this machine has no ::1")


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the scanner wait a quarter of a second for each answer."""
    monkeypatch.setattr(names, "_WAIT", 0.25)


@contextmanager
def silent(resolver: Resolver, when: Callable[[Asked], bool]) -> Iterator[None]:
    """Let some questions be without an answer, and the scanner wait for those alone but a moment."""
    ask = dns.query.udp_with_fallback

    def hasty_there(query: dns.message.Message, at: str, timeout: float, **more: Any) -> Any:
        asked = query.question[0]
        never = when(Asked(asked.name.to_text(omit_final_dot=True).lower(), asked.rdtype.name, False))
        return ask(query, at, timeout=0.1 if never else 10.0, **more)

    resolver.silent = when
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dns.query, "udp_with_fallback", hasty_there)
        yield


def look(resolver: Resolver, host: str = HOST, port: int = 443, door: Door | None = None) -> Names | str:
    """Return what the scanner sees of a host."""
    return names.look(door or Door(), host, port, resolver.at, resolver.tree.anchors)


def states(seen: Names | str, library: Library) -> dict[str, State]:
    """Return the states of the four checks, each with words in both languages."""
    url, day = f"https://{HOST}/", date(2026, 11, 28)
    site = Site(url, url, (), (), (), {}, {}, (), None, "static", seen, "static", None, None, None, (0, 0), day)
    results, _counts = judging.judge(site, library, ALL)
    assert all(result.seen.fa and result.seen.en for result in results)
    return {result.check: result.state for result in results}


def state(check: str, made: Tree, library: Library, host: str = HOST) -> State:
    """Return the state of one check of a tree whose resolver answers everything."""
    with Resolver(made) as resolver:
        return states(look(resolver, host), library)[check]


def signed(made: Tree, host: str = HOST) -> str | None:
    """Return what is said of a host's signatures."""
    with Resolver(made) as resolver:
        seen = look(resolver, host)
        assert isinstance(seen, Names)
        return seen.signed


@contextmanager
def listening() -> Iterator[int]:
    """Listen at a port of ::1."""
    with socket.create_server(("::1", 0), family=socket.AF_INET6) as server:
        yield server.getsockname()[1]


# --- DNS-01: an IPv6 address that answers


@needs_ipv6
def test_an_ipv6_address_that_answers_is_well(library: Library) -> None:
    with Resolver(tree(f"{ADDRESS}\n{SIX}")) as resolver, listening() as port:
        seen = look(resolver, HOST, port, Door(allowed=[("::1", port)]))
        assert isinstance(seen, Names)
        assert (seen.addresses6, seen.reached6) == (("::1",), True)
        assert states(seen, library)["DNS-01"] is PASS


def test_no_ipv6_address_is_a_failure(library: Library) -> None:
    assert state("DNS-01", tree(), library) is FAIL


@needs_ipv6
def test_an_ipv6_address_that_refuses_is_a_failure(library: Library) -> None:
    with Resolver(tree(f"{ADDRESS}\n{SIX}")) as resolver:
        with listening() as port:
            pass
        seen = look(resolver, HOST, port, Door(allowed=[("::1", port)]))
        assert states(seen, library)["DNS-01"] is FAIL


class Choosy(Door):
    """A door behind which one address refuses, and the others answer."""

    def connect(self, host: str, port: int, timeout: float) -> socket.socket:
        if host == "2001:db8::1":
            raise ConnectionRefusedError(111, "refused")
        one, other = socket.socketpair()
        other.close()
        return one


def test_one_ipv6_address_of_several_is_enough(library: Library) -> None:
    """The first of them refuses, the second answers."""
    with Resolver(tree(f"{ADDRESS}\n{HOST}. AAAA 2001:db8::1\n{HOST}. AAAA 2001:db8::2")) as resolver:
        assert states(look(resolver, door=Choosy()), library)["DNS-01"] is PASS


@needs_ipv6
def test_the_ipv6_address_behind_an_alias_is_the_hosts(library: Library) -> None:
    with (
        Resolver(tree(f"{HOST}. CNAME cdn.{OFFICE}.\ncdn.{OFFICE}. AAAA ::1")) as resolver,
        listening() as port,
    ):
        seen = look(resolver, HOST, port, Door(allowed=[("::1", port)]))
        assert states(seen, library)["DNS-01"] is PASS


def test_an_ipv6_address_that_is_private_is_not_knocked_at(library: Library) -> None:
    """It is not measured, and the door has counted the refusal."""
    with Resolver(tree(f"{ADDRESS}\n{SIX}")) as resolver:
        door = Door()
        assert states(look(resolver, door=door), library)["DNS-01"] is UNMEASURED
        assert door.refused == {("::1", 443): 1}


@needs_ipv6
def test_a_private_ipv6_address_does_not_hide_one_that_answers(library: Library) -> None:
    with Resolver(tree(f"{ADDRESS}\n{SIX}\n{HOST}. AAAA 2001:db8::1")) as resolver, listening() as port:
        seen = look(resolver, HOST, port, Door(allowed=[("::1", port)]))
        assert states(seen, library)["DNS-01"] is PASS


class Deaf(Door):
    """A door behind which nobody answers in time."""

    def connect(self, host: str, port: int, timeout: float) -> socket.socket:
        raise TimeoutError("timed out")


def test_an_ipv6_address_that_does_not_answer_in_time_is_no_failure(library: Library) -> None:
    with Resolver(tree(f"{ADDRESS}\n{SIX}")) as resolver:
        assert states(look(resolver, door=Deaf()), library)["DNS-01"] is UNMEASURED


# --- DNS-02: signatures from the root down


@pytest.mark.parametrize("flaw", ["", "DS of SHA-1", "DS of SHA-384", "two DS"])
def test_a_chain_of_signatures_that_holds_is_well(library: Library, flaw: str) -> None:
    assert state("DNS-02", tree(flaw=flaw), library) is PASS


@pytest.mark.parametrize(
    ("records", "host"),
    [
        (f"*.{OFFICE}. A 127.0.0.1", HOST),
        (f"www.{HOST}. A 127.0.0.1", f"www.{HOST}"),
        (f"a.b.c.{OFFICE}. A 127.0.0.1", f"a.b.c.{OFFICE}"),
        (f"{OFFICE}. A 127.0.0.1", OFFICE),
        (ADDRESS, "SABT.Namuneh.GOV.ir"),
        (ADDRESS, f"{HOST}."),
        (f"xn--mgba3a4f16a.{OFFICE}. A 127.0.0.1", f"ایران.{OFFICE}"),
    ],
    ids=["wildcard", "www", "empty-names-between", "the-zone-itself", "upper-case", "dot-at-the-end", "idn"],
)
def test_signatures_hold_for_every_kind_of_name(library: Library, records: str, host: str) -> None:
    assert state("DNS-02", tree(records), library, host) is PASS


@pytest.mark.parametrize("flaw", ["unsigned", "undelegated"])
def test_a_zone_that_nobody_above_vouches_for_is_insecure(library: Library, flaw: str) -> None:
    assert signed(tree(flaw=flaw)) == "insecure"
    assert state("DNS-02", tree(flaw=flaw), library) is FAIL


@pytest.mark.parametrize(
    "flaw", ["unsigned with DS", "expired", "early", "wrong key", "key above", "changed", "stripped", "wrong DS"]
)
def test_a_signature_that_does_not_hold_is_bogus(library: Library, flaw: str) -> None:
    assert signed(tree(flaw=flaw)) == "bogus"
    assert state("DNS-02", tree(flaw=flaw), library) is FAIL


@pytest.mark.parametrize("root", ["expired", "wrong DS"])
def test_a_root_that_is_bogus_makes_all_bogus(root: str) -> None:
    assert signed(tree(root=root)) == "bogus"


def test_the_root_is_trusted_by_its_anchors_alone() -> None:
    """A tree that is right in itself but hangs from another root is bogus."""
    with Resolver(tree()) as resolver:
        seen = names.look(Door(), HOST, 443, resolver.at, tree().anchors)
        assert isinstance(seen, Names)
        assert seen.signed == "bogus"


@pytest.mark.parametrize("where", ["root", "flaw"])
def test_of_two_keys_one_that_signs_is_enough(where: str) -> None:
    """RFC 4035, 5.2: some key that a DS names signs the keys; another waits for its turn or is over, in any order."""
    with Resolver(tree(**{where: "rollover"})) as resolver:
        seen = [look(resolver) for _order in range(20)]
    assert {one.signed for one in seen if isinstance(one, Names)} == {"secure"}


def test_an_alias_is_followed_with_its_signatures(library: Library) -> None:
    assert state("DNS-02", tree(f"{HOST}. CNAME web.{OFFICE}.\nweb.{OFFICE}. A 127.0.0.1"), library) is PASS


def test_an_alias_into_a_zone_without_signatures_is_insecure() -> None:
    cdn = Made("cdn.ir.", "edge.cdn.ir. A 127.0.0.1", "unsigned")
    assert signed(tree(f"{HOST}. CNAME edge.cdn.ir.", more=[cdn])) == "insecure"


def test_an_alias_that_nobody_signed_is_not_secure(library: Library) -> None:
    """Neither is an alias that leads round in a circle; both end."""
    assert (
        state("DNS-02", tree(f"{HOST}. CNAME web.{OFFICE}.\nweb.{OFFICE}. A 127.0.0.1", "stripped"), library)
        is not PASS
    )
    assert state("DNS-02", tree(f"{HOST}. CNAME x.{OFFICE}.\nx.{OFFICE}. CNAME {HOST}."), library) is not PASS


def test_a_host_with_ipv6_alone_is_judged(library: Library) -> None:
    assert state("DNS-02", tree(SIX), library) is PASS


def test_a_name_that_does_not_exist_has_no_signatures_to_judge(library: Library) -> None:
    with Resolver(tree()) as resolver:
        seen = states(look(resolver, f"nowhere.{OFFICE}"), library)
        assert seen["DNS-01"] is FAIL
        assert seen["DNS-02"] is UNMEASURED


def test_a_resolver_that_knows_no_signatures_says_nothing_of_the_site(library: Library) -> None:
    with Resolver(tree()) as resolver:
        resolver.plain = True
        assert states(look(resolver), library)["DNS-02"] is UNMEASURED


# --- DNS-03: who may issue certificates


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        (f'{HOST}. CAA 0 issue "pki.example"', PASS),
        (CAA, PASS),
        (f'{HOST}. CAA 0 issue ";"', PASS),
        (f'{HOST}. CNAME web.{OFFICE}.\nweb.{OFFICE}. CAA 0 issue "pki.example"', PASS),
        (ADDRESS, FAIL),
        (f'other.{OFFICE}. CAA 0 issue "pki.example"', FAIL),
        (f'below.{HOST}. CAA 0 issue "pki.example"', FAIL),
    ],
    ids=["own", "inherited", "nobody-may", "behind-an-alias", "none", "a-neighbours", "below"],
)
def test_who_may_issue_certificates(library: Library, records: str, expected: State) -> None:
    assert state("DNS-03", tree(records), library) is expected


def test_a_caa_record_of_ones_own_comes_before_the_zones() -> None:
    with Resolver(tree(f'{CAA}\n{HOST}. CAA 0 issue "own.example"')) as resolver:
        seen = look(resolver)
        assert isinstance(seen, Names)
        assert seen.caa == ('0 issue "own.example"',)


def test_where_to_report_is_not_who_may_issue(library: Library) -> None:
    """RFC 8659, 4: without issue or issuewild anybody may."""
    assert state("DNS-03", tree(f'{OFFICE}. CAA 0 iodef "mailto:post@{OFFICE}"'), library) is FAIL


# --- DNS-04: nobody can send mail in the domain's name


def mail(host: str, dmarc: str | None = "v=DMARC1; p=reject", *, at: str = OFFICE) -> str:
    """Return the records of a domain with an SPF policy, in quotes when it is several strings, and a DMARC one."""
    lines = [f"{at}. TXT {host}" if host.startswith('"') else f'{at}. TXT "{host}"']
    return "\n".join([*lines, f'_dmarc.{at}. TXT "{dmarc}"'] if dmarc is not None else lines)


GOOD = {
    "strict": mail("v=spf1 -all"),
    "soft": mail("v=spf1 a mx ~all", "v=DMARC1; p=quarantine"),
    "of-the-host": mail("v=spf1 -all", at=HOST),
    "capitals": mail("V=SPF1 MX -ALL", "v=DMARC1;P=Reject;"),
    "several-strings": mail('"v=spf1 include:_spf.exam" "ple.ir -a" "ll"', "v=DMARC1; p=reject; rua=mailto:a@b.ir"),
    "among-others": f'{SPF}\n{OFFICE}. TXT "google-site-verification=x"\n{DMARC}',
    "host-and-domain": f'{HOST}. TXT "v=spf1 -all"\n{DMARC}',
    "redirect": mail("v=spf1 redirect=_spf.example.ir"),
    "spaces": mail("v=spf1  mx   -all ", "v=DMARC1 ;  p=reject ;"),
    "behind-an-alias": f'{OFFICE}. TXT "v=spf1 -all"\n_dmarc.{OFFICE}. CNAME d.{OFFICE}.\nd.{OFFICE}. TXT "v=DMARC1; p=reject"',
}
BAD = {
    "neither": ADDRESS,
    "no-dmarc": mail("v=spf1 -all", None),
    "no-spf": DMARC,
    "two-spf": f'{SPF}\n{OFFICE}. TXT "v=spf1 mx ~all"\n{DMARC}',
    "neutral": mail("v=spf1 mx ?all"),
    "anybody": mail("v=spf1 +all"),
    "open-end": mail("v=spf1 mx a"),
    "watching-only": mail("v=spf1 -all", "v=DMARC1; p=none"),
    "no-policy": mail("v=spf1 -all", "v=DMARC1; rua=mailto:a@b.ir"),
    "odd-policy": mail("v=spf1 -all", "v=DMARC1; p=rejected"),
    "spf-of-a-neighbour": f'other.{OFFICE}. TXT "v=spf1 -all"\n{DMARC}',
}


@pytest.mark.parametrize("records", GOOD.values(), ids=GOOD)
def test_mail_that_nobody_can_forge(library: Library, records: str) -> None:
    assert state("DNS-04", tree(records), library) is PASS


@pytest.mark.parametrize("records", BAD.values(), ids=BAD)
def test_mail_that_anybody_can_forge(library: Library, records: str) -> None:
    assert state("DNS-04", tree(records), library) is FAIL


def test_the_policies_of_a_www_host_are_those_of_its_domain(library: Library) -> None:
    with Resolver(tree(f"{SPF}\n{DMARC}\nwww.{OFFICE}. A 127.0.0.1")) as resolver:
        assert states(look(resolver, f"www.{OFFICE}"), library)["DNS-04"] is PASS


def test_a_wildcard_is_no_dmarc_record(library: Library) -> None:
    """RFC 7489, 6.6.3: records that do not begin with v=DMARC1 are discarded, and the domain above is asked."""
    wild = f'*.{OFFICE}. TXT "v=spf1 -all"'
    assert state("DNS-04", tree(f"{SPF}\n{DMARC}\n{wild}"), library) is PASS


def test_a_policy_that_spares_the_hosts_below_protects_no_host(library: Library) -> None:
    assert state("DNS-04", tree(mail("v=spf1 -all", "v=DMARC1; p=reject; sp=none")), library) is FAIL


def test_spaces_in_a_dmarc_record_are_nothing(library: Library) -> None:
    """RFC 7489, 6.4: spaces may stand on either side of the equals sign."""
    assert state("DNS-04", tree(mail("v=spf1 -all", "v=DMARC1 ; p = reject")), library) is PASS


def test_two_dmarc_records_are_none(library: Library) -> None:
    two = f'_dmarc.{OFFICE}. TXT "v=DMARC1; p=quarantine"'
    assert state("DNS-04", tree(f"{SPF}\n{DMARC}\n{two}"), library) is FAIL


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("v=spf1 +all redirect=_spf.example.ir", FAIL),
        ("v=spf1 include:mail-all", FAIL),
        ("v=spf1 mx -all exp=explain.example.ir", PASS),
        ("v=spf1 exists:redirect=x ?all", FAIL),
    ],
    ids=["redirect-behind-all", "a-name-that-ends-so", "explanation-behind-all", "redirect-in-a-name"],
)
def test_an_spf_policy_is_read_term_by_term(library: Library, policy: str, expected: State) -> None:
    """RFC 7208, 4.6 and 6: `all` ends the terms wherever it stands, redirect counts only without it."""
    assert state("DNS-04", tree(mail(policy)), library) is expected


def test_a_later_version_of_spf_is_another_record(library: Library) -> None:
    later = f'{OFFICE}. TXT "v=spf10 -all"'
    assert state("DNS-04", tree(f"{SPF}\n{DMARC}\n{later}"), library) is PASS


def test_an_spf_record_of_all_offices_is_no_offices_own(library: Library) -> None:
    assert state("DNS-04", tree(DMARC, gov='gov.ir. TXT "v=spf1 -all"'), library) is FAIL


# --- a resolver that answers badly, or not at all


def test_a_silent_resolver_is_never_a_failure(library: Library, hasty: None) -> None:
    with Resolver(tree()) as resolver:
        resolver.silent = lambda _asked: True
        begun = time.monotonic()
        seen = look(resolver)
        assert seen == "late"
        assert time.monotonic() - begun < 2
        assert set(states(seen, library).values()) == {UNMEASURED}


def test_a_resolver_that_is_not_there_is_never_a_failure(library: Library, hasty: None) -> None:
    with Resolver(tree()) as resolver:
        pass
    assert set(states(look(resolver), library).values()) == {UNMEASURED}


@pytest.mark.parametrize(
    ("kind", "check"), [("DNSKEY", "DNS-02"), ("DS", "DNS-02"), ("A", "DNS-02"), ("CAA", "DNS-03"), ("TXT", "DNS-04")]
)
def test_one_kind_of_question_without_an_answer_is_never_a_failure(library: Library, kind: str, check: str) -> None:
    """The check that needs it is not measured; the others are."""
    with (
        Resolver(tree("\n".join((ADDRESS, CAA, SPF, DMARC)))) as resolver,
        silent(resolver, lambda asked: asked.kind == kind),
    ):
        seen = states(look(resolver), library)
        assert seen.pop(check) is UNMEASURED
        assert seen.pop("DNS-01") is FAIL
        assert set(seen.values()) == {PASS}


def test_a_cut_that_cannot_be_looked_for_is_never_a_failure(library: Library) -> None:
    with Resolver(tree(flaw="unsigned")) as resolver, silent(resolver, lambda asked: asked.kind == "SOA"):
        assert states(look(resolver), library)["DNS-02"] is UNMEASURED


@pytest.mark.parametrize(("kind", "check"), [("CAA", "DNS-03"), ("TXT", "DNS-04")])
def test_half_an_answer_is_never_a_failure(library: Library, kind: str, check: str) -> None:
    """The domain's own records do not come in time; that gov.ir has none says nothing."""

    def own(asked: Asked) -> bool:
        return asked.kind == kind and asked.name.endswith(OFFICE)

    with Resolver(tree("\n".join((ADDRESS, CAA, SPF, DMARC)))) as resolver, silent(resolver, own):
        assert states(look(resolver), library)[check] is UNMEASURED


@pytest.mark.parametrize("code", [dns.rcode.SERVFAIL, dns.rcode.REFUSED, dns.rcode.FORMERR, dns.rcode.NOTIMP])
def test_an_error_of_the_resolver_is_never_a_failure(library: Library, code: dns.rcode.Rcode) -> None:
    """SERVFAIL, REFUSED and the like say nothing of the site."""
    with Resolver(tree("\n".join((ADDRESS, CAA, SPF, DMARC)))) as resolver:
        resolver.codes["*"] = code
        assert set(states(look(resolver), library).values()) == {UNMEASURED}


@pytest.mark.parametrize(
    ("kind", "check"), [("AAAA", "DNS-01"), ("DNSKEY", "DNS-02"), ("CAA", "DNS-03"), ("TXT", "DNS-04")]
)
def test_an_error_for_one_kind_of_question_is_never_a_failure(library: Library, kind: str, check: str) -> None:
    """Old name servers fail on kinds that they do not know."""
    with Resolver(tree("\n".join((ADDRESS, CAA, SPF, DMARC)))) as resolver:
        resolver.codes[kind] = dns.rcode.SERVFAIL
        seen = look(resolver)
        assert (seen if isinstance(seen, str) else states(seen, library)[check]) in ("late", UNMEASURED)


def test_a_name_that_does_not_exist_is_an_answer(library: Library) -> None:
    """NXDOMAIN is no error: there are no records."""
    with Resolver(tree()) as resolver:
        resolver.codes["*"] = dns.rcode.NXDOMAIN
        seen = states(look(resolver), library)
        assert (seen["DNS-01"], seen["DNS-03"], seen["DNS-04"]) == (FAIL, FAIL, FAIL)


def test_answers_that_are_cut_short_are_asked_for_again_over_tcp(library: Library) -> None:
    with Resolver(tree("\n".join((ADDRESS, CAA, SPF, DMARC)))) as resolver:
        resolver.truncated = True
        seen = states(look(resolver), library)
        assert (seen["DNS-02"], seen["DNS-03"], seen["DNS-04"]) == (PASS, PASS, PASS)
        over_udp = [(asked.name, asked.kind) for asked in resolver.asked if not asked.tcp]
        assert over_udp == [(asked.name, asked.kind) for asked in resolver.asked if asked.tcp]


def test_a_cut_answer_whose_rest_never_comes_is_never_a_failure(library: Library, hasty: None) -> None:
    with Resolver(tree()) as resolver:
        resolver.truncated = True
        resolver.silent = lambda asked: asked.tcp
        assert set(states(look(resolver), library).values()) == {UNMEASURED}


def test_a_record_of_64_kb_is_read_whole(library: Library) -> None:
    """254 strings of 255 bytes: over TCP, in little time, and shown short."""
    text = "v=spf1 " + "ip4:192.0.2.1 " * 4650
    text = text[: 254 * 255 - 5] + " -all"
    strings = " ".join(f'"{text[at : at + 255]}"' for at in range(0, len(text), 255))
    with Resolver(tree(f"{mail(strings)}\n{ADDRESS}")) as resolver:
        begun = time.monotonic()
        seen = look(resolver)
        assert isinstance(seen, Names)
        assert seen.spf == (text,)
        assert any(asked.tcp and asked.kind == "TXT" for asked in resolver.asked)
        assert states(seen, library)["DNS-04"] is PASS
        assert time.monotonic() - begun < 3
        seen = seen._replace(spf=(text[:-4] + "?all",))
        assert states(seen, library)["DNS-04"] is FAIL


def test_an_answer_to_another_question_is_none(library: Library, hasty: None) -> None:
    """An answer with the wrong id is not read."""
    with Resolver(tree(f"{ADDRESS}\n{SIX}")) as resolver:
        resolver.mangled = 1
        assert set(states(look(resolver), library).values()) == {UNMEASURED}


def test_a_stray_answer_does_not_end_the_wait_for_the_right_one(library: Library) -> None:
    with Resolver(tree("\n".join((ADDRESS, CAA, SPF, DMARC)))) as resolver:
        resolver.decoy = True
        seen = states(look(resolver), library)
        assert (seen["DNS-02"], seen["DNS-03"], seen["DNS-04"]) == (PASS, PASS, PASS)


@pytest.mark.parametrize(
    "rubbish", [b"", b"\0", b"\xff" * 12, b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\xc0\x0c" * 300]
)
def test_rubbish_is_no_answer(library: Library, hasty: None, rubbish: bytes) -> None:
    with Resolver(tree()) as resolver:
        resolver.answers = lambda _wire: rubbish
        assert set(states(look(resolver), library).values()) == {UNMEASURED}


def test_no_broken_packet_breaks_the_scan(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever bytes of an answer are changed, the look ends with a value."""
    monkeypatch.setattr(names, "_WAIT", 0.02)
    chance = random.Random(1405)

    def broken(wire: bytes) -> bytes:
        if chance.random() < 0.7:
            return wire
        changed = bytearray(wire)
        for _change in range(chance.randint(1, 4)):
            changed[chance.randrange(2, len(changed))] = chance.randrange(256)
        return bytes(changed[: chance.choice([len(changed), chance.randrange(2, len(changed))])])

    with Resolver(tree("\n".join((ADDRESS, SIX, CAA, SPF, DMARC)))) as resolver:
        resolver.answers = broken
        for _turn in range(20):
            assert set(states(look(resolver), library)) == set(ALL)


def test_the_scans_end_is_the_looks_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """A resolver that answers the first question and then falls silent costs no more than the scan's time."""
    monkeypatch.setattr(names, "_WAIT", 0.2)
    with Resolver(tree()) as resolver:
        resolver.silent = lambda asked: asked.kind != "AAAA"
        begun = time.monotonic()
        look(resolver, door=Door(ends=begun + 0.2))
        assert time.monotonic() - begun < 1.3


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "::1", "2130706433", "localhost", "a..b", "x" * 64 + ".ir", "۱۲۷.۰.۰.۱"]
)
def test_what_is_no_name_is_asked_of_nobody(library: Library, host: str) -> None:
    with Resolver(tree()) as resolver:
        seen = look(resolver, host)
        assert seen == "no name"
        assert not resolver.asked
        assert set(states(seen, library).values()) == {UNMEASURED}
