#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every page that people see, in every language that we ship, at phone width in a real browser.

Nothing sticks out, no target is too small, axe-core finds nothing on the first page, what is read is in the language's own
script, and one of Debian's fonts has every character of it. With $REDRESS_PICTURES set each language's pages are kept side
by side in LANG.webp."""

import json
import os
import pathlib
import subprocess
import sys

import axe
import harness
import report
import taken_down
from browser import Browser

sys.path.insert(0, str(harness.ROOT / "tools"))
import check_messages  # noqa: E402

PICTURES = os.environ.get("REDRESS_PICTURES")
SHEET_HEIGHT = 1280
WRITTEN = (report.WORDS, taken_down.FACTS, taken_down.REASONS, taken_down.URL)
# What a person reads; not what she wrote herself, addresses, codes, what is cited, and the other languages’ names.
READ = """
const skip = 'nav, bdi, .brand, script, style, code, .big-code, [translate=no], option, textarea, noscript, svg';
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
const texts = [];
while (walker.nextNode()) {
  const node = walker.currentNode;
  if (!node.parentElement.closest(skip) && node.textContent.trim()) texts.push(node.textContent.trim());
}
return texts;
"""


def own_script_share(code, texts):
    """Weighted by letters; what may stay in Latin letters anywhere does not count."""
    return check_messages.in_script(code, " ".join(texts))


class Sheet:
    """The pages of one language side by side, as a picture that a person can look through."""

    def __init__(self, folder, code):
        self.folder, self.code, self.files = folder, code, []

    def add(self, browser):
        if PICTURES:
            self.files.append(self.folder / f"{self.code}-{len(self.files):02}.png")
            browser.save_picture(self.files[-1], whole=True)

    def save(self):
        if not self.files:
            return
        inputs = [part for file in self.files for part in ("-i", str(file))]
        fits = "".join(f"[{i}]crop=iw:min(ih\\,{SHEET_HEIGHT}):0:0,pad=iw+8:{SHEET_HEIGHT}:0:0:gray,scale=trunc(iw/2):{SHEET_HEIGHT // 2}[p{i}];"
                       for i in range(len(self.files)))
        row = "".join(f"[p{i}]" for i in range(len(self.files))) + f"hstack=inputs={len(self.files)}"
        subprocess.run(["ffmpeg", "-v", "error", "-y", *inputs, "-filter_complex", fits + row, "-c:v", "libwebp", "-quality",
                        "30", "-compression_level", "6", str(pathlib.Path(PICTURES) / f"{self.code}.webp")], check=True)


class Reader:
    """Goes through every page in one language."""

    def __init__(self, judge, browser, base, code, folder):
        self.judge, self.browser, self.base, self.code = judge, browser, base, code
        self.sheet, self.strange = Sheet(folder, code), []

    def look(self, name):
        self.judge.look(self.browser, f"{name} ({self.code})", with_axe=name == "/")
        texts = [t for t in self.browser.run(READ) if t not in WRITTEN]
        if self.code in check_messages.SCRIPTS and own_script_share(self.code, texts) < 0.7:
            self.strange.append(f"{name}: {[t for t in texts if own_script_share(self.code, [t]) < 0.5]}")
        self.sheet.add(self.browser)

    def read_public(self):
        for path in ("/", "/case", "/appeal", "/transparency", "/report/nothing"):
            self.browser.open(f"{self.base}{path}?lang={self.code}")
            self.look(path)
        language = self.browser.run("return [document.documentElement.lang, document.documentElement.dir]")
        wanted = [TABLES[self.code]["language.locale"], TABLES[self.code]["language.direction"]]
        assert language == wanted, f"the page says {language}, not {wanted}"

    def read_report(self):
        report.walk(self.browser, self.base, "https://host.example/in/" + self.code, lambda step: self.look(f"report/{step}"),
                    self.code)
        report.send(self.browser, lambda step: self.look(f"report/{step}"))

    def read_case(self, code, secret, appeal_code):
        for side, opens in (("case", secret), ("appeal", appeal_code)):
            taken_down.open_page(self.browser, self.base, side, code, opens, self.code)
            self.look(side)

    def end(self):
        self.sheet.save()
        for fault in self.strange:
            print(f"{self.code}: not in its own script: {fault}")
        return len(self.strange)


def read_tables():
    return {path.stem: json.loads(path.read_text()) for path in sorted((harness.ROOT / "messages").glob("*.json"))}


TABLES = read_tables()


def has_font(table):
    """Whether one installed font has every character that the language's texts use."""
    used = {c for text in table.values() for c in text if ord(c) > 0x2FF and not 0x2000 <= ord(c) <= 0x2BFF}
    if not used:
        return True
    wanted = " ".join(f"{ord(c):x}" for c in sorted(used))
    return subprocess.run(["fc-list", f":charset={wanted}", "family"], check=True, capture_output=True, text=True).stdout != ""


def check_fonts():
    lacking = [code for code, table in TABLES.items() if not has_font(table)]
    harness.expect(not lacking, f"one font of Debian's has every character of each of {len(TABLES)} languages, but for {lacking}")


def main():
    check_fonts()
    with harness.folder() as base:
        data = base / "data"
        harness.run("admin", "token", "add", "--data", data, "--name", "t", "--scope", "admin,notices,media")
        with harness.Server(data) as server, Browser(base / "profile", scripts=True) as browser:
            url = f"http://127.0.0.1:{server.port}"
            codes = taken_down.make(browser, url, server, data)
            judge = axe.Judge()
            strange = 0
            for code in TABLES:
                reader = Reader(judge, browser, url, code, base)
                reader.read_public()
                reader.read_report()
                reader.read_case(*codes)
                strange += reader.end()
            judge.end()
            harness.expect(strange == 0, f"{len(TABLES)} languages: every page is in the language's own script")
            harness.expect(server.stop() == 0, "the server stops cleanly")


if __name__ == "__main__":
    main()
