"""One visit of a page in the browser: what it asked for, what it said, how it looks, and how it walks by keyboard."""

from __future__ import annotations

import base64
import contextlib
import json
import time
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from compliance.scan.chromium.browser import Browser
from compliance.scan.chromium.devtools import Gone, Message, Refused, Wire, parameters

_HERE = Path(__file__).parent
_QUIET = 0.5  # seconds without a request after which a page counts as loaded
_SETTLE = 3.0  # seconds that a page may still ask for things after its load event
_ENTRIES = 400  # requests and messages kept of one visit
WORLD = "scanner"


class Size(NamedTuple):
    """A screen: pixels, and whether it is a phone's."""

    width: int
    height: int
    phone: bool = False


DESK, PHONE = Size(1280, 900), Size(360, 740, True)


class Wish(NamedTuple):
    """What a visit is for: a screen, the seconds it may take, and which of the longer looks to take.

    `axe` is the least size of a target in pixels, 0 for no run of axe; `keyboard` the presses of Tab.
    """

    size: Size = DESK
    seconds: float = 25.0
    axe: int = 0
    keyboard: int = 0
    widths: tuple[int, ...] = ()
    picture: bool = False
    source: bool = False  # only the page as its scripts built it, and none of the longer looks


class Lost(Exception):
    """A visit that brought nothing: late, left, closed, crashed, memory, error page, or what Chromium calls it.

    It is `innocent` where the browser ended for the sake of another page.
    """

    def __init__(self, reason: str, innocent: bool = False) -> None:
        self.reason, self.innocent = reason, innocent
        super().__init__(reason)


@cache
def script(name: str) -> str:
    """Return a script that is shipped beside this module."""
    return (_HERE / name).read_text("utf-8")


@cache
def _locale() -> Any:
    return json.loads((_HERE / "axe" / "fa.json").read_text("utf-8"))


def visit(browser: Browser, url: str, wish: Wish) -> tuple[dict[str, Any], bytes]:
    """Return what one visit of a page brought, and a picture if one was wished for; Lost when it brought nothing.

    The browser is killed when the page does not let go of it in time.
    """
    ends = time.monotonic() + wish.seconds
    tab: _Tab | None = None
    try:
        tab = _Tab(browser.wire, url, wish, ends)
        return tab.see()
    except Refused as error:
        raise Lost("left") from error
    except Gone as error:
        innocent = error.reason == "closed" and browser.killed in ("late", "flood")
        browser.kill(error.reason)
        raise Lost(browser.killed or error.reason, innocent) from error
    finally:
        if tab is not None:
            with contextlib.suppress(Gone, Refused):
                tab.close()


