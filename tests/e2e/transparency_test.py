#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Anybody can check: a real browser reads the ledger of a real server, replays its law and says that it holds.

Then one bit of one file is changed on the server's disk, and the same button finds it. Without JavaScript the page still
says what the ledger is and how to check it elsewhere. What was decided and taken back again stands beside how fast it was, in numbers and
in charts that fit a phone, in JSON and in CSV. Screenshots go to $REDRESS_PICTURES when it is set.
"""

import csv
import io
import os
import pathlib

import axe
import harness
from browser import Browser

PICTURES = os.environ.get("REDRESS_PICTURES")


def picture(browser, name):
    if PICTURES:
        browser.save_picture(pathlib.Path(PICTURES) / f"{name}.png", whole=True)


def ledger_size(server):
    answer = server.ask("GET", "/ledger/checkpoint")
    return int(answer.body.split(b"\n")[1]) if answer.status == 200 else 0


def token_of(data):
    return harness.run("admin", "token", "add", "--data", data, "--name", "test", "--scope", "admin,notices,orders").strip()


def make_cases(server, token):
    sent = server.ask("POST", "/api/v1/notices", harness.notice("https://host.example/p/1"), token)
    harness.expect(sent.status == 201, "a notice is taken")
    other = harness.notice("https://host.example/p/2", harm="fraud", complainant="user")
    harness.expect(server.ask("POST", "/api/v1/notices", other, token).status == 201, "and a second one")
    order = {"channel": "government_order", "harm": "other_illegal", "jurisdictions": ["IN"],
             "items": [{"url": "https://host.example/p/3"}], "language": "en",
             "order": {"issuer": "State Police, <b>Cyber Cell</b>", "rank": "Superintendent of Police", "authorised_in_writing": True,
                       "legal_basis": "IT Act s. 79(3)(b)", "provision": "rule 3(1)(d)", "reasons": "as said"}}
    answer = server.ask("POST", "/api/v1/orders", order, token)
    harness.expect(answer.status == 201, f"an order is taken ({answer.status} {answer.body[:200]!r})")


def decide_cases(server, token):
    """Twelve removals, three of which are taken back."""
    decide = {"outcome": "remove", "ground": {"duty": "IN-NCII-2H"}, "facts": "seen", "reasons": "she did not agree"}

    def act(code, action, **body):
        answer = server.ask("POST", f"/api/v1/cases/{code}/{action}", body, token)
        harness.expect(answer.status == 200, f"{action}: {answer.status} {answer.body[:200]!r}")

    for no in range(12):
        sent = server.ask("POST", "/api/v1/notices", harness.notice(f"https://host.example/figures/{no}"), token)
        code = sent.json()["case_code"]
        act(code, "decide", **decide)
        act(code, "measures/1", state="acknowledged")
        if no < 3:
            act(code, "reverse", reasons="it is somebody else")
            act(code, "measures/2", state="acknowledged")


def check_figures(server, base, folder):
    figures = server.ask("GET", "/api/v1/transparency").json()
    rate = figures["all"]["reversal_rate"]
    harness.expect((rate["value"], rate["n"]) == (0.25, 12) and rate["low"] < 0.25 < rate["high"], "a quarter was taken back, of twelve")
    harness.expect(figures["all"]["put_back_within_1h"]["value"] == 1, "and put back within the hour")
    rows = list(csv.DictReader(io.StringIO(server.ask("GET", "/transparency.csv").body.decode())))
    told = [row for row in rows if row["group"] == "all" and row["figure"] == "reversal_rate"]
    harness.expect(float(told[0]["value"]) == 0.25, "the file says the same")
    judge = axe.Judge()
    with Browser(folder / "figures", scripts=True) as browser:
        for language, scheme in (("en", "light"), ("hi", "dark")):
            browser.emulate(prefers_color_scheme=scheme)
            browser.open(f"{base}/transparency?lang={language}")
            judge.look(browser, f"figures ({language})")
            judge.look_mirrored(browser, f"figures ({language})")
            picture(browser, f"figures-{language}")
        harness.expect("25%" in browser.page() and browser.has("svg.columns rect.bar"), "numbers and charts stand on the page")
        browser.choose("#month", figures["months"][0])
        browser.click("#period button")
        harness.until("a month is chosen without a script of the page", lambda: "month=" in browser.url())
    judge.end()


def press(browser):
    browser.click("#audit-start")
    harness.until("the check ends", lambda: browser.has("#verdict"), 60)
    return browser.attribute("#verdict", "data-verdict")


def check_holds(browser, base):
    browser.open(base + "/transparency?lang=en")
    picture(browser, "transparency-before")
    verdict = press(browser)
    picture(browser, "transparency-holds")
    harness.expect(verdict == "holds", f"the record holds: {browser.text('#audit-answer')[:600]!r}")
    text = browser.text("#audit-answer")
    harness.expect("first check on this device" in text, "the first visit says so")
    harness.expect(browser.has('[data-duty="IN-NCII-2H"]'), "deadlines are counted by duty and month")
    harness.expect("<b>Cyber Cell</b>" in text and "IN-3-1-D/V5" in text, "the order is listed, as text, with its defect")


def damage(data):
    """One bit of the first entry, in every file of entries that is not full."""
    files = sorted((pathlib.Path(data) / "ledger/tile/entries").rglob("*.p/*"))
    harness.expect(files, "the entries lie on the disk")
    for file in files:
        bytes_ = bytearray(file.read_bytes())
        bytes_[2 + 200] ^= 1
        file.chmod(0o600)
        file.write_bytes(bytes_)


def check_damage(browser, base, data):
    damage(data)
    browser.open(base + "/transparency?lang=en")
    verdict = press(browser)
    picture(browser, "transparency-damaged")
    harness.expect(verdict == "findings", "one changed bit is found")
    harness.expect(browser.has('[data-rule="tiles"]'), "the entries are not those that were signed")
    damage(data)
    harness.expect(press(browser) == "holds", "put back, it holds again")
    harness.expect("It continues what this device saw before" in browser.text("#verdict"), "and is compared with the first visit")


def check_without_script(base, folder):
    with Browser(folder / "plain") as browser:
        browser.open(base + "/transparency?lang=hi")
        harness.expect(not browser.has("#audit-start"), "without JavaScript there is no button")
        harness.expect("redress audit" in browser.page() and "/ledger/checkpoint" in browser.page(), "but other ways to check")


def main():
    with harness.folder() as folder:
        data = folder / "data"
        with harness.Server(data) as server:
            token = token_of(data)
            make_cases(server, token)
            harness.until("the entries are sealed", lambda: ledger_size(server) >= 12)
            base = f"http://127.0.0.1:{server.port}"
            page = server.ask("GET", "/transparency")
            harness.expect(len(page.body) < 50_000 and b"unsafe" not in page.headers["content-security-policy"].encode(),
                           "the page is small and its policy allows nothing inline")
            with Browser(folder / "profile", 360, 800, scripts=True) as browser:
                check_holds(browser, base)
                check_damage(browser, base, data)
            if PICTURES:
                with Browser(folder / "wide", 1280, 900, scripts=True) as browser:
                    browser.open(base + "/transparency?lang=hi")
                    press(browser)
                    picture(browser, "transparency-wide-hi")
            check_without_script(base, folder)
            decide_cases(server, token)
            check_figures(server, base, folder)


main()
