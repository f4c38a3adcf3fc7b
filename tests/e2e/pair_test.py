#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A cut-out copy in the console, without JavaScript: beside the reported picture, and laid over it where it belongs."""

import json
import os
import subprocess

import harness
from browser import Browser

# 86 % of each side of the picture, from 6 % and 8 % on.
LEFT, TOP, SIDE = 0.06, 0.08, 0.86


def put(server, token, name, path):
    body, headers = harness.multipart({"content_id": name, "url": f"https://host.example/{name}"}, name, path.read_bytes())
    answer = server.ask("POST", "/api/v1/media/check", body, token, headers)
    assert answer.status == 200, answer.body
    return answer.json()


def main():
    photo = next(iter(sorted(harness.PHOTOS.glob("*.jpg"))), None)
    if not photo:
        print("skipped: no photographs")
        return
    pictures = os.environ.get("REDRESS_PICTURES")
    with harness.folder() as base:
        data, crop = base / "data", base / "crop.jpg"
        subprocess.run(["ffmpeg", "-nostdin", "-v", "quiet", "-i", photo, "-vf", f"crop=iw*{SIDE}:ih*{SIDE}:iw*{LEFT}:ih*{TOP}",
                        "-q:v", "4", crop], check=True)
        token = harness.run("admin", "token", "add", "--data", data, "--name", "t", "--scope", "notices,media,admin").strip()
        harness.run("admin", "user", "add", "--data", data, "--name", "asha", "--role", "reviewer",
                    stdin="a long enough password\n")
        with harness.Server(data) as server, Browser(base / "profile", 1200, 1400) as browser:
            put(server, token, "whole", photo)
            case = server.ask("POST", "/api/v1/notices", harness.notice("https://host.example/whole"), token).json()["case_code"]
            decided = server.ask("POST", f"/api/v1/cases/{case}/decide", {
                "outcome": "remove", "ground": {"kind": "legal", "duty": "IN-NCII-2H"}, "facts": "seen", "reasons": "hers"}, token)
            assert decided.status == 200, decided.body
            met = put(server, token, "crop", crop)
            harness.expect(met["matches"] and met["matches"][0]["tier"] == "features", f"the cut-out copy is met: {met}")
            item = server.ask("GET", f"/api/v1/cases/{case}", token=token).json()["items"][1]
            harness.expect(abs(item["match"]["overlay"][0] - 1 / SIDE) < 0.03, "the API says how the one lies in the other")

            browser.open(f"http://127.0.0.1:{server.port}/console/")
            browser.write("#name", "asha")
            browser.write("#password", "a long enough password")
            browser.click("form button")
            harness.until("the queue comes", lambda: "/console/sign-out" in browser.page())
            browser.open(f"http://127.0.0.1:{server.port}/console/cases/{case}")
            harness.until("the case comes", lambda: browser.has("#item-2"))
            browser.click("#item-2 details:last-of-type summary")
            if pictures:
                browser.save_picture(f"{pictures}/console-pair.png", whole=True)
            over, frame = browser.rect("#item-2 .over svg g image"), browser.rect("#item-2 .over svg > image")
            near = [(over["x"] - frame["x"]) / frame["width"] - LEFT, (over["y"] - frame["y"]) / frame["height"] - TOP,
                    over["width"] / frame["width"] - SIDE, over["height"] / frame["height"] - SIDE]
            harness.expect(max(map(abs, near)) < 0.03, f"the copy is drawn where it was cut out: off by {json.dumps(near)}")
            harness.expect("grayscale" in browser.style("#item-2 .pair svg", "filter"), "and grey")
            shown = browser.attribute("#item-2 .over svg g image", "href")
            harness.expect("clear" not in shown, "and blurred")
            browser.click("#item-2 .over .under")
            harness.expect(browser.style("#item-2 .over svg g", "visibility") == "hidden", "a click shows what is under it")
            browser.click("#item-2 .over .both")
            harness.expect(browser.style("#item-2 .over svg g", "opacity") == "0.5", "and another one shows both")
            browser.click("#item-2 details:last-of-type p a")
            harness.until("it comes unblurred", lambda: "clear=1" in browser.attribute("#item-2 .over svg g image", "href"))
            harness.expect("grayscale" in browser.style("#item-2 .pair svg", "filter"), "unblurred when asked for, and grey still")


main()
