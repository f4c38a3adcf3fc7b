# SPDX-License-Identifier: Apache-2.0
"""A case of one picture that was taken down, and its pages: the reporter's and the uploader's."""

import harness
import report

URL = "https://host.example/p1.jpg"
FACTS = "The picture shows the person who complains."
REASONS = "It was made by a machine, and she did not agree."


def act(server, token, case, action, **body):
    answer = server.ask("POST", f"/api/v1/cases/{case['id']}/{action}", body, token)
    assert answer.status == 200, f"{action}: {answer.status} {answer.body[:300]!r}"
    return answer.json()


def decide(server, data, code):
    """Asha takes it down, the platform confirms it and counts; Ravi will look at what the uploader says."""
    token = harness.run("admin", "token", "add", "--data", data, "--name", "asha", "--scope", "admin,media").strip()
    case = next(c for c in server.ask("GET", "/api/v1/cases", token=token).json()["cases"] if c["case_code"] == code)
    act(server, token, case, "decide", outcome="remove", ground={"kind": "legal", "duty": "IN-NCII-2H"}, facts=FACTS,
        reasons=REASONS)
    whole = server.ask("GET", f"/api/v1/cases/{case['id']}", token=token).json()
    for measure in whole["measures"]:
        act(server, token, case, f"measures/{measure['no']}", state="acknowledged")
    now = whole["measures"][0]["ordered_at"]
    served = {"content_id": "p1.jpg", "from": "2026-01-01T00:00:00Z", "to": now, "count": 41}
    answer = server.ask("POST", "/api/v1/media/served", {"served": [served]}, token)
    assert answer.status == 200, answer.body
    return case, whole["appeal_code"]


def open_page(browser, base, side, code, secret, language):
    browser.open(f"{base}/{side}?lang={language}")
    browser.write("#code", code)
    browser.write("#secret", secret)
    browser.click("form button")
    harness.until(f"the {side} page comes", lambda: code in browser.page() and browser.has("dl"))


def make(browser, base, server, data):
    """Uploaded, reported in the browser, decided. Case code, secret and the uploader's code."""
    photo = (harness.PHOTOS / "Dune.jpg").read_bytes()
    token = harness.run("admin", "token", "add", "--data", data, "--name", "m", "--scope", "media").strip()
    body, headers = harness.multipart({"content_id": "p1.jpg", "url": URL, "uploader": "user-7"}, "p1.jpg", photo)
    assert server.ask("POST", "/api/v1/media/check", body, token, headers).status == 200
    code, secret = report.file(browser, base, URL)
    _, appeal_code = decide(server, data, code)
    return code, secret, appeal_code
