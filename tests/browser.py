"""A real browser for the tests of pages: headless Chromium by way of its driver (WebDriver, W3C), without any way to another machine.

Import the fixture where it is used: `from browser import Browser, browser`.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

KEYS = {
    "Tab": "\ue004", "Enter": "\ue007", "Escape": "\ue00c", "Left": "\ue012", "Up": "\ue013", "Right": "\ue014", "Down": "\ue015", "Home": "\ue011", "End": "\ue010",
    "Space": " ", "Shift": "\ue008", "Backspace": "\ue003",
}  # fmt: skip


class BrowserError(AssertionError):
    """What the driver says that it cannot do."""


class Browser:
    """Headless Chromium by way of its driver; it is given no way to any other machine."""

    def __init__(self, folder: Path) -> None:
        self.driver, port = self.start(folder)
        self.address = f"http://127.0.0.1:{port}/session"
        arguments = [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking", "--disable-component-update",
            "--disable-sync", "--disable-default-apps", "--proxy-server=http://127.0.0.1:9", "--proxy-bypass-list=127.0.0.1", "--window-size=1200,900",
            f"--user-data-dir={folder / 'profile'}",
        ]  # fmt: skip
        chrome = {"browserName": "chrome", "goog:chromeOptions": {"args": arguments}, "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"}}
        self.address += "/" + self.ask("", {"capabilities": {"alwaysMatch": chrome}})["sessionId"]

    def start(self, folder: Path) -> tuple[subprocess.Popen[str], str]:
        """The driver and its port; started again where the port that the system gave it was taken meanwhile."""
        said = ""
        for _ in range(3):
            driver = subprocess.Popen(["chromedriver", "--port=0", f"--log-path={folder / 'driver.log'}"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            assert driver.stdout is not None
            for line in driver.stdout:
                said += line
                if found := re.search(r"successfully on port (\d+)", line):
                    return driver, found[1]
            driver.wait(20)
        pytest.fail(f"chromedriver does not start: {said}")

    def ask(self, path: str, body: dict[str, Any] | None = None, method: str | None = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.address + path, data, {"Content-Type": "application/json"}, method=method)
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=60) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise BrowserError(json.load(error)["value"]["message"].split("\n")[0]) from None

    def open(self, file: Path, text: str) -> None:
        file.write_text(text, encoding="utf-8")
        self.ask("/url", {"url": file.as_uri()})

    def run(self, script: str) -> Any:
        return self.ask("/execute/sync", {"script": script, "args": []})

    def wait(self, script: str) -> Any:
        """What the script gives, as soon as that is something; BrowserError where it never is."""
        looking = f"const done = arguments[0]; const look = () => {{ const it = (() => {{ {script} }})(); it ? done(it) : setTimeout(look, 15); }}; look();"
        return self.ask("/execute/async", {"script": looking, "args": []})

    def find(self, selector: str) -> str:
        return next(iter(self.ask("/element", {"using": "css selector", "value": selector}).values()))

    def click(self, selector: str) -> None:
        """Clicks what the selector finds, as a mouse does: what is hidden or covered cannot be clicked."""
        self.ask(f"/element/{self.find(selector)}/click", {})

    def type(self, selector: str, text: str) -> None:
        self.ask(f"/element/{self.find(selector)}/value", {"text": text})

    def press(self, *keys: str, shift: bool = False) -> None:
        """Presses keys, one after the other, on whatever has the focus: names of KEYS or letters."""
        actions = [{"type": "keyDown", "value": KEYS["Shift"]}] if shift else []
        for key in keys:
            actions += [{"type": way, "value": KEYS.get(key, key)} for way in ("keyDown", "keyUp")]
        actions += [{"type": "keyUp", "value": KEYS["Shift"]}] if shift else []
        self.ask("/actions", {"actions": [{"type": "key", "id": "k", "actions": actions}]})

    def log(self, kind: str) -> list[dict[str, Any]]:
        """What was logged since it was last asked for: "browser" is the console, "performance" the requests."""
        return self.ask("/se/log", {"type": kind})

    def requests(self) -> list[str]:
        """The addresses asked for since this was last asked."""
        events = (json.loads(entry["message"])["message"] for entry in self.log("performance"))
        return [event["params"]["request"]["url"] for event in events if event["method"] == "Network.requestWillBeSent"]

    def close(self) -> None:
        try:
            self.ask("", method="DELETE")
        finally:
            self.driver.terminate()
            self.driver.wait(20)
            assert self.driver.stdout is not None
            self.driver.stdout.close()


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A real browser; without one the tests are skipped, or fail where CHIDAO_REQUIRE_SHARED=1 says that all must be there."""
    missing = [name for name in ("chromium", "chromedriver") if not shutil.which(name)]
    if missing:
        reason = f"no {', no '.join(missing)} here (Debian: apt install chromium chromium-driver)"
        (pytest.fail if os.environ.get("CHIDAO_REQUIRE_SHARED") == "1" else pytest.skip)(reason)
    opened = Browser(tmp_path_factory.mktemp("browser"))
    yield opened
    opened.close()


def shown(browser: Browser, selector: str) -> str:
    """What can be read there, on one line."""
    return " ".join(browser.run(f"return document.querySelector({json.dumps(selector)}).innerText").split())
