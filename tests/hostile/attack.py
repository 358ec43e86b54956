"""The attack page: one page that tries every road to the victim, and the enemy's own paths that it needs for that."""

from __future__ import annotations

import html
import json
from urllib.parse import urlsplit

from tests.hostile import roads
from tests.hostile.wire import Exchange, at

# What the snippets of roads.py are written in.
TOOLS = """
const no = () => {};
const V = (road, kind = 'html') => `http://${HOST}/hit.${kind}?road=${encodeURIComponent(road)}`;
const R = (road, kind = 'html') => `${location.origin}/to-victim?road=${encodeURIComponent(road)}&kind=${kind}`;
const W = (road, work) => `/sw/${work}.js?road=${encodeURIComponent(road)}`;
const B = text => URL.createObjectURL(new Blob([text], {type: 'text/javascript'}));
const el = (tag, attributes, parent = document.body) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return parent.appendChild(made);
};
const frame = text => el('iframe', {srcdoc: text});
const peers = [];
const peer = servers => {
  const one = new RTCPeerConnection({iceServers: servers});
  peers.push(one);
  one.createDataChannel('x');
  one.createOffer().then(offer => one.setLocalDescription(offer)).catch(no);
};
const pair = async candidate => {
  const [a, b] = [new RTCPeerConnection(), new RTCPeerConnection()];
  peers.push(a, b);
  a.createDataChannel('x');
  await a.setLocalDescription(await a.createOffer());
  await b.setRemoteDescription(a.localDescription);
  await b.setLocalDescription(await b.createAnswer());
  await a.setRemoteDescription(b.localDescription);
  await a.addIceCandidate({candidate, sdpMid: '0', sdpMLineIndex: 0});
};
"""
LEAVE = """
addEventListener('pagehide', () => navigator.sendBeacon(V('beacon-top-unload')));
setTimeout(() => { location.href = R('top-location') }, LEAVE_AFTER);
"""


def _inline(text: object) -> str:
    """JSON that may stand in a script element."""
    return json.dumps(text).replace("<", "\\u003c")


def page(host: str, quiet: int, outside: bool, leave: int) -> str:
    """The page against a victim at this host and port; it leaves for the victim after so many milliseconds, or never."""
    parts = ["<!doctype html><html lang=en><meta charset=utf-8><title>attack</title><body>\n"]
    for road, (kind, markup) in roads.MARKUP.items():
        hit = f"http://{host}/hit.{kind}?road={road}"
        redirect = html.escape(f"/to-victim?road={road}&kind={kind}")
        parts.append(
            markup.format(hit=hit, redirect=redirect, quiet=f"http://{urlsplit('//' + host).hostname}:{quiet}") + "\n"
        )
    parts.append(f"<script>const HOST = {_inline(host)};{TOOLS}</script>\n")
    parts += [
        f"<script>try {{ (() => {{ {text} }})() }} catch (e) {{}}</script>\n" for text in roads.SCRIPTS.values()
    ]
    port = host.rpartition(":")[2]
    for road, spelling in roads.spelled(outside).items():
        url = f"http://{spelling}:{port}/hit.png?road="
        do = "fetch(u, {mode: 'no-cors'}).catch(no)" if road.startswith("fetch") else "new Image().src = u"
        address = f"{_inline(url)} + encodeURIComponent({_inline(road)})"
        parts.append(
            f"<script>try {{ const u = {address}; {do} }} catch (e) {{}}</script>\n".replace("const u", "let u", 1)
        )
    leaving = LEAVE.replace("LEAVE_AFTER", str(leave)) if leave else ""
    parts.append(f"<script>document.title = 'done';{leaving}</script></html>")
    return "".join(parts)


@at("/attack")
def attack(exchange: Exchange) -> None:
    """Every road to the victim, then the title "done"; ?leave=MS (3000; 0: never), ?outside=1 names more than loopback."""
    state = exchange.state
    host, quiet = (state.victim.address, state.victim.quiet) if state.victim else ("127.0.0.1:9", 9)
    policy = f"img-src 'none'; report-uri {state.victim_url('csp-report', 'txt')}"
    headers = [
        ("Content-Security-Policy-Report-Only", policy),
        ("Link", f"<{state.victim_url('link-header', 'css')}>; rel=preload; as=style"),
    ]
    leave = exchange.asked("leave", "3000")
    text = page(host, quiet, bool(exchange.asked("outside")), int(leave) if leave.isdecimal() else 3000)
    exchange.page(text, headers=headers)


@at("/to-victim")
def to_victim(exchange: Exchange) -> None:
    """302 to the victim by the road of ?road=, as the kind of ?kind=; 307 for POST."""
    to = exchange.state.victim_url(exchange.asked("road", "redirect"), exchange.asked("kind", "html"))
    exchange.page(
        b"",
        307 if exchange.command == "POST" else 302,
        None,
        [("Location", to), ("Access-Control-Allow-Origin", "*")],
    )


@at("/sw/fetch.js", "/sw/import.js")
def worker(exchange: Exchange) -> None:
    """A worker's script of the enemy's own origin that fetches or imports from the victim."""
    to = _inline(exchange.state.victim_url(exchange.asked("road", "worker"), "js"))
    work = f"importScripts({to});" if "import" in exchange.spot else f"fetch({to}, {{mode: 'no-cors'}});"
    exchange.page(
        work, kind="text/javascript", headers=[("Service-Worker-Allowed", "/"), ("Cache-Control", "no-store")]
    )
