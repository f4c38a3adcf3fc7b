#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The staff console in a real browser: thirty cases cleared by keyboard alone, counted; then its other widths and ways.

Screenshots go to $REDRESS_PICTURES when it is set. axe-core comes with the console's own packages.
"""

import json
import os
import pathlib
import sys

import harness
from browser import Browser

CASES = 30
PASSWORD = "a long enough password"
AXE = pathlib.Path(harness.BINARY).resolve().parent / "console/node_modules/axe-core/axe.min.js"
SAW = "her face and a scar she names"


class Keyboard:
    """Counts what a reviewer presses: commands apart from the words of a decision."""

    def __init__(self, browser):
        self.browser, self.commands, self.letters = browser, 0, 0

    def command(self, *keys):
        self.commands += len(keys)
        self.browser.press(*keys)

    def write(self, text):
        self.letters += len(text)
        self.browser.press(*text)


def fill(server, token):
    """Thirty cases as they come: every third machine-made, one in five in Hindi, one in ten with nothing to remove."""
    kinds = []
    for no in range(CASES):
        kind = "reject" if no % 10 == 9 else "made" if no % 3 == 2 else "shown"
        kinds.append(kind)
        body = harness.notice(f"https://host.example/p/{no}", harm="ncii_synthetic" if kind == "made" else "ncii",
                              language="hi" if no % 5 == 4 else "en",
                              statement=f"Case {no}: <b>a picture of me</b>." if kind != "reject" else f"Case {no}: a car.")
        answer = server.ask("POST", "/api/v1/notices", body, token)
        assert answer.status == 201, answer.body
    return kinds


def say_in(browser, css):
    return browser.text(css) if browser.has(css) else ""


def sign_in(browser, base_url, name="asha"):
    """By keyboard too: the first field, the second, Enter."""
    browser.open(base_url + "/console/?lang=en")
    browser.run("document.querySelector('#name').focus()")
    browser.press(*name, "Tab", *PASSWORD, "Enter")
    harness.until("the three panes come", lambda: browser.has(".desk .rows a"))


def clear_one(browser, keys, screens):
    """The case that is open, decided as its words ask; the next one opens by itself."""
    code = say_in(browser, ".case h1 bdi")
    is_car = "a car." in say_in(browser, ".case blockquote")
    keys.command("5" if is_car else "1")
    harness.until(f"{code}: the decision opens at its open place",
                  lambda: browser.run("const at = document.activeElement; return (at.selectionEnd || 0) - (at.selectionStart || 0)") > 5)
    keys.write("only a car" if is_car else SAW)
    keys.command("Escape")
    elements = browser.run("return document.querySelectorAll('.decision [type=checkbox]').length") - 1
    if not is_car:
        keys.command(*[str(no + 1) for no in range(elements + 1)])
    if "read the original" in say_in(browser, ".missing"):
        keys.command("t")
    missing = say_in(browser, ".missing")
    assert not missing, f"{code}: still missing: {missing}"
    keys.command("n")
    harness.until(f"{code} is decided and the next opens", lambda: not browser.has(".decision")
                  and say_in(browser, ".case h1 bdi") != code)
    screens[code] = screens.get(code, 0) + 1


def clear_all(server, browser, token):
    keys, screens = Keyboard(browser), {}
    keys.command("j")
    harness.until("the first case opens", lambda: browser.has(".case h1 bdi"))
    for _ in range(CASES):
        clear_one(browser, keys, screens)
    left = server.ask("GET", "/api/v1/cases", token=token).json()["cases"]
    left = [case for case in left if case["phase"] == "open"]  # chance may have picked some for a second look
    harness.expect(left == [], f"{CASES} cases are cleared by keyboard alone")
    print(f"    {keys.commands / CASES:.1f} key presses a case, and {keys.letters / CASES:.1f} letters of what was seen; "
          f"{sum(screens.values()) / len(screens):.0f} screen a case")
    return screens


def check_decisions(server, token, codes):
    case = server.ask("GET", f"/api/v1/cases/{codes[0]}", token=token).json()
    decision = case["decisions"][0]
    harness.expect(SAW in decision["facts"] and "###" not in decision["facts"], "a decision holds the reviewer's own words")
    harness.expect(decision["weighing"]["elements"] and decision["weighing"]["lesser"], "and what was weighed")
    harness.expect(len(decision["ground"]["pack_sha256"]) == 64, "and the text of the law that was read")
    harness.expect(case["claim"] is None, "nobody holds a case that is decided")


def accept_axe(browser, what):
    if not AXE.exists():
        print("skipped: axe-core is not there")
        return
    browser.run(AXE.read_text())
    found = browser._do("POST", "/execute/async", {"script": (
        "const done = arguments[0]; axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
        ".then((r) => done(JSON.stringify(r.violations.map((v) => [v.id, v.nodes.map((n) => n.html.slice(0, 160))]))))"), "args": []})
    violations = json.loads(found)
    for violation in violations:
        print("   ", violation)
    harness.expect(not violations, f"axe-core finds nothing on {what}")


def fits(browser, what):
    wide = browser.run("return document.documentElement.scrollWidth - document.documentElement.clientWidth")
    harness.expect(wide <= 0, f"nothing is wider than the window: {what}")
    raw = browser.run("return (document.body.innerText.match(/\\[[a-z_.]+\\]/g) || []).join(' ')")
    harness.expect(raw == "", f"every word is there: {what} {raw}")


def main():
    pictures = os.environ.get("REDRESS_PICTURES")
    with harness.folder() as base:
        data = base / "data"
        for name in ("asha", "ben"):
            harness.run("admin", "user", "add", "--data", data, "--name", name, "--role", "reviewer", stdin=PASSWORD + "\n")
        token = harness.run("admin", "token", "add", "--data", data, "--name", "t", "--scope", "notices,media,admin").strip()
        with harness.Server(data) as server, Browser(base / "profile", 1500, 950, scripts=True) as browser:
            base_url = f"http://127.0.0.1:{server.port}"
            if server.ask("GET", "/console/console.js").status == 404:
                print("skipped: the console was not built, npm or its registry was not there")
                return 77

            def show(name):
                if pictures:
                    browser.save_picture(pathlib.Path(pictures) / f"{name}.png")

            fill(server, token)
            sign_in(browser, base_url)
            show("console-desk")
            accept_axe(browser, "the queue")
            codes = list(clear_all(server, browser, token))
            check_decisions(server, token, codes)
            journey(server, browser, base, base_url, token, show)
        return 0


def journey(server, browser, base, base_url, token, show):
    """What one case goes through between two people, on pictures, at phone width and from right to left."""
    photo = next(iter(sorted(harness.PHOTOS.glob("*.jpg"))), None)
    if photo:
        for name in ("one", "two"):
            body, headers = harness.multipart({"content_id": name, "url": f"https://host.example/{name}"}, name, photo.read_bytes())
            assert server.ask("POST", "/api/v1/media/check", body, token, headers).status == 200
    code = server.ask("POST", "/api/v1/notices", harness.notice(
        "https://host.example/one", items=[{"url": "https://host.example/one"}, {"url": "https://host.example/two"}]), token).json()["case_code"]
    harness.until("a new case comes by itself", lambda: code in browser.page())
    browser.press("j")
    harness.until("it opens", lambda: say_in(browser, ".case h1 bdi") == code)
    harness.expect(not browser.has(".media img"), "no picture is asked for before the reviewer asks")
    if photo:
        browser.press("b")
        harness.until("it is blurred", lambda: browser.has(".media img"))
        shown = browser.run("return [...document.querySelectorAll('.media img')].map((i) => i.getAttribute('src')).join(' ')")
        harness.expect(shown.count("/console/media/") == 1 and "clear" not in shown, "two copies of one file are one blurred picture")
        harness.expect("grayscale" in browser.style(".media img", "filter"), "in grey")
        show("console-blurred")
        browser.press("b", "g")
        harness.until("it is clear", lambda: "clear=1" in browser.attribute(".media img", "src"))
        harness.expect(browser.style(".media img", "filter") == "none", "in colour, by two choices")
        harness.until("the look is counted", lambda: "1 of 100" in say_in(browser, ".media .hint"))
    browser.press("r")
    harness.until("the decision opens", lambda: browser.has(".decision"))
    browser.press("Escape", "p")
    harness.expect(browser.run("return document.activeElement.tagName") == "SELECT", "p goes to the ground")
    browser.press("Escape")
    show("console-decision")
    accept_axe(browser, "a case with its decision open")
    other(server, base, base_url, code)
    browser.press("c")
    harness.until("cancel closes it", lambda: not browser.has(".decision"))
    browser.press("?")
    harness.until("the keys are listed", lambda: browser.has("dialog table"))
    show("console-keys")
    accept_axe(browser, "the keys")
    browser.press("Escape")
    browser.press("Control+k")
    harness.until("the palette opens", lambda: browser.has("dialog .commands"))
    browser.press(*"hand over", "Enter")
    harness.until("it leads to the hand-over", lambda: browser.has("dialog textarea") and browser.has("dialog select"))
    browser.press(*"read her second letter", "Enter")
    harness.until("the case is ben's", lambda: "read her second letter" in say_in(browser, ".case .note"))
    browser.press("r", "1")
    harness.expect(not browser.has(".decision"), "what a colleague holds cannot be written on")
    for width, what in ((360, "a phone"), (820, "a tablet"), (1500, "a desk")):
        browser.resize(width, 800)
        fits(browser, what)
        if width == 360:
            show("console-phone")
            accept_axe(browser, "a phone")
    browser.run("document.documentElement.dir = 'rtl'")
    for width, what in ((360, "a phone"), (1500, "a desk")):
        browser.resize(width, 900)
        fits(browser, f"right to left, {what}")
    show("console-right-to-left")
    browser.open(base_url + "/console/?lang=hi")
    harness.until("the panes come in Hindi", lambda: browser.has(".desk .rows a"))
    fits(browser, "Hindi")
    show("console-hindi")


def other(server, base, base_url, code):
    """A colleague, meanwhile: sees who holds the case, and cannot write on it."""
    with Browser(base / "ben", 1300, 900, scripts=True) as ben:
        sign_in(ben, base_url, "ben")
        harness.expect("held by asha" in say_in(ben, ".rows"), "a colleague sees who holds the case")
        ben.press("j")
        harness.until("the case opens for the colleague", lambda: say_in(ben, ".case h1 bdi") == code)
        ben.press("r", "1")
        harness.expect(not ben.has(".decision"), "and cannot open a decision on it")


if __name__ == "__main__":
    sys.exit(main())
