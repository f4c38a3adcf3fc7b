# SPDX-License-Identifier: Apache-2.0
"""A real headless Chromium through chromedriver, spoken to by the W3C WebDriver protocol: no library in between."""

import base64
import json
import subprocess
import time
import urllib.error
import urllib.request

import harness

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
KEYS = {"Tab": "\ue004", "Enter": "\ue007", "Escape": "\ue00c", "Control": "\ue009", "Shift": "\ue008", "Space": " "}


class Browser:
    def __init__(self, profile, width=390, height=844, scripts=False):
        self.port = harness.free_port()
        self.driver = subprocess.Popen(["/usr/bin/chromedriver", f"--port={self.port}"], stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL)
        harness.until("chromedriver answers", self._is_up)
        arguments = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                     "--hide-scrollbars", "--disable-background-networking", "--disable-component-update", "--disable-sync",
                     f"--user-data-dir={profile}", f"--window-size={width},{height}"]
        # The public pages promise to work without JavaScript, so they are tested without it unless a test asks for it.
        options = {"binary": "/usr/bin/chromium", "args": arguments,
                   "prefs": {} if scripts else {"profile.managed_default_content_settings.javascript": 2}}
        wanted = {"capabilities": {"alwaysMatch": {"browserName": "chrome", "goog:chromeOptions": options}}}
        self.session = self._call("POST", "/session", wanted)["sessionId"]
        if scripts:
            # A headless window is never narrower than 500 px by itself.
            self._do("POST", "/goog/cdp/execute", {"cmd": "Emulation.setDeviceMetricsOverride", "params": {
                "width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}})

    def _is_up(self):
        try:
            return self._call("GET", "/status")["ready"]
        except (OSError, AssertionError):
            return False

    def _call(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data, {"Content-Type": "application/json"},
                                         method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                return json.load(response)["value"]
        except urllib.error.HTTPError as refusal:
            raise AssertionError(f"{path} {body}: {json.load(refusal)['value']['message'].splitlines()[0]}") from refusal

    def _do(self, method, path, body=None):
        return self._call(method, f"/session/{self.session}{path}", body)

    def open(self, url):
        self._do("POST", "/url", {"url": url})

    def url(self):
        return self._do("GET", "/url")

    def find(self, css):
        return self._do("POST", "/element", {"using": "css selector", "value": css})[ELEMENT]

    def has(self, css):
        return bool(self._do("POST", "/elements", {"using": "css selector", "value": css}))

    def text(self, css):
        return self._do("GET", f"/element/{self.find(css)}/text")

    def click(self, css):
        self._do("POST", f"/element/{self.find(css)}/click", {})
        time.sleep(0.1)  # the click answers before the next page is asked for

    def write(self, css, text):
        element = self.find(css)
        self._do("POST", f"/element/{element}/clear", {})
        self._do("POST", f"/element/{element}/value", {"text": text})

    def choose(self, css, value):
        self.click(f'{css} option[value="{value}"]')

    def attribute(self, css, name):
        return self._do("GET", f"/element/{self.find(css)}/attribute/{name}")

    def style(self, css, name):
        return self._do("GET", f"/element/{self.find(css)}/css/{name}")

    def rect(self, css):
        """Where it is drawn on the page: x, y, width, height."""
        return self._do("GET", f"/element/{self.find(css)}/rect")

    def press(self, *keys):
        """Keys as a person presses them, one after another, wherever the focus is; "Control+k" holds the first."""
        actions = []
        for key in keys:
            parts = key.split("+") if len(key) > 1 and "+" in key else [key]
            codes = [KEYS.get(part, part) for part in parts]
            actions += [{"type": "keyDown", "value": code} for code in codes]
            actions += [{"type": "keyUp", "value": code} for code in reversed(codes)]
        self._do("POST", "/actions", {"actions": [{"type": "key", "id": "keyboard", "actions": actions}]})

    def resize(self, width, height):
        self._do("POST", "/goog/cdp/execute", {"cmd": "Emulation.setDeviceMetricsOverride", "params": {
            "width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}})

    def run(self, script, *arguments):
        return self._do("POST", "/execute/sync", {"script": script, "args": list(arguments)})

    def run_and_wait(self, script, *arguments):
        """The script's last argument is called with the answer."""
        return self._do("POST", "/execute/async", {"script": script, "args": list(arguments)})

    def send(self, css, text):
        """Types into an element without clearing it: for files, whose path is the text."""
        self._do("POST", f"/element/{self.find(css)}/value", {"text": text})

    def cookies(self):
        return "; ".join(f"{one['name']}={one['value']}" for one in self._do("GET", "/cookie"))

    def emulate(self, **media):
        features = [{"name": name.replace("_", "-"), "value": value} for name, value in media.items()]
        self._do("POST", "/goog/cdp/execute", {"cmd": "Emulation.setEmulatedMedia", "params": {"features": features}})

    def set_zone(self, name):
        self._do("POST", "/goog/cdp/execute", {"cmd": "Emulation.setTimezoneOverride", "params": {"timezoneId": name}})

    def slow_down(self, latency_ms, bytes_per_second):
        """Every request waits, and comes and goes at that rate, with an empty cache; (0, -1) lifts it."""
        self._do("POST", "/goog/cdp/execute", {"cmd": "Network.clearBrowserCache", "params": {}})
        conditions = {"offline": False, "latency": latency_ms, "download_throughput": bytes_per_second,
                      "upload_throughput": bytes_per_second}
        self._do("POST", "/chromium/network_conditions", {"network_conditions": conditions})

    def back(self):
        self._do("POST", "/back", {})
        time.sleep(0.1)

    def page(self):
        return self._do("GET", "/source")

    def save_picture(self, path, whole=False):
        """What the window shows; `whole`: the page in all its height, at the window's width."""
        if whole:
            page = self._do("POST", "/goog/cdp/execute", {"cmd": "Page.captureScreenshot", "params": {"captureBeyondViewport": True}})
        with open(path, "wb") as out:
            out.write(base64.b64decode(page["data"] if whole else self._do("GET", "/screenshot")))

    def close(self):
        try:
            self._do("DELETE", "")
        finally:
            self.driver.terminate()
            self.driver.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
