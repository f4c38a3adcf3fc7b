#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The person who reports and the uploader, in a real browser at phone width: with and without JavaScript, by keyboard alone.

Every page is held to axe-core, to targets of 24 px and to the window's width, in English and Hindi, in dark colours and mirrored from right
to left. Screenshots go to $REDRESS_PICTURES when it is set.
"""

import base64
import io
import json
import os
import pathlib
import shutil
import subprocess
import zipfile

import axe
import harness
import report
import taken_down
from browser import Browser

PICTURES = os.environ.get("REDRESS_PICTURES")
# "Regular 2G" as browsers offer it to developers.
TURN_MS_2G, BYTES_PER_SECOND_2G = 300, 250_000 / 8
TAB, ENTER, SPACE, SHIFT = "\ue004", "\ue007", " ", "\ue008"


def picture(browser, name):
    if PICTURES:
        browser.save_picture(pathlib.Path(PICTURES) / f"{name}.png", whole=True)


def plain_journey(browser, base, token, server):
    """Without JavaScript: back, an answer changed from the check, another language on the way."""
    steps = report.walk(browser, base, "https://host.example/p/1")
    harness.expect(steps == [step for step in report.ANSWERS if step != "picture"],
                   f"without a script no fingerprint is asked for: {len(steps)} questions")
    browser.click('a[href="/report/made?then=check"]')
    browser.click('input[value="unsure"]')
    browser.click("form button")
    report.arrive(browser, "check")
    harness.expect("I am not sure" in browser.page(), "one answer is changed from the check")
    browser.click('a[href="/report/words?then=check"]')
    browser.back()
    harness.until("the browser's own back works", lambda: report.step_of(browser) == "check")
    browser.open(base + "/report/check?lang=hi")
    harness.expect("host.example" in browser.page(), "another language loses no answer")
    browser.open(base + "/report/check?lang=en")
    code, secret = report.send(browser)
    browser.click(f'a[href="/case/{code}"]')
    harness.until("the case opens without the codes being typed", lambda: "What has happened" in browser.page())
    found = [case for case in server.ask("GET", "/api/v1/cases", token=token).json()["cases"] if case["case_code"] == code]
    harness.expect(found, "the case is in the queue")
    return code, secret


def tab_to(browser, css):
    """Tabs until the element has the focus, which must show."""
    for _ in range(60):
        browser.press(TAB)
        if browser.run("return document.activeElement.matches(arguments[0])", css):
            shows = browser.run("const s = getComputedStyle(document.activeElement); return s.outlineStyle !== 'none' &&"
                                " parseFloat(s.outlineWidth) >= 2")
            covered = browser.run("const r = document.activeElement.getBoundingClientRect();"
                                  "return r.bottom <= document.querySelector('.top').getBoundingClientRect().bottom")
            assert shows and not covered, f"the focus on {css} does not show"
            return
    raise AssertionError(f"no tab leads to {css}")


def keyboard_journey(browser, base):
    browser.open(base + "/report?lang=en")
    presses = 0
    tab_to(browser, "a.button")
    browser.press(ENTER)
    for step, choices in report.ANSWERS.items():
        report.arrive(browser, step)
        for field, value in choices.items():
            tab_to(browser, f'input[name="{field}"]')
            # The group's first button has the focus; Space takes it, the arrows move on to the wanted one.
            browser.press(SPACE)
            while not browser.run("return document.activeElement.value === arguments[0]", value):
                browser.press("\ue015")
                presses += 1
        if step == "where":
            tab_to(browser, "#urls")
            browser.press(*"https://host.example/keys")
        if step == "sign":
            tab_to(browser, "#good_faith")
            browser.press(SPACE)
            tab_to(browser, "#signature")
            browser.press("A")
        tab_to(browser, "form button:not([type=button])")
        browser.press(ENTER)
    report.arrive(browser, "check")
    tab_to(browser, "form button")
    browser.press(ENTER)
    harness.until("the codes come", lambda: browser.has(".big-code"))
    harness.expect(True, f"a report is filed by keyboard alone; the focus always shows ({presses} arrows)")


def device_journey(browser, base, server, token, folder):
    photo = harness.PHOTOS / "Dune.jpg"
    browser.open(base + "/report/who?lang=en")
    for step, following in (("who", "age"), ("age", "what"), ("what", "made"), ("made", "where")):
        report.answer(browser, step, "")
        browser.click("form button")
        report.arrive(browser, following)
    browser.click('input[name="lost"]')
    browser.write("#place", "In a group of the app.")
    browser.click("form button")
    harness.until("the picture is asked for", lambda: browser.has("#file"))
    wrong = folder / "no-picture.jpg"
    wrong.write_text("no picture")
    browser.send("#file", str(wrong))
    harness.until("what is no picture is said to be none", lambda: "could not read" in browser.text("#device-answer"))
    browser.send("#file", str(photo))
    harness.until("the fingerprint is made", lambda: "did not leave" in browser.text("#device-answer"), 30)
    picture(browser, "report-picture-made")
    pdq = browser.run("return document.getElementById('pdq').value")
    native = json.loads(harness.run("fingerprint", photo))["pdq"]
    distance = bin(int(pdq, 16) ^ int(native, 16)).count("1")
    harness.expect(distance <= 10, f"the browser's fingerprint of a photograph is {distance} bits from the server's")
    sent = browser.run("return performance.getEntriesByType('resource').map(e => new URL(e.name).pathname)")
    harness.expect(set(sent) <= {"/assets/style.css", "/assets/icon.svg", "/assets/device/leave.js", "/assets/device/picture.js",
                                 "/assets/device/pdq.js", "/assets/device/pdq.wasm"}, f"the page fetched its own files alone: {sent}")
    browser.click("form button:not([type=button])")
    for step in ("country", "words", "reach", "sign"):
        report.arrive(browser, step)
        report.answer(browser, step, "")
        browser.click("form button")
    report.arrive(browser, "check")
    code, _ = report.send(browser)
    case = next(c for c in server.ask("GET", "/api/v1/cases", token=token).json()["cases"] if c["case_code"] == code)
    items = server.ask("GET", f"/api/v1/cases/{case['id']}", token=token).json()["items"]
    harness.expect(len(items) == 1, f"the notice carries the fingerprint alone: {items}")
    harness.expect(len(browser.page().encode()) < 50_000 and photo.stat().st_size > 100_000, "and no picture")


def write_when(browser, safe):
    """From the check back to how she may be reached."""
    browser.open(browser.url().split("/report")[0] + "/report/reach?then=check")
    browser.click('input[name="reach"][value="email"]')
    browser.run("document.getElementById('email').value = ''")
    browser.write("#email", "asha@mail.example")
    browser.click(f'input[name="safe"][value="{safe}"]')
    browser.click("form button")
    report.arrive(browser, "check")


def safe_journey(browser, base):
    """When it is safe to write: by the clock of this browser, and what the case page says of it."""
    browser.set_zone("Asia/Kolkata")
    report.walk(browser, base, "https://host.example/safe")
    write_when(browser, "day")
    harness.expect("9:00 to 17:00" in browser.page(), "the check says which hours were chosen")
    browser.open(base + "/report/reach")
    zone = browser.run("return document.getElementById('zone').value")
    harness.expect(zone in ("Asia/Kolkata", "Asia/Calcutta"), f"the browser says in which zone it is: {zone}")
    sent = browser.run("return performance.getEntriesByType('resource').map(e => new URL(e.name).pathname)")
    harness.expect("/assets/device/zone.js" in sent, "by a script of ours")
    browser.open(base + "/report/check")
    code, _ = report.send(browser)
    browser.click(f'a[href="/case/{code}"]')
    harness.until("the case page says that an e-mail waits", lambda: "Only in the daytime, 9:00 to 17:00" in browser.page())
    report.walk(browser, base, "https://host.example/words")
    write_when(browser, "words")
    code, _ = report.send(browser)
    browser.click(f'a[href="/case/{code}"]')
    harness.until("of words it says that none is sent", lambda: "No e-mail is sent to you by itself" in browser.page())
    browser.set_zone("")


def quick_exit(browser, base):
    browser.open(base + "/report/who?lang=en")
    report.answer(browser, "who", "")
    browser.click("form button")
    report.arrive(browser, "age")
    browser.press(SHIFT, SHIFT)
    harness.expect(report.step_of(browser) == "age", "Shift twice does nothing")
    browser.press(SHIFT)
    harness.until("Shift three times leaves", lambda: base not in browser.url())
    browser.open(base + "/report?lang=en")
    harness.expect(browser.has('a[href="/report/who"]'), "and deletes the answers on the way")


def slow_journey(browser, base):
    """On a 2G line. What is expected is reckoned from bytes and turns, not from this machine's clock: opening the line
    (TCP and TLS) takes two turns, the page one, and what the page names one more."""
    slowest = 0
    for path in ("/", "/report", "/report/who", "/case", "/appeal", "/transparency"):
        browser.slow_down(TURN_MS_2G, BYTES_PER_SECOND_2G)
        browser.open(f"{base}{path}?lang=ta")
        harness.until(f"{path} is loaded", lambda: browser.run("return document.readyState === 'complete'"), 60)
        loaded_ms, size, names = browser.run(
            "const [page] = performance.getEntriesByType('navigation'), more = performance.getEntriesByType('resource');"
            "return [page.loadEventEnd, [page, ...more].reduce((sum, e) => sum + e.transferSize, 0),"
            " more.filter(e => !['link', 'script', 'css', 'img', 'other'].includes(e.initiatorType)).map(e => e.name)]")
        assert not names, f"{path} asks for more after it is there: {names}"
        reckoned_s = 4 * TURN_MS_2G / 1000 + size / BYTES_PER_SECOND_2G
        slowest = max(slowest, reckoned_s)
        print(f"    {path}: {size} bytes, {reckoned_s:.1f} s reckoned on 2G, {loaded_ms / 1000:.1f} s seen")
    browser.slow_down(0, -1)
    harness.expect(slowest < 5, f"every page is whole within {slowest:.1f} s at 250 kbit/s and 300 ms a turn")


def judge_report(judge, browser, base, language):
    def look(step):
        judge.look(browser, f"report/{step} ({language})")
        judge.look_mirrored(browser, f"report/{step}")
        picture(browser, f"report-{step}-{language}")

    report.walk(browser, base, "https://host.example/judge/" + language, look, language)
    browser.open(base + "/report/where")
    browser.write("#urls", "nothing")
    browser.click("form button")
    look("where-wrong")
    browser.open(base + "/report/check")
    return report.send(browser, look)


def judge_rest(judge, browser, base, language):
    for path in ("/", "/case", "/appeal", "/transparency", "/report/nothing"):
        browser.open(f"{base}{path}?lang={language}")
        judge.look(browser, f"{path} ({language})")
        judge.look_mirrored(browser, path)
        picture(browser, f"page{path.replace('/', '-')}-{language}")


def check_evidence(pack):
    """With other people's tools: unzip, sha256sum, OpenSSL, and poppler where it is there."""
    with harness.folder() as folder:
        zipfile.ZipFile(io.BytesIO(pack)).extractall(folder)
        subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=folder, check=True)
        (folder / "signed").write_bytes(b"redress-evidence/v1\n" + (folder / "SHA256SUMS").read_bytes())
        (folder / "signature").write_bytes(base64.b64decode((folder / "SHA256SUMS.sig").read_text()))
        (folder / "key.der").write_bytes(bytes.fromhex("302a300506032b6570032100" + (folder / "key.txt").read_text().strip()))
        verify = ["openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", "key.der", "-rawin", "-in", "signed",
                  "-sigfile", "signature"]
        harness.expect(subprocess.run(verify, cwd=folder, capture_output=True, check=False).returncode == 0,
                       "OpenSSL accepts the evidence's signature")
        (folder / "signed").write_bytes(b"redress-evidence/v2\n" + (folder / "SHA256SUMS").read_bytes())
        harness.expect(subprocess.run(verify, cwd=folder, capture_output=True, check=False).returncode != 0, "and no other")
        if PICTURES:
            shutil.copy(folder / "case.pdf", PICTURES)


