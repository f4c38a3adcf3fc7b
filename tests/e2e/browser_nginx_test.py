#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The whole road in a real browser, with a real nginx serving real photographs.

A person files a notice on /report (JavaScript off), follows it by its code; a reviewer signs in to the console and removes
the picture on a national ground; nginx stops serving it in India and serves it on elsewhere. The nginx configuration is
the one of docs/how-to/nginx.conf, with only ports and folders changed. Screenshots go to $REDRESS_PICTURES when it is set.
"""

import http.client
import os
import pathlib
import shutil
import subprocess

import harness
import report
from browser import Browser

COPIES = {"p1.jpg": "Dune.jpg", "p2.jpg": "Wood.jpg"}


class Nginx:
    def __init__(self, base, redress_port):
        self.port = harness.free_port()
        files = base / "files"
        files.mkdir()
        files.chmod(0o755)
        base.chmod(0o755)
        for name, photo in COPIES.items():
            shutil.copy(harness.PHOTOS / photo, files / name)
            (files / name).chmod(0o644)
        text = (harness.ROOT / "docs/how-to/nginx.conf").read_text()
        for old, new in {"127.0.0.1:8081": f"127.0.0.1:{self.port}", "127.0.0.1:8480": f"127.0.0.1:{redress_port}",
                         "root /srv/files": f"root {files}"}.items():
            assert old in text, f"docs/how-to/nginx.conf no longer says {old}"
            text = text.replace(old, new)
        (base / "nginx.conf").write_text(f"pid {base}/nginx.pid;\nerror_log {base}/error.log;\n"
                                         + text.replace("http {", f"http {{\n  access_log {base}/access.log;", 1))
        self.process = subprocess.Popen(["/usr/sbin/nginx", "-p", str(base), "-c", str(base / "nginx.conf"), "-g",
                                         "daemon off;"], stderr=subprocess.DEVNULL)
        harness.until("nginx answers", self._is_up)

    def _is_up(self):
        try:
            self.get("p1.jpg", "DE")
            return True
        except OSError:
            return False

    def get(self, name, country):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request("GET", f"/{name}", headers={"X-Country": country})
        response = connection.getresponse()
        body = response.read()
        link = response.getheader("Link") or ""
        connection.close()
        return response.status, link, body

    def url(self, name):
        return f"http://127.0.0.1:{self.port}/{name}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


def register(server, token, nginx):
    for name, photo in COPIES.items():
        body, headers = harness.multipart(
            {"content_id": name, "url": nginx.url(name), "uploader": "user-7", "uploaded_from": "IN"}, name,
            (harness.PHOTOS / photo).read_bytes())
        answer = server.ask("POST", "/api/v1/media/check", body, token, headers)
        harness.expect(answer.status == 200 and answer.json()["verdict"] == "allow", f"{name} is registered and allowed")


def follow(browser, base_url, code, secret, picture, name):
    browser.open(base_url + "/case?lang=en")
    browser.write("#code", code)
    browser.write("#secret", secret)
    browser.click("form button")
    harness.until("the case page comes", lambda: code in browser.page())
    picture(name)
    return browser.page()


def decide(browser, base_url, code, picture):
    browser.open(base_url + "/console/")
    browser.write("#name", "asha")
    browser.write("#password", "a long enough password")
    browser.click("form button")
    harness.until("the queue comes", lambda: code in browser.page())
    picture("console-queue")
    browser.click("table a")
    harness.until("the case comes", lambda: browser.has("#facts"))
    harness.expect("<b>I never agreed</b>" not in browser.page(), "what a stranger wrote is shown as text, never as markup")
    browser.click('form[action$="/claim"] button')
    harness.until("the case is held", lambda: browser.has('form[action$="/release"]'))
    picture("console-case")
    browser.choose('select[name="ground"]', "IN-NCII-2H")
    browser.write("#facts", "The picture shows the person who complains; it was made by a machine.")
    browser.write("#reasons", "She did not agree to it.")
    browser.click('button[name="outcome"][value="remove"]')
    harness.until("the decision is on the page", lambda: "She did not agree to it." in browser.page()
                  and not browser.has("#facts"))
    picture("console-decided")


def main():
    pictures = os.environ.get("REDRESS_PICTURES")
    with harness.folder() as base:
        data = base / "data"
        harness.run("admin", "user", "add", "--data", data, "--name", "asha", "--role", "reviewer",
                    stdin="a long enough password\n")
        token = harness.run("admin", "token", "add", "--data", data, "--name", "platform", "--scope",
                            "media,edge").strip()
        with harness.Server(data) as server, Nginx(base, server.port) as nginx:
            base_url = f"http://127.0.0.1:{server.port}"
            harness.expect(nginx.get("p1.jpg", "IN")[0] == 200, "nginx serves the picture before anybody complains")
            register(server, token, nginx)
            with Browser(base / "profile") as reporter, Browser(base / "staff", 1280, 900) as staff:
                def picture_of(browser):
                    def save(name):
                        if pictures:
                            browser.save_picture(pathlib.Path(pictures) / f"{name}.png")
                    return save

                show = picture_of(reporter)
                reporter.open(base_url + "/?lang=hi")
                show("home-hi")
                reporter.open(base_url + "/?lang=en")
                show("home")
                code, secret = report.file(reporter, base_url, nginx.url("p1.jpg"), show)
                page = follow(reporter, base_url, code, secret, show, "case-open")
                harness.expect(code in page, f"case {code} is followed by its code and secret")
                decide(staff, base_url, code, picture_of(staff))
                status, link, _ = nginx.get("p1.jpg", "IN")
                harness.expect(status == 451 and 'rel="blocked-by"' in link, f"nginx answers {status} in India: {link}")
                status, _, body = nginx.get("p1.jpg", "DE")
                harness.expect(status == 200 and len(body) > 10_000, "nginx serves it on in Germany: the ground is national")
                harness.expect(nginx.get("p2.jpg", "IN")[0] == 200, "nginx serves another picture everywhere")
                follow(reporter, base_url, code, secret, show, "case-decided")
            harness.expect(server.stop() == 0, "the server stops cleanly")


if __name__ == "__main__":
    main()
