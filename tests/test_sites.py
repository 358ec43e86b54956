"""The made-up office's website is clean, every fault shows in what is served, and its server leaves nothing behind."""

from __future__ import annotations

import gzip
import http.client
import re
import socket
import ssl
import threading
import time
from contextlib import closing, suppress
from datetime import date
from functools import cache
from html.parser import HTMLParser
from urllib.parse import quote, urlsplit

import pytest
from cryptography import x509

from compliance.personal import codes
from tests.sites.edits import Fault, Served
from tests.sites.faults import FAULTS
from tests.sites.pages import OFFICE, Answer, Pages
from tests.sites.pki import Authority
from tests.sites.server import Site

DAY = date(2026, 11, 28)
BASE = "http://localhost"
VOID = {"meta", "link", "img", "input", "br", "hr"}
PACKED = {"accept-encoding": "gzip", "host": "localhost"}


class Reader(HTMLParser):
    """What a page holds: its links and what else it loads, its ids, its texts with their language."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.ids: list[str] = []
        self.tags: list[str] = []
        self.texts: list[tuple[str, str]] = []
        self._open: list[tuple[str, str]] = [("", "")]
        self.feed(page)
        self.close()
        assert len(self._open) == 1, f"not closed: {self._open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        assert not {"style", "onclick", "onload"} & set(given), tag
        self.tags.append(tag)
        self.ids += [given["id"]] if "id" in given else []
        self.links += [given["href"]] if tag == "a" else []
        self.loads += [given[name] for name in ("src", "href", "action") if name in given and tag != "a"]
        language = given.get("lang", self._open[-1][1])
        self.texts += [(given[name], language) for name in ("alt", "aria-label", "content") if name in given]
        if tag not in VOID:
            self._open.append((tag, language))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        self.texts.append((data, self._open[-1][1]))


def body(answer: Answer) -> str:
    return answer.body.decode("utf-8")


@pytest.fixture(scope="module")
def clean() -> Pages:
    return Pages(today=DAY)


@pytest.fixture(scope="module")
def html(clean: Pages) -> dict[str, str]:
    """Every page of the clean website, with the one for what is missing and one of a search."""
    addresses = [address for address in clean.addresses if address.endswith("/")]
    addresses += ["/nowhere/", f"/search?q={quote('كارگاه')}", "/search?q=zzz", "/search"]
    return {address: body(clean.answer("GET", address, {})) for address in addresses}


@pytest.fixture(scope="module")
def read(html: dict[str, str]) -> dict[str, Reader]:
    return {address: Reader(text) for address, text in html.items()}


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


def test_there_are_enough_pages_and_all_are_in_both_maps(clean: Pages, read: dict[str, Reader]) -> None:
    pages = {address for address in clean.addresses if address.endswith("/")} - {"/received/"}
    assert len(pages) >= 15
    assert pages <= set(read["/sitemap/"].links)
    written = re.findall("<loc>(.*?)</loc>", body(clean.answer("GET", "/sitemap.xml", {"host": "localhost"})))
    assert {urlsplit(address).path for address in written} == pages
    assert all(address.startswith("http://localhost/") for address in written)


def test_every_page_has_the_same_head_header_and_footer(html: dict[str, str]) -> None:
    for start, end in (("<link", "</head>"), ("<body>", "<main"), ("</main>", "</html>")):
        assert len({text.partition(start)[2].partition(end)[0] for text in html.values()}) == 1
    for text in html.values():
        assert '<html lang="fa" dir="rtl">' in text
        assert text.count("<h1>") == 1
        title = text.partition("<h1>")[2].partition("</h1>")[0]
        assert f"<title>{title} | ادارهٔ کل نمونهٔ استان بوشهر</title>" in text
        assert "illustrative" in text


def test_every_link_of_the_clean_site_answers_over_http(read: dict[str, Reader]) -> None:
    asked: dict[str, int] = {}
    with Site(today=DAY) as site:
        line = http.client.HTTPConnection("127.0.0.1", site.port)
        for address, page in read.items():
            assert len(set(page.ids)) == len(page.ids), address
            for link in [*page.links, *page.loads]:
                path, _, anchor = link.partition("#")
                assert not anchor or anchor in read[path or address].ids, (address, link)
                if path.startswith("/"):
                    asked[path] = 0
        for path in asked:
            line.request("GET", path)
            answer = line.getresponse()
            answer.read()
            asked[path] = answer.status
        line.close()
        assert [request.path for request in site.requests] == list(asked)
        assert not site.errors
    assert set(asked.values()) == {200}
    abroad = {link for page in read.values() for link in page.links if link.startswith("https:")}
    assert abroad == {"https://my.gov.ir", "https://foia.iran.gov.ir"}
    assert not [load for page in read.values() for load in page.loads if not load.startswith("/")]


def test_every_placeholder_is_replaced(clean: Pages) -> None:
    for address in [*clean.addresses, "/nowhere/", "/search?q={{base}}"]:
        assert b"{{" not in clean.answer("GET", address, {}).body or address.endswith(".woff2"), address
    assert "آخرین به‌روزرسانی: ۱۴۰۵/۰۸/۳۰" in body(clean.answer("GET", "/", {}))
    assert "۱۴۰۵/۰۹/۰۲" in body(clean.answer("GET", "/news/", {}))
    assert "Expires: 2027-05-27T00:00:00Z" in body(clean.answer("GET", "/.well-known/security.txt", {}))


def test_the_day_is_the_programs_own_unless_said() -> None:
    assert "۱۴۰۵/۰۸/۳۰" in body(Pages().answer("GET", "/", {}))
    assert "۱۴۰۶/۰۱/۰۳" in body(Pages(today=date(2027, 3, 30)).answer("GET", "/", {}))


def test_the_texts_are_persian(read: dict[str, Reader]) -> None:
    arabic, latin = "", ""
    for address, page in read.items():
        persian = " ".join(text for text, language in page.texts if language == "fa")
        assert not re.search("[يكىة٠-٩\ufffd\ufb50-\ufdff\ufe70-\ufefc]", persian), address
        assert not re.search("[0-9]", re.sub(r"width=[\w-]+, initial-scale=1|utf-8", "", persian)), address
        assert not re.search(r"\bن?می |[^\u200c]ها(ی|یی)?\b| ها", persian), address
        assert not re.search("(?:[A-Za-z]+ ){2}[A-Za-z]+", persian), address
        assert not re.search(r"\b(19|20|۱۹|۲۰)[0-9۰-۹]{2}\b", persian), address
        arabic += "".join(text for text, language in page.texts if language == "ar")
        latin += "".join(text for text, language in page.texts if language == "en")
    assert "ي" in arabic
    assert "ك" in arabic
    assert len(latin.split()) >= 6


def test_nothing_looks_like_a_national_code(html: dict[str, str]) -> None:
    assert not [code for text in html.values() for code in codes.find(text)]


@pytest.mark.parametrize("word", ["شکایت", "شكايت", "پرسش‌هاي", "كارگاه", "10011001103", "۱۰۰۱۱۰۰۱۱۰۳", "ادارهٔ"])
def test_search_finds_whatever_letters_are_typed(clean: Pages, word: str) -> None:
    page = body(clean.answer("GET", f"/search?q={quote(word)}", {})).partition("<h1>")[2].partition("</main>")[0]
    found = re.findall('<li><a href="(.*?)">', page)
    assert found
    assert all(clean.answer("GET", address, {}).status == 200 for address in found)
    assert not re.search("[يك0-9]", re.sub("<[^>]+>", "", page))


def test_search_puts_titles_first_and_repeats_no_markup(clean: Pages) -> None:
    page = body(clean.answer("GET", f"/search?q={quote('ثبت شكايت')}", {}))
    assert page.partition('<ul class="map">')[2].strip().startswith('<li><a href="/complaints/">ثبت شکایت</a>')
    page = body(clean.answer("GET", f"/search?q={quote('<b>{{base}}')}", {}))
    assert "&lt;b&gt;" in page
    assert "نتیجه‌ای یافت نشد" in page


def test_answers_are_as_a_good_server_gives_them(clean: Pages) -> None:
    home = clean.answer("GET", "/", PACKED)
    assert gzip.decompress(home.body) == clean.answer("GET", "/", {"host": "localhost"}).body
    assert home.headers["Content-Encoding"] == "gzip"
    assert "'unsafe-inline'" not in home.headers["Content-Security-Policy"]
    assert not re.search("[0-9]", home.headers["Server"])
    assert "Strict-Transport-Security" not in home.headers
    assert "Strict-Transport-Security" in Pages(secure=True).answer("GET", "/", {}).headers
    head = clean.answer("HEAD", "/", PACKED)
    assert (head.status, head.headers, head.body) == (200, home.headers, b"")
    assert clean.answer("GET", "/nowhere/", {}).status == 404
    assert clean.answer("GET", "/404.html", {}).status == 404
    assert clean.answer("GET", "/../sites/server.py", {}).status == 404
    assert clean.answer("GET", "/services", {}).headers["Location"] == "/services/"
    sent = clean.answer("POST", "/complaints/", {})
    assert (sent.status, sent.headers["Location"]) == (303, "/received/")
    assert clean.answer("POST", "/faq/", {}).status == 405


@cache
def before(secure: bool) -> tuple[Pages, dict[str, Answer]]:
    pages = Pages(today=DAY, secure=secure)
    return pages, {address: pages.answer("GET", address, PACKED) for address in probes(pages)}


def probes(pages: Pages) -> list[str]:
    return [*pages.addresses, "/nowhere/", f"/search?q={quote('شكايت')}"]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_changes_what_is_served_and_breaks_no_link_unsaid(fault: Fault) -> None:
    pages, known = before(fault.tls), Pages([fault], DAY, secure=fault.tls)
    answers = {address: known.answer("GET", address, PACKED) for address in probes(known)}
    own = {edit.where for edit in fault.edit if isinstance(edit, Served)}
    assert any(answers.get(address) != answer for address, answer in pages[1].items()) or own - set(answers)
    if "LNK-01" in {fault.check, *fault.also}:
        return
    for address, answer in answers.items():
        if answer.status != 200 or not answer.headers.get("Content-Type", "").startswith("text/html"):
            continue
        text = gzip.decompress(answer.body) if "Content-Encoding" in answer.headers else answer.body
        for link in re.findall('(?:href|src)="(/[^"#]*)', text.decode("utf-8", "replace")):
            assert known.answer("GET", link, PACKED).status == 200, (address, link)


def test_faults_are_many_and_named_once() -> None:
    assert len(FAULTS) >= 60
    assert len({fault.check for fault in FAULTS}) >= 45
    assert len({fault.name for fault in FAULTS}) == len(FAULTS)
    for fault in FAULTS:
        assert all(re.fullmatch("[A-Z0-9]{2,4}-[0-9]{2}", check) for check in (fault.check, *fault.also)), fault
        assert fault.check not in fault.also, fault
        assert fault.why


def test_an_edit_that_changes_nothing_is_refused() -> None:
    fault = next(fault for fault in FAULTS if fault.name == "latin-digits")
    with pytest.raises(AssertionError, match="changes nothing"):
        Pages([fault, fault])


def client(authority: Authority) -> ssl.SSLContext:
    return ssl.create_default_context(cadata=authority.ca_pem)


def shake(site: Site, context: ssl.SSLContext) -> str | None:
    """Return the TLS version a client and the site agree on."""
    with (
        socket.create_connection(("127.0.0.1", site.port), 5) as plain,
        context.wrap_socket(plain, server_hostname="localhost") as line,
    ):
        return line.version()


def leaf(site: Site) -> x509.Certificate:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    with (
        socket.create_connection(("127.0.0.1", site.port), 5) as plain,
        context.wrap_socket(plain, server_hostname="localhost") as line,
    ):
        return x509.load_der_x509_certificate(line.getpeercert(True) or b"")


def test_a_good_certificate_is_trusted_and_http_leads_to_https(authority: Authority) -> None:
    with Site(authority.context()) as site, Site(redirect_to=site.base) as plain:
        assert shake(site, client(authority)) == "TLSv1.3"
        line = http.client.HTTPConnection("localhost", plain.port)
        line.request("GET", "/services/?a=1")
        answer = line.getresponse()
        assert (answer.status, answer.getheader("Location")) == (301, f"{site.base}/services/?a=1")
        answer.read()
        line.close()
        secure = http.client.HTTPSConnection("localhost", site.port, context=client(authority))
        secure.request("GET", "/sitemap.xml")
        answer = secure.getresponse()
        assert f"<loc>{site.base}/</loc>".encode() in answer.read()
        assert answer.getheader("Strict-Transport-Security") == "max-age=31536000"
        secure.close()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"days": -1}, "expired"),
        ({"host": "other.example"}, "doesn't match|mismatch|not valid for"),
        ({"self_signed": True}, "self-signed"),
        ({"key": "rsa1024"}, "too weak"),
        ({"sign": "sha1"}, "too weak"),
        ({"maximum": ssl.TLSVersion.TLSv1_1, "minimum": ssl.TLSVersion.TLSv1}, "(?i)protocol"),
    ],
)
def test_a_bad_certificate_is_refused(authority: Authority, wrong: dict[str, object], says: str) -> None:
    with Site(authority.context(**wrong)) as site:  # type: ignore[arg-type]
        with pytest.raises(ssl.SSLError, match=says):
            shake(site, client(authority))
        assert not site.errors


def test_a_certificate_is_as_asked_for(authority: Authority) -> None:
    with Site(authority.context(key="rsa1024", sign="sha1", days=10)) as site:
        seen = leaf(site)
    assert seen.public_key().key_size == 1024  # type: ignore[union-attr]
    assert seen.signature_algorithm_oid == x509.SignatureAlgorithmOID.RSA_WITH_SHA1
    left = seen.not_valid_after_utc.timestamp() - time.time()
    assert 9.9 < left / 86400 < 10.1


@pytest.mark.parametrize("secure", [False, True], ids=["http", "https"])
def test_the_server_lets_go_of_idle_and_silent_connections(authority: Authority, secure: bool) -> None:
    threads = threading.active_count()
    with Site(authority.context() if secure else None) as site:
        idle: http.client.HTTPConnection = (
            http.client.HTTPSConnection("localhost", site.port, context=client(authority))
            if secure
            else http.client.HTTPConnection("localhost", site.port)
        )
        for _turn in range(2):  # on one connection
            idle.request("GET", "/")
            assert idle.getresponse().read()
        silent = socket.create_connection(("127.0.0.1", site.port), 5)
        begun = time.monotonic()
    assert time.monotonic() - begun < 3
    assert threading.active_count() == threads
    assert not site.errors
    with closing(silent), suppress(ConnectionResetError):
        assert silent.recv(1) == b""
    idle.close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", site.port), 1)


def test_a_wait_ends_with_the_server() -> None:
    fault = next(fault for fault in FAULTS if fault.name == "picture-without-size")
    with Site(faults=[fault]) as site:
        line = http.client.HTTPConnection("127.0.0.1", site.port)
        begun = time.monotonic()
        line.request("GET", "/coast.svg")
        assert line.getresponse().read()
        assert time.monotonic() - begun >= 0.9
        line.close()


def test_the_files_are_small() -> None:
    assert sum(path.stat().st_size for path in OFFICE.rglob("*") if path.is_file()) < 300_000
