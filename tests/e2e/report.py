# SPDX-License-Identifier: Apache-2.0
"""The questions of /report as a person answers them in a browser, one page after the other."""

import harness

WORDS = "A picture of me that a machine made. <b>I never agreed</b>."
# step: choices to click, texts to write. In the order in which they come for a picture of the person who reports.
ANSWERS = {
    "who": {"who": "me"},
    "age": {"age": "adult"},
    "what": {"what": "intimate"},
    "made": {"made": "ai"},
    "where": {},
    "picture": {},
    "country": {},
    "words": {},
    "reach": {"reach": "page"},
    "sign": {},
}


def nothing(_name):
    pass


def answer(browser, step, url):
    for field, value in ANSWERS[step].items():
        browser.click(f'input[name="{field}"][value="{value}"]')
    if step == "where":
        browser.write("#urls", url)
    if step == "country":
        browser.choose("#country-list", "IN")
    if step == "words":
        browser.write("#statement", WORDS)
    if step == "sign":
        browser.click("#good_faith")
        browser.write("#signature", "A.")


def step_of(browser):
    return browser.url().split("?")[0].rsplit("/", 1)[1]


def arrive(browser, step):
    """The address changes before the page is there."""
    harness.until(f"{step} comes", lambda: step_of(browser) == step and browser.has("footer"))


def walk(browser, base_url, url, on_page=nothing, language="en"):
    """From the first page to the check; on_page(step) is called on each before it is answered."""
    browser.open(f"{base_url}/report?lang={language}")
    on_page("start")
    browser.click("a.button")
    seen = []
    while True:
        harness.until("the next question comes", lambda: step_of(browser) not in ("report", *seen) and browser.has("footer"))
        step = step_of(browser)
        if step == "check":
            return seen
        seen.append(step)
        on_page(step)
        answer(browser, step, url)
        browser.click("form button:not([type=button])")


def send(browser, on_page=nothing):
    on_page("check")
    browser.click("form button")
    harness.until("the confirmation page comes", lambda: browser.has(".big-code"))
    on_page("done")
    codes = [part.split("<")[0] for part in browser.page().split('class="big-code">')[1:]]
    harness.expect(len(codes) == 2, "the confirmation shows a case code and a secret")
    return codes


def file(browser, base_url, url, picture=nothing):
    walk(browser, base_url, url, lambda step: picture(f"report-{step}"))
    return send(browser, lambda step: picture(f"report-{step}"))
