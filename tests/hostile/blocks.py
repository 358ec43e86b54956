"""What a scanner is shown in place of a site: refusals, challenges, captchas, logins, a filter; and busy servers."""

from __future__ import annotations

from collections.abc import Sequence

from tests.hostile.wire import HTML, Exchange, at

WAF = (
    "<!doctype html><html lang=fa dir=rtl><head><meta charset=utf-8><title>دسترسی غیرمجاز</title></head><body>"
    "<h1>دسترسی شما مسدود شده است</h1><p>درخواست شما توسط دیوارهٔ آتش برنامه (WAF) مسدود شد.</p>"
    "<p>شناسهٔ رهگیری: 18374652910</p></body></html>"
)
F5 = (
    "<html><head><title>Request Rejected</title></head><body>The requested URL was rejected. Please consult with your "
    "administrator.<br><br>Your support ID is: 1234567890123456789<br><br><a href='javascript:history.back();'>[Go Back]"
    "</a></body></html>"
)
CLOUDFLARE = (
    "<!doctype html><html lang=en-US><head><title>Attention Required! | Cloudflare</title></head><body>"
    "<h1 data-translate=block_headline>Sorry, you have been blocked</h1><h2>You are unable to access example.ir</h2>"
    "<p>Cloudflare Ray ID: <strong>8a0b1c2d3e4f5a6b</strong></p></body></html>"
)
ARVAN = (
    "<!doctype html><html lang=fa dir=rtl><head><meta charset=utf-8><title>در حال انتقال به سایت مورد نظر هستید...</title>"
    "<noscript><h1>برای دیدن این سایت جاوااسکریپت را فعال کنید</h1></noscript></head><body><h1>در حال انتقال به سایت</h1>"
    "<p>Transferring to the website...</p><script>document.cookie = '__arcsjs=0123456789abcdef0123456789abcdef; path=/';"
    "setTimeout(() => location.reload(), 1000)</script><footer>Powered by arvancloud</footer></body></html>"
)
CAPTCHA = (
    "<!doctype html><html lang=fa dir=rtl><head><meta charset=utf-8><title>تأیید هویت</title></head><body>"
    "<form method=post><p>برای ادامه کد امنیتی تصویر را وارد کنید</p><img src=/captcha.png alt=''>"
    "<input name=captcha autocomplete=off><div class=g-recaptcha data-sitekey=x></div><button>ادامه</button></form>"
)
LOGIN = (
    "<!doctype html><html lang=fa dir=rtl><head><meta charset=utf-8><title>ورود به سامانه</title></head><body>"
    "<form method=post action=/login><label>نام کاربری<input name=username></label>"
    "<label>گذرواژه<input type=password name=password></label><button>ورود</button></form>"
)
ABROAD = (
    "<!doctype html><html lang=fa dir=rtl><head><meta charset=utf-8><title>خطای دسترسی</title></head><body>"
    "<h1>دسترسی از خارج از کشور امکان‌پذیر نیست</h1><p>لطفاً فیلترشکن خود را خاموش کنید.</p></body></html>"
)
# What the filter puts in place of a page, in its own charset; the address is private and answers only inside Iran.
FILTER = (
    '<html><head><meta http-equiv="Content-Type" content="text/html; charset=windows-1256"><title>M1-6\r\n</title></head>'
    '<body><iframe src="http://10.10.34.34?type=Invalid Site&policy=MainPolicy " style="width: 100%; height: 100%" '
    "scrolling=no marginwidth=0 marginheight=0 frameborder=0></iframe></body></html>"
)
SUSPENDED = (
    "<html><head><title>Account Suspended</title></head><body><h1>This Account has been suspended.</h1></body></html>"
)
PARKED = "<html><head><title>Welcome to nginx!</title></head><body><h1>Welcome to nginx!</h1></body></html>"

# Path: the status, the body, further headers.
BLOCKS: dict[str, tuple[int, str, Sequence[tuple[str, str]]]] = {
    "/block/waf-403": (403, WAF, ()),
    "/status/403-block": (403, WAF, ()),
    "/block/waf-200": (200, WAF, ()),
    "/block/waf-f5": (200, F5, [("Server", "BigIP"), ("Cache-Control", "no-cache")]),
    "/block/cloudflare": (403, CLOUDFLARE, [("Server", "cloudflare"), ("CF-RAY", "8a0b1c2d3e4f5a6b-FRA")]),
    "/block/challenge": (
        200,
        ARVAN,
        [("Server", "ArvanCloud"), ("ar-sid", "2089"), ("Set-Cookie", "__arcsjsc=x; path=/")],
    ),
    "/block/captcha": (200, CAPTCHA, ()),
    "/block/login": (200, LOGIN, ()),
    "/block/abroad": (403, ABROAD, ()),
    "/block/abroad-200": (200, ABROAD, ()),
    "/block/filter": (403, FILTER, ()),
    "/block/suspended": (200, SUSPENDED, ()),
    "/block/parked": (200, PARKED, ()),
}

# What each of them is, for whoever reads the list of paths.
MEANING = {
    "/block/waf-403": "A WAF's refusal in Persian, 403.",
    "/status/403-block": "The same.",
    "/block/waf-200": "The same with status 200.",
    "/block/waf-f5": "A refusal as F5's firewall shows it, in English, 200.",
    "/block/cloudflare": "Cloudflare's refusal, 403.",
    "/block/challenge": "A script challenge as ArvanCloud's: sets a cookie and reloads, 200.",
    "/block/captcha": "A captcha in place of the site, 200.",
    "/block/login": "A login form in place of the site, 200.",
    "/block/abroad": "Closed to visitors from abroad, 403.",
    "/block/abroad-200": "The same with status 200.",
    "/block/filter": "What Iran's filter shows: an iframe to its private address, 403.",
    "/block/suspended": "A host's notice that the account is suspended, 200.",
    "/block/parked": "The web server's own first page, 200.",
}


@at(*BLOCKS)
def block(exchange: Exchange) -> None:
    """A page in place of the site, with the status and headers of its kind."""
    status, body, headers = BLOCKS[exchange.spot]
    exchange.page(body, status, "text/html; charset=windows-1256" if body is FILTER else HTML, headers)


@at("/block/filter-redirect")
def filter_redirect(exchange: Exchange) -> None:
    """The filter's other way: a redirect to its private address."""
    exchange.redirect("http://10.10.34.34/?type=Invalid%20Site&policy=MainPolicy")


@at("/status/429", "/status/503")
def busy(exchange: Exchange) -> None:
    """The status with "Retry-After: 1" for the first `failures` requests, then 200."""
    state = exchange.state
    if state.counts[exchange.spot] <= state.failures:
        exchange.page("<!doctype html><title>busy</title>", int(exchange.tail), headers=[("Retry-After", "1")])
    else:
        exchange.page("<!doctype html><html lang=fa><title>باز</title><h1>باز</h1></html>")


@at("/status/429-long", "/status/503-long")
def busy_for_long(exchange: Exchange) -> None:
    """Always the status, and a Retry-After of thirty years; ?after= gives another value, say a date or -1."""
    after = exchange.asked("after", "999999999")
    exchange.page("<!doctype html><title>busy</title>", int(exchange.tail[:3]), headers=[("Retry-After", after)])


@at("/status/*")
def status(exchange: Exchange) -> None:
    """Any other status, with a short page."""
    number = int(exchange.tail) if exchange.tail.isdecimal() else 500
    exchange.page(f"<!doctype html><title>{number}</title>", number if 200 <= number <= 599 else 500)
