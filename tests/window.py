"""A browser's window for tests: pages opened from files, looked at, typed into, printed; whatever they ask for is kept."""

from __future__ import annotations

import base64
import json
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from compliance.scan.chromium import browser, visit
from compliance.scan.chromium.devtools import Wire

_NOBODY = 9  # the port of a proxy that is not there: nothing leaves this machine
_KEYS = {"Tab": ("Tab", 9, ""), "Enter": ("Enter", 13, "\r"), "Space": (" ", 32, " "), "Escape": ("Escape", 27, "")}


class Window:
    """A tab with one page."""

    def __init__(self, wire: Wire, page: Path, width: int, script: bool, media: str) -> None:
        self._wire = wire
        self._target = wire.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = wire.call("Target.attachToTarget", targetId=self._target, flatten=True)["sessionId"]
        wire.follow(self._session)
        for domain in ("Page", "Network", "Runtime", "Log"):
            self.call(f"{domain}.enable")
        self.resize(width)
        self.call("Emulation.setScriptExecutionDisabled", value=not script)
        if media:
            self.call("Emulation.setEmulatedMedia", media=media)
        self._events: list[dict[str, Any]] = []
        self.call("Page.navigate", url=page.as_uri())
        self._wait("Page.loadEventFired")

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Return the browser's answer to a command about this page."""
        return self._wire.call(method, self._session, 60, **parameters)

    def _wait(self, name: str) -> None:
        ends = time.monotonic() + 60
        while time.monotonic() < ends:
            event = self._wire.event(self._session, ends)
            if event is not None:
                self._events.append(event)
                if event["method"] == name:
                    return

    def _happened(self) -> Iterator[tuple[str, dict[str, Any]]]:
        while (event := self._wire.event(self._session, time.monotonic() + 0.05)) is not None:
            self._events.append(event)
        for event in self._events:
            yield event["method"], event.get("params", {})

    def asked(self) -> list[str]:
        """Return the addresses that were asked for, but for what the page holds itself."""
        urls = [said["request"]["url"] for name, said in self._happened() if name == "Network.requestWillBeSent"]
        return [url for url in urls if not url.startswith("data:")]

    def said(self) -> list[str]:
        """Return what the page complained about, dialogs and exceptions among it."""
        loud = (
            "Log.entryAdded",
            "Runtime.exceptionThrown",
            "Runtime.consoleAPICalled",
            "Page.javascriptDialogOpening",
        )
        return [json.dumps(said, ensure_ascii=False) for name, said in self._happened() if name in loud]

    def resize(self, width: int, height: int = 900) -> None:
        """Show the page on a screen so wide; narrow ones are telephones'."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 700)  # fmt: skip

    def run(self, expression: str) -> Any:
        """Return what a JavaScript expression gives, a promise's outcome when it is one."""
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            name, code, text = _KEYS[key]
            known = {"key": name, "code": key, "windowsVirtualKeyCode": code}
            self.call("Input.dispatchKeyEvent", type="keyDown", text=text, **known)
            self.call("Input.dispatchKeyEvent", type="keyUp", **known)

    def type(self, text: str) -> None:
        """Type a text where the focus is."""
        self.call("Input.insertText", text=text)

    def axe(self, contrast: bool = True) -> list[tuple[str, str, list[str]]]:
        """Return what axe finds: how bad, which rule, and where; contrasts take it most of its time."""
        self.run(visit.script("axe/axe.min.js") + "; 0")
        rules = json.dumps({"color-contrast": {"enabled": contrast}})
        found = """({ violations }) => violations.map((v) =>
          [v.impact, v.id, v.nodes.slice(0, 3).map((n) => n.target.join(" ") + ": " + n.html.slice(0, 120))])"""
        ask = f"axe.run(document, {{ resultTypes: ['violations'], rules: {rules} }}).then({found})"
        return [(impact, rule, nodes) for impact, rule, nodes in self.run(ask)]

    def picture(self, top: int = 0, height: int = 0) -> bytes:
        """Return a PNG of what is shown, or of a stretch of the page."""
        more: dict[str, Any] = {}
        if height:
            width = self.run("innerWidth")
            more["clip"] = {"x": 0, "y": top, "width": width, "height": height, "scale": 1}
        return base64.b64decode(self.call("Page.captureScreenshot", captureBeyondViewport=True, **more)["data"])

    def printed(self) -> bytes:
        """Return the page as a PDF on the paper that it asks for."""
        options = {"preferCSSPageSize": True, "printBackground": False, "displayHeaderFooter": False}
        return base64.b64decode(self.call("Page.printToPDF", **options)["data"])

    def close(self) -> None:
        """Close the tab."""
        self._wire.leave(self._session)
        self._wire.call("Target.closeTarget", targetId=self._target)


class Windows:
    """A running browser with a folder from which it may read."""

    def __init__(self, wire: Wire, folder: Path) -> None:
        self._wire, self._folder = wire, folder
        self._pages = 0

    @contextmanager
    def show(self, page: bytes, width: int = 1280, script: bool = True, media: str = "") -> Iterator[Window]:
        """Open a page from a file of its own, as from a USB stick."""
        self._pages += 1
        path = self._folder / f"page-{self._pages}.html"
        path.write_bytes(page)
        window = Window(self._wire, path, width, script, media)
        try:
            yield window
        finally:
            window.close()
            path.unlink()


@contextmanager
def opened() -> Iterator[Windows]:
    """Start the browser of this machine, once for many pages."""
    path = browser.find()
    assert path is not None
    with (
        tempfile.TemporaryDirectory() as folder,
        patch.object(browser.Browser, "_watch"),  # of its memory, which costs time that only strangers' pages deserve
        browser.Browser(path, _NOBODY, "tests") as running,
    ):
        Path(folder).chmod(0o755)  # root's browser runs as nobody
        yield Windows(running.wire, Path(folder))