class _Tab:
    """A page in a context of its own, so that no cookie outlives the visit."""

    def __init__(self, wire: Wire, url: str, wish: Wish, ends: float) -> None:
        self._wire, self._url, self._wish, self._ends = wire, url, wish, ends
        self._requests: dict[str, dict[str, Any]] = {}
        self._said: list[dict[str, str]] = []
        self._cookies: list[tuple[str, str]] = []
        self._open: set[str] = set()
        self._last = time.monotonic()
        self._loaded: float | None = None
        self._failed: str | None = None
        self._popups = 0
        self._bytes = 0
        self._coming: dict[str, int] = {}
        self._context = wire.call("Target.createBrowserContext", disposeOnDetach=True)["browserContextId"]
        target = wire.call("Target.createTarget", url="about:blank", browserContextId=self._context)["targetId"]
        self._target = target
        self._session: str = wire.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        wire.follow(self._session)

    def _call(self, method: str, seconds: float = 10.0, **values: Any) -> Message:
        left = self._ends - time.monotonic()
        if left <= 0:
            raise Gone("late")
        return self._wire.call(method, self._session, min(left, seconds), **values)

    def close(self) -> None:
        """Close the page with its context."""
        self._wire.leave(self._session)
        self._wire.call("Target.disposeBrowserContext", seconds=3, browserContextId=self._context)

    def see(self) -> tuple[dict[str, Any], bytes]:
        """Go to the page, wait until it is quiet, and look."""
        self._prepare()
        gone = self._call("Page.navigate", seconds=30, url=self._url)
        if gone.get("errorText"):
            raise Lost(str(gone["errorText"]).removeprefix("net::"))
        self._wait(gone["frameId"])
        if self._failed is not None:
            raise Lost(self._failed)
        world = self._world(gone["frameId"])
        seen = dict(self._run(world, "scanner.read()"))
        if self._wish.source:
            return seen | {"source": self._run(world, "scanner.source()")}, b""
        main = self._requests.get(str(gone.get("loaderId")), {})
        seen["status"] = main.get("status", 0)
        if not str(seen["url"]).startswith(("http://", "https://")):
            raise Lost("error page")
        if self._wish.axe:
            judge = f"scanner.judge({json.dumps(_locale())}, {self._wish.axe})"
            seen["axe"] = [self._run(one, judge) for one in self._worlds(world)]
        picture = self._picture() if self._wish.picture else b""
        if self._wish.keyboard:
            seen["keyboard"] = self._walk(world)
        seen["widths"] = {str(width): self._narrow(world, width) for width in self._wish.widths}
        seen["cookies"] = self._jar()
        seen["set"] = [{"url": url, "name": name} for url, name in self._cookies[:_ENTRIES]]
        seen["requests"] = [one for one in self._requests.values() if "url" in one][:_ENTRIES]
        seen["said"] = self._said[:_ENTRIES]
        seen["bytes"] = self._bytes
        seen["popups"] = self._popups
        return seen, picture

    def _prepare(self) -> None:
        size = self._wish.size
        self._wire.call("Target.setDiscoverTargets", discover=True)
        self._wire.call("Browser.setDownloadBehavior", behavior="deny", browserContextId=self._context)
        for domain in ("Page", "Network", "Runtime", "Log", "Inspector"):
            self._call(f"{domain}.enable")
        self._call(
            "Emulation.setDeviceMetricsOverride",
            width=size.width,
            height=size.height,
            deviceScaleFactor=2 if size.phone else 1,
            mobile=size.phone,
        )

    def _wait(self, frame: str) -> None:
        """Take events in until the page has loaded and been quiet, or its time to settle is up."""
        while True:
            now = time.monotonic()
            if now >= self._ends:
                raise Gone("late")
            quiet = not self._open and now - self._last >= _QUIET
            if self._loaded is not None and (quiet or now - self._loaded >= _SETTLE):
                return
            event = self._wire.event(self._session, min(self._ends, now + 0.1))
            if event is not None:
                self._take(event, frame)
            if self._failed is not None:
                return

    def _take(self, event: Message, frame: str) -> None:
        method, values = event["method"], parameters(event)
        if method == "Target.targetCreated":
            self._shut(values["targetInfo"])
            return
        if method.startswith("Network."):
            self._network(method, values)
        elif method == "Page.loadEventFired":
            self._loaded = time.monotonic()
        elif method == "Page.javascriptDialogOpening":
            with contextlib.suppress(Refused):
                self._call("Page.handleJavaScriptDialog", accept=False)
        elif method == "Runtime.exceptionThrown":
            details = values["exceptionDetails"]
            thrown = details.get("exception", {}).get("description") or details.get("text", "")
            self._say("exception", str(thrown), str(details.get("url") or self._url))
        elif method == "Runtime.consoleAPICalled" and values["type"] in ("error", "assert"):
            words = " ".join(str(one.get("value", one.get("description", ""))) for one in values["args"])
            self._say("console", words, self._url)
        elif method == "Log.entryAdded" and values["entry"]["level"] == "error":
            entry = values["entry"]
            self._say(str(entry["source"]), str(entry["text"]), str(entry.get("url") or self._url))
        elif method in ("Inspector.targetCrashed", "Target.targetCrashed"):
            self._failed = "crashed"

    def _say(self, source: str, words: str, url: str) -> None:
        if len(self._said) < _ENTRIES:
            self._said.append({"source": source, "text": words.split("\n")[0][:300], "url": url[:500]})

    def _shut(self, target: Mapping[str, Any]) -> None:
        """Close a window that the page opened, or that a window of it opened."""
        own = target.get("browserContextId") == self._context
        if own and target["type"] == "page" and target["targetId"] != self._target:
            self._popups += 1
            with contextlib.suppress(Refused):
                self._wire.call("Target.closeTarget", targetId=target["targetId"])

    def _network(self, method: str, values: Mapping[str, Any]) -> None:
        id_ = str(values.get("requestId", ""))
        self._last = time.monotonic()
        if method == "Network.requestWillBeSent":
            url = str(values["request"]["url"])
            if url.startswith("data:") or len(self._requests) >= _ENTRIES:
                return
            known = self._requests.get(id_)
            if known is not None and "url" in known:  # a redirect goes on under the same id
                self._requests[f"{id_}+{len(self._requests)}"] = known
            self._open.add(id_)
            self._requests[id_] = {"url": url[:2000], "kind": values.get("type", ""), "status": 0, "failed": ""}
        elif method == "Network.responseReceived" and id_ in self._requests:
            self._requests[id_]["status"] = values["response"]["status"]
        elif method == "Network.responseReceivedExtraInfo":
            url = str(self._requests.get(id_, {}).get("url", ""))
            for name, value in values.get("headers", {}).items():
                if name.lower() == "set-cookie":
                    self._cookies += [(url[:500], one.partition("=")[0][:80]) for one in str(value).split("\n")[:50]]
        elif method == "Network.dataReceived":
            self._coming[id_] = self._coming.get(id_, 0) + int(values.get("encodedDataLength", 0))
        elif method == "Network.loadingFinished":
            self._open.discard(id_)
            self._coming.pop(id_, None)
            self._bytes += int(values.get("encodedDataLength", 0))
        elif method == "Network.loadingFailed":
            self._open.discard(id_)
            self._bytes += self._coming.pop(id_, 0)  # what was broken off came over the line all the same
            if id_ in self._requests:
                why = values.get("blockedReason") or values.get("errorText", "")
                self._requests[id_]["failed"] = str(why).removeprefix("net::")

    def _world(self, frame: str) -> int:
        """Return a world of our own in a frame, with our scripts in it."""
        made = self._call("Page.createIsolatedWorld", frameId=frame, worldName=WORLD)
        context = int(made["executionContextId"])
        sources = [
            script("visit.js"),
            *([script("axe/axe.min.js")] if self._wish.axe and not self._wish.source else []),
        ]
        for source in sources:
            self._call("Runtime.evaluate", expression=source, contextId=context, returnByValue=False)
        return context

    def _worlds(self, main: int) -> list[int]:
        """Return the world of the page and of each frame inside it that shares its process."""
        found = [main]
        waiting = list(self._call("Page.getFrameTree")["frameTree"].get("childFrames", ()))
        while waiting and len(found) < 10:
            frame = waiting.pop(0)
            waiting += frame.get("childFrames", ())
            if "unreachableUrl" in frame["frame"]:
                continue  # an error page of the browser's own, which is nobody's to mend
            with contextlib.suppress(Refused):
                found.append(self._world(frame["frame"]["id"]))
        return found

    def _run(self, world: int, expression: str, seconds: float = 20.0) -> Any:
        """Return what an expression gives in a world, promises waited for."""
        answer = self._call(
            "Runtime.evaluate",
            seconds=seconds,
            expression=expression,
            contextId=world,
            awaitPromise=True,
            returnByValue=True,
        )
        if "exceptionDetails" in answer:
            raise Refused(str(answer["exceptionDetails"].get("text", "")))
        return answer["result"].get("value")

    def _walk(self, world: int) -> list[dict[str, Any]]:
        """Press Tab as often as wished and return what had the focus each time."""
        self._run(world, "scanner.prepare()")
        steps = []
        for _step in range(self._wish.keyboard):
            for kind in ("rawKeyDown", "keyUp"):
                key: dict[str, Any] = {
                    "key": "Tab",
                    "code": "Tab",
                    "windowsVirtualKeyCode": 9,
                    "nativeVirtualKeyCode": 9,
                }
                self._call("Input.dispatchKeyEvent", type=kind, **key)
            at = self._run(world, "scanner.step()")
            if at is None:
                break
            steps.append(at)
        return steps

    def _narrow(self, world: int, width: int) -> Any:
        """Return what sticks out at another width."""
        phone = self._wish.size.phone
        self._call("Emulation.setDeviceMetricsOverride", width=width, height=740, deviceScaleFactor=1, mobile=phone)
        time.sleep(0.15)
        return self._run(world, "scanner.overflow()")

    def _picture(self) -> bytes:
        taken = self._call("Page.captureScreenshot", format="png", captureBeyondViewport=False)
        return base64.b64decode(taken["data"])

    def _jar(self) -> list[dict[str, Any]]:
        """Return the cookies the page left, without their values."""
        found = self._wire.call("Storage.getCookies", seconds=5, browserContextId=self._context)["cookies"]
        kept = ("name", "domain", "secure", "httpOnly", "sameSite")
        return [{key: one.get(key, "") for key in kept} for one in found[:_ENTRIES]]