def judge_case(judge, browser, base, server, data):
    """The case and the appeal of one picture that was taken down, from both sides."""
    code, secret, appeal_code = taken_down.make(browser, base, server, data)
    for language in ("hi", "en"):
        taken_down.open_page(browser, base, "case", code, secret, language)
        judge.look(browser, f"case ({language})")
        judge.look_mirrored(browser, "case")
        picture(browser, f"case-{language}")
    harness.expect("Before it was hidden it was shown 41 times" in browser.page(), "the case says how often it was served")
    harness.expect("user-7" not in browser.page(), "and not who uploaded it")
    check_evidence(server.ask("GET", f"/case/{code}/evidence", headers={"Cookie": browser.cookies()}).body)
    for language in ("hi", "en"):
        taken_down.open_page(browser, base, "appeal", code, appeal_code, language)
        judge.look(browser, f"appeal ({language})")
        judge.look_mirrored(browser, "appeal")
        picture(browser, f"appeal-{language}")
    harness.expect(report.WORDS not in browser.page() and "I never agreed" not in browser.page(),
                   "the uploader reads nothing that the reporter wrote")
    tab_to(browser, 'input[name="ground"]')
    browser.press(SPACE)
    tab_to(browser, 'form[action^="/appeal/"] button')
    browser.press(ENTER)
    harness.until("the objection is taken by keyboard alone", lambda: "Waiting for an answer" in browser.page())
    judge.look(browser, "appeal sent")
    picture(browser, "appeal-sent-en")


def main():
    with harness.folder() as base:
        data = base / "data"
        token = harness.run("admin", "token", "add", "--data", data, "--name", "t", "--scope", "admin,notices,media").strip()
        with harness.Server(data) as server:
            url = f"http://127.0.0.1:{server.port}"
            with Browser(base / "plain") as browser:
                plain_journey(browser, url, token, server)
            with Browser(base / "scripted", scripts=True) as browser:
                keyboard_journey(browser, url)
                device_journey(browser, url, server, token, base)
                safe_journey(browser, url)
                quick_exit(browser, url)
                slow_journey(browser, url)
                judge = axe.Judge()
                for language, scheme in (("en", "light"), ("hi", "dark")):
                    browser.emulate(prefers_color_scheme=scheme)
                    judge_rest(judge, browser, url, language)
                    judge_report(judge, browser, url, language)
                judge_case(judge, browser, url, server, data)
                judge.end()
            harness.expect(server.stop() == 0, "the server stops cleanly")


if __name__ == "__main__":
    main()
