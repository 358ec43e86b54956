"""Every road by which a page may reach the victim: markup, scripts, and spellings of the victim's address.

In markup, {hit} stands for the victim's URL of that road. In scripts, `V(road, kind)` is that URL, `R(road, kind)` a
path of the enemy's own that redirects there, `W(road, work)` a path of its own that is a worker's script, `el(tag,
attributes, parent)` makes an element, and `frame(html)` an iframe of its own origin.
"""

from __future__ import annotations

# Road: the kind that the victim answers with, and the markup.
MARKUP: dict[str, tuple[str, str]] = {
    "img": ("png", "<img src='{hit}'>"),
    "img-srcset": ("png", "<img srcset='{hit} 1x'>"),
    "picture": ("png", "<picture><source srcset='{hit}'><img></picture>"),
    "input-image": ("png", "<input type=image src='{hit}'>"),
    "script": ("js", "<script src='{hit}'></script>"),
    "script-module": ("js", "<script type=module src='{hit}'></script>"),
    "import-map": (
        "js",
        '<script type=importmap>{{"imports": {{"private": "{hit}"}}}}</script><script type=module>import "private"</script>',
    ),
    "stylesheet": ("css", "<link rel=stylesheet href='{hit}'>"),
    "iframe": ("html", "<iframe src='{hit}'></iframe>"),
    "iframe-srcdoc": ("png", "<iframe srcdoc=\"<img src='{hit}'>\"></iframe>"),
    "iframe-sandbox": ("html", "<iframe sandbox src='{hit}'></iframe>"),
    "iframe-data": ("png", "<iframe src=\"data:text/html,<img src='{hit}'>\"></iframe>"),
    "object": ("html", "<object data='{hit}'></object>"),
    "object-image": ("png", "<object type=image/png data='{hit}'></object>"),
    "embed": ("html", "<embed src='{hit}'>"),
    "embed-pdf": ("bin", "<embed type=application/pdf src='{hit}'>"),
    "video": ("bin", "<video src='{hit}' preload=auto autoplay muted></video>"),
    "video-poster": ("png", "<video poster='{hit}'></video>"),
    "audio": ("bin", "<audio src='{hit}' preload=auto></audio>"),
    "track": ("vtt", "<video crossorigin src=/none.mp4><track default kind=captions src='{hit}'></video>"),
    "css-import": ("css", "<style>@import url('{hit}');</style>"),
    "css-background": ("png", "<div style=\"background: url('{hit}')\">b</div>"),
    "css-content": ("png", "<style>#cc::before {{ content: url('{hit}') }}</style><i id=cc></i>"),
    "css-list": ("png", "<ul><li style=\"list-style-image: url('{hit}')\">l</ul>"),
    "css-mask": ("svg", "<div style=\"mask-image: url('{hit}')\">m</div>"),
    "css-cursor": ("png", "<i style=\"cursor: url('{hit}'), auto\">c</i>"),
    "css-font": (
        "woff2",
        "<style>@font-face {{ font-family: F; src: url('{hit}') }}</style><b style='font-family: F'>f</b>",
    ),
    "svg-image": ("svg", "<svg><image href='{hit}' width=9 height=9 /></svg>"),
    "svg-use": ("svg", "<svg><use href='{hit}#a' /></svg>"),
    "svg-fe-image": (
        "png",
        "<svg><filter id=fe><feImage href='{hit}' /></filter><rect width=9 height=9 filter='url(#fe)' /></svg>",
    ),
    "svg-script": ("js", "<svg><script href='{hit}'></script></svg>"),
    "link-prefetch": ("html", "<link rel=prefetch href='{hit}'>"),
    "link-preload": ("png", "<link rel=preload as=image href='{hit}'>"),
    "link-modulepreload": ("js", "<link rel=modulepreload href='{hit}'>"),
    "link-icon": ("png", "<link rel=icon href='{hit}'>"),
    "link-manifest": ("json", "<link rel=manifest href='{hit}'>"),
    "preconnect": ("", "<link rel=preconnect href='{quiet}'><link rel=preconnect crossorigin href='{quiet}'>"),
    "dns-prefetch": ("", "<link rel=dns-prefetch href='//dns-prefetch.localhost'>"),
    "iframe-meta-refresh": ("", "<iframe src='/meta-refresh-private?road=iframe-meta-refresh'></iframe>"),
    "iframe-refresh-header": ("", "<iframe src='/refresh-header-private?road=iframe-refresh-header'></iframe>"),
    "speculation-prefetch": (
        "html",
        '<script type=speculationrules>{{"prefetch": [{{"urls": ["{hit}"], "eagerness": "immediate"}}]}}</script>',
    ),
    "speculation-prerender": (
        "html",
        '<script type=speculationrules>{{"prerender": [{{"urls": ["{hit}"], "eagerness": "immediate"}}]}}</script>',
    ),
    "redirect-img": ("png", "<img src='{redirect}'>"),
    "redirect-iframe": ("html", "<iframe src='{redirect}'></iframe>"),
    "redirect-script": ("js", "<script src='{redirect}'></script>"),
    "redirect-stylesheet": ("css", "<link rel=stylesheet href='{redirect}'>"),
}

