#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The console's rarer pages in a real browser: a notifier's objection is answered by somebody who decided none of it, by keyboard and
without JavaScript; an officer reads the figures of each reviewer. Both at phone width, in English and Hindi, light and dark, mirrored.

Screenshots go to $REDRESS_PICTURES when it is set.
"""

import os
import pathlib
import sqlite3
import urllib.parse

import axe
import harness
from browser import Browser

PASSWORD = "a long enough password"
STAFF = {"asha": "reviewer", "ben": "reviewer", "omar": "officer", "olga": "overseer"}
PICTURES = os.environ.get("REDRESS_PICTURES")
TAB, ENTER = "Tab", "Enter"


def picture(browser, name):
    if PICTURES:
        browser.save_picture(pathlib.Path(PICTURES) / f"{name}.png", whole=True)


class Person:
    """A member of staff over HTTP: what a browser would send."""

    def __init__(self, server, name):
        form = urllib.parse.urlencode({"name": name, "password": PASSWORD})
        answer = server.ask("POST", "/console/sign-in", form, headers={"Content-Type": "application/x-www-form-urlencoded"})
        self.server = server
        self.headers = {"Cookie": answer.headers["set-cookie"].split(";")[0]}
        self.headers["X-CSRF-Token"] = server.ask("GET", "/api/v1/console", headers=self.headers).json()["csrf"]

    def act(self, code, action, **body):
        answer = self.server.ask("POST", f"/api/v1/cases/{code}/{action}", body, headers=self.headers)
        assert answer.status == 200, f"{action}: {answer.status} {answer.body[:300]!r}"


def decision(outcome, **more):
    return {"outcome": outcome, "ground": {"duty": "IN-NCII-2H"}, "facts": "seen", "reasons": "as the rule says", **more}


class Story:
    def __init__(self, data, server, token):
        self.data, self.server, self.token, self.count = data, server, token, 0

    def notice(self, **more):
        self.count += 1
        answer = self.server.ask("POST", "/api/v1/notices", harness.notice(f"https://host.example/p/{self.count}", **more), self.token)
        assert answer.status == 201, answer.body
        return answer.json()["case_code"]

    def kept(self):
        with sqlite3.connect(f"file:{self.data}/notifiers.db?mode=ro", uri=True) as store:
            return store.execute("SELECT count(*) FROM notices").fetchone()[0]

    def misuse(self, account, decider):
        before = self.kept()
        code = self.notice(complainant="agent", notifier=account)
        harness.until("the notice is counted", lambda: self.kept() > before)
        decider.act(code, "decide", **decision("reject", weighing={"unfounded": "A landscape without anybody in it."}))
        return code

    def told(self, account):
        return self.server.ask("GET", f"/api/v1/notifier?notifier={account}", token=self.token).json()["step"]


def make_objection(story, asha, omar):
    for _ in range(3):
        story.misuse("busy", omar)
    assert story.told("busy") == "warned"
    for _ in range(3):
        story.misuse("busy", omar)
    harness.expect(story.told("busy") == "limited", "a notifier is limited after the warning")
    codes = [story.misuse("helper", asha) for _ in range(3)]
    assert story.told("helper") == "warned"
    words = {"notifier": "helper", "words": "We report for people who asked us to.\nThe pictures were there when we looked."}
    answer = story.server.ask("POST", "/api/v1/notifier/appeal", words, story.token)
    harness.expect(answer.status == 202, "another objects to the warning")
    return codes


def sign_in(browser, base, name):
    browser.open(base + "/console/?lang=en")
    browser.write("#name", name)
    browser.write("#password", PASSWORD)
    browser.press(ENTER)
    harness.until(f"{name} is signed in", lambda: browser.has("footer nav a[href='/console/notifiers']"))


def look_everywhere(judge, browser, url, name):
    for language, scheme, width in (("en", "light", 390), ("hi", "dark", 390), ("en", "dark", 1280)):
        browser.emulate(prefers_color_scheme=scheme)
        browser.resize(width, 844)
        browser.open(f"{url}?lang={language}")
        what = f"{name} ({language}, {width})"
        judge.look(browser, what)
        judge.look_mirrored(browser, what)
        picture(browser, f"{name}-{language}-{width}")
    browser.emulate(prefers_color_scheme="light")
    browser.resize(900, 844)
    browser.open(f"{url}?lang=en")
    picture(browser, name)
    browser.resize(390, 844)


def look_at_objections(judge, folder, base, codes):
    with Browser(folder / "asha", scripts=True) as browser:
        sign_in(browser, base, "asha")
        browser.open(base + "/console/notifiers?lang=en")
        harness.expect("3 of these decisions are yours" in browser.page() and not browser.has("form textarea"),
                       "whoever decided is told why there is no button")
        judge.look(browser, "own decisions")
        picture(browser, "console-notifiers-own")
    with Browser(folder / "ben", scripts=True) as browser:
        sign_in(browser, base, "ben")
        harness.until("the header says that an objection waits", lambda: browser.has("header .waits"))
        judge.look(browser, "the queue with the header's sign", with_axe=False)
        picture(browser, "console-waits")
        browser.click("header .waits")
        harness.until("it leads to the objections", lambda: browser.url().endswith("/console/notifiers"))
        harness.expect(all(code in browser.page() for code in codes), "each decision is there with its case")
        look_everywhere(judge, browser, base + "/console/notifiers", "console-notifiers")
        browser.open(base + "/console/notifiers?lang=en")
        browser.click("ul.plain a")
        harness.until("a link leads to the case", lambda: "/console/cases/" in browser.url())
    with Browser(folder / "olga", scripts=True) as browser:
        sign_in(browser, base, "olga")
        browser.open(base + "/console/notifiers?lang=en")
        harness.expect("An overseer reads and does not answer" in browser.page() and not browser.has("form textarea"),
                       "an overseer reads")


def tab_to(browser, css):
    """Without JavaScript too: WebDriver itself says what has the focus."""
    for _ in range(60):
        browser.press(TAB)
        if list(browser._do("GET", "/element/active").values())[0] == browser.find(css):
            return
    raise AssertionError(f"no tab leads to {css}")


def answer_by_keyboard(folder, base, story):
    with Browser(folder / "plain") as browser:
        sign_in(browser, base, "ben")
        tab_to(browser, "footer a[href='/console/notifiers']")
        browser.press(ENTER)
        harness.until("the foot leads to the objections", lambda: browser.has("form textarea"))
        tab_to(browser, "form textarea")
        browser.press(*"They acted for the people shown.")
        tab_to(browser, "button[value=upheld]")
        browser.press(ENTER)
        harness.until("the answer is taken", lambda: "The objection is answered." in browser.page())
        harness.expect("No objection waits." in browser.page() and not browser.has("header .waits"), "nothing waits any more")
    answer = story.server.ask("GET", "/api/v1/notifier?notifier=helper", token=story.token).json()
    harness.expect(answer["step"] == "none" and answer["answer"]["reasons"] == "They acted for the people shown.",
                   "the notifier reads the answer, and nothing counts")


def decide_cases(story, asha, ben):
    """Ten decisions of hers, each looked at again by him; twice he decides otherwise."""
    for no in range(10):
        code = story.notice()
        asha.act(code, "decide", **decision("remove" if no < 7 else "reject"))
        if no < 7:
            answer = story.server.ask("POST", f"/api/v1/cases/{code}/measures/1", {"state": "acknowledged"}, story.token)
            assert answer.status == 200, answer.body
        agrees = no not in (5, 6)
        more = {} if agrees else {"instead": decision("reject")}
        ben.act(code, "look-again", decision_no=1, agrees=agrees, reasons="read again", **more)


def look_at_reviewers(judge, folder, base, story, asha):
    page = story.server.ask("GET", "/console/reviewers?lang=en", headers=asha.headers)
    harness.expect(page.status == 403 and b"officers and overseers" in page.body, "a reviewer is refused")
    with Browser(folder / "omar", scripts=True) as browser:
        sign_in(browser, base, "omar")
        browser.click("footer a[href='/console/reviewers']")
        harness.until("the figures come", lambda: browser.has("table caption"))
        look_everywhere(judge, browser, base + "/console/reviewers", "console-reviewers")
        browser.open(base + "/console/reviewers?lang=en")
        text = browser.text("main")
        harness.expect(text.index("asha") < text.index("ben") < text.index("omar"), "by name")
        first = browser.text("main section")
        harness.expect("0.60" in first, f"kappa is there: {first[-900:]!r}")
        harness.expect("none: no variation" not in first and "80%" in first, "with the share that agreed")
        browser.click("main section summary")
        judge.look(browser, "the pairs opened")
        picture(browser, "console-reviewers-pairs")
        month = browser.attribute("#month option:nth-child(2)", "value")
        browser.choose("#month", month)
        browser.click("#period button")
        harness.until("a month is chosen without a script", lambda: f"month={month}" in browser.url())


def main():
    with harness.folder() as folder:
        data = folder / "data"
        for name, role in STAFF.items():
            harness.run("admin", "user", "add", "--data", data, "--name", name, "--role", role, stdin=PASSWORD + "\n")
        token = harness.run("admin", "token", "add", "--data", data, "--name", "t", "--scope", "notices,admin").strip()
        (folder / "redress.toml").write_text("[case]\nsecond_look_every = 1\n")
        with harness.Server(data, "--config", folder / "redress.toml") as server:
            base = f"http://127.0.0.1:{server.port}"
            story, judge = Story(data, server, token), axe.Judge()
            asha, ben, omar = (Person(server, name) for name in ("asha", "ben", "omar"))
            codes = make_objection(story, asha, omar)
            look_at_objections(judge, folder, base, codes)
            answer_by_keyboard(folder, base, story)
            decide_cases(story, asha, ben)
            look_at_reviewers(judge, folder, base, story, asha)
            judge.end()


main()