SCRIPTS: dict[str, str] = {
    "fetch": "fetch(V('fetch'), {mode: 'no-cors'}).catch(no)",
    "fetch-cors": "fetch(V('fetch-cors')).catch(no)",
    "fetch-preflight": "fetch(V('fetch-preflight'), {method: 'PUT', headers: {'x-odd': '1'}}).catch(no)",
    "fetch-keepalive": "fetch(V('fetch-keepalive'), {mode: 'no-cors', keepalive: true}).catch(no)",
    "fetch-local": "fetch(V('fetch-local'), {mode: 'no-cors', targetAddressSpace: 'loopback'}).catch(no)",
    "xhr": "const x = new XMLHttpRequest(); x.open('GET', V('xhr')); x.send()",
    "xhr-sync": "const x = new XMLHttpRequest(); x.open('GET', V('xhr-sync'), false); x.send()",
    "beacon": "navigator.sendBeacon(V('beacon'), 'x')",
    "websocket": "new WebSocket(V('websocket').replace('http', 'ws'))",
    "eventsource": "new EventSource(V('eventsource', 'es'))",
    "image-object": "new Image().src = V('image-object', 'png')",
    "font-face-object": "new FontFace('G', `url(${V('font-face-object', 'woff2')})`).load().catch(no)",
    "import-dynamic": "import(V('import-dynamic', 'js')).catch(no)",
    "worker-import-scripts": "new Worker(B(`importScripts('${V('worker-import-scripts', 'js')}')`))",
    "worker-fetch": "new Worker(B(`fetch('${V('worker-fetch')}', {mode: 'no-cors'})`))",
    "worker-websocket": "new Worker(B(`new WebSocket('${V('worker-websocket').replace('http', 'ws')}')`))",
    "worker-module": "new Worker(B(`import '${V('worker-module', 'js')}'`), {type: 'module'})",
    "worker-direct": "new Worker(V('worker-direct', 'js'))",
    "shared-worker": "new SharedWorker(W('shared-worker', 'fetch'))",
    "shared-worker-import": "new SharedWorker(W('shared-worker-import', 'import'))",
    "service-worker-fetch": "navigator.serviceWorker.register(W('service-worker-fetch', 'fetch'), {scope: '/sw/f'}).catch(no)",
    "service-worker-import": "navigator.serviceWorker.register(W('service-worker-import', 'import'), {scope: '/sw/i'}).catch(no)",
    "paint-worklet": "CSS.paintWorklet.addModule(V('paint-worklet', 'js')).catch(no)",
    "audio-worklet": "new AudioContext().audioWorklet.addModule(V('audio-worklet', 'js')).catch(no)",
    "redirect-fetch": "fetch(R('redirect-fetch'), {mode: 'no-cors'}).catch(no)",
    "redirect-worker": "new Worker(R('redirect-worker', 'js'))",
    "redirect-worker-import": "new Worker(B(`importScripts('${R('redirect-worker-import', 'js')}')`))",
    "redirect-import": "import(R('redirect-import', 'js')).catch(no)",
    "redirect-websocket": "new WebSocket(R('redirect-websocket').replace('http', 'ws'))",
    "redirect-beacon": "navigator.sendBeacon(R('redirect-beacon'), 'x')",
    "form-post": (
        "el('iframe', {name: 'fp'}); el('form', {method: 'post', target: 'fp', action: V('form-post')}).submit()"
    ),
    "form-redirect": (
        "el('iframe', {name: 'fr'}); el('form', {method: 'post', target: 'fr', action: R('form-redirect')}).submit()"
    ),
    "iframe-location": "frame(`<script>location = '${V('iframe-location')}'<\\/script>`)",
    "iframe-written": "const f = el('iframe', {}); f.contentDocument.write(`<img src='${V('iframe-written', 'png')}'>`)",
    "iframe-blob": "el('iframe', {src: URL.createObjectURL(new Blob([`<img src='${V('iframe-blob', 'png')}'>`], {type: 'text/html'}))})",
    "window-open": "open(V('window-open'))",
    "window-open-redirect": "open(R('window-open-redirect'))",
    "link-blank": "el('a', {href: V('link-blank'), target: '_blank'}).click()",
    "form-blank": "el('form', {method: 'post', target: '_blank', action: V('form-blank')}).submit()",
    "link-download": "frame(`<a download href='${V('link-download', 'bin')}'>d</a><script>document.links[0].click()<\\/script>`)",
    "link-ping": "el('a', {href: '#ping', ping: V('link-ping')}).click()",
    "beacon-unload": (
        "const f = el('iframe', {srcdoc: `<script>onpagehide = () => navigator.sendBeacon('${V('beacon-unload')}')<\\/script>`});"
        " setTimeout(() => f.remove(), 1500)"
    ),
    "fetch-later": "fetchLater(V('fetch-later'), {activateAfter: 500})",
    "webtransport": "new WebTransport(V('webtransport').replace('http', 'https')).ready.catch(no)",
    "tls": "fetch(V('tls').replace('http', 'https'), {mode: 'no-cors'}).catch(no)",
    "webrtc-stun": "peer([{urls: 'stun:' + HOST}])",
    "webrtc-turn": "peer([{urls: `turn:${HOST}?transport=udp`, username: 'u', credential: 'c'}])",
    "webrtc-turn-tcp": "peer([{urls: `turn:${HOST}?transport=tcp`, username: 'u', credential: 'c'}])",
    "webrtc-candidate": "pair(`candidate:1 1 udp 2113937151 ${HOST.replace(':', ' ')} typ host`)",
    "webrtc-candidate-tcp": "pair(`candidate:2 1 tcp 1518280447 ${HOST.replace(':', ' ')} typ host tcptype passive`)",
}
# Roads by a header of the attack page itself.
HEADERS = {"csp-report", "link-header"}
# Roads of the whole page, three seconds later.
LEAVING = {"top-location", "beacon-top-unload"}
# Roads that leave no trace at the victim even when they are open.
UNSEEN = {"dns-prefetch"}
# The victim's address, written otherwise; a dotless, hexadecimal, octal, mapped or wide one is the same machine.
SPELLINGS = (
    "127.0.0.1",
    "localhost",
    "[::1]",
    "0.0.0.0",
    "[::]",
    "127.1",
    "127.0.1",
    "2130706433",
    "0x7f000001",
    "017700000001",
    "0177.0.0.1",
    "0x7f.1",
    "127.0.0.1.",
    "localhost.",
    "LOCALHOST",
    "www.localhost",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[0:0:0:0:0:0:0:1]",
    "１２７.0.0.1",
    "①②⑦.⓪.⓪.①",
    "127。0。0。1",
    "%31%32%37.0.0.1",
    "user@127.0.0.1",
    "127.0.0.1%2E",
)
# Addresses that are not loopback: only for a browser that cannot leave this machine.
OUTSIDE = (
    "169.254.169.254",
    "2852039166",
    "0xa9fea9fe",
    "[::ffff:169.254.169.254]",
    "[fd00:ec2::254]",
    "10.10.34.34",
    "192.168.1.1",
    "172.16.0.1",
    "100.64.0.1",
    "198.18.0.1",
    "192.0.2.1",
    "224.0.0.1",
    "255.255.255.255",
    "[fe80::1]",
    "[ff02::1]",
    "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]",
    "[::127.0.0.1]",
    "metadata.google.internal",
)


def spelled(outside: bool = False) -> dict[str, str]:
    """Roads that differ in how the address is written: name and host, for fetch and for img."""
    hosts = (*SPELLINGS, *(OUTSIDE if outside else ()))
    return {f"{way} {host}": host for host in hosts for way in ("fetch", "img")}


def every() -> set[str]:
    """The names of all roads that the attack page tries without ?outside=1."""
    return {*MARKUP, *SCRIPTS, *HEADERS, *LEAVING, *spelled()}
