#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""NCMEC's reasons for negative feedback, by kind of hash, from an exchange on this machine that speaks its schema: what
`redress bank reasons` says of them and how it ends, and which of them the server sends when a match is found harmless."""

import base64
import contextlib
import http.server
import json
import subprocess

import harness
from harness import Server, expect, folder, run, until

PASSWORD = "not-a-real-password"
OPEN = '<{} xmlns="https://hashsharing.ncmec.org/hashsharing/v2">'
LAWFUL, OTHER, BYTES, NOWHERE = (f"01234567-abcd-0123-4567-{n:012}" for n in (1, 2, 3, 9))
LISTED = {"MD5": [(BYTES, "Not these bytes")], "SHA1": [(BYTES, "Not these bytes")],
          "PDQ": [(LAWFUL, "Lawful picture"), (OTHER, "Another picture")]}

CONFIGURATION = """
[exchange.ncmec]
kind = "ncmec"
bank = "CSAM"
url = "{url}"
user = "us"
password_file = "{folder}/password"
feedback = true
reasons = {reasons}

[exchange.lines]
kind = "lines"
bank = "CSAM"
url = "https://lists.example/pdq.jsonl"

[reach]
allow = ["{name}"]
"""


def list_reasons(reasons):
    inner = "".join(f'<reason guid="{guid}" name="{name}" type=""/>' for guid, name in reasons)
    return OPEN.format("availableFeedbackReasons") + inner + "</availableFeedbackReasons>"


class Exchange(harness.Listener):
    """Use as a context. `answers`: the text for a path, instead of what it would say; None: 404."""

    def __init__(self, pdq=None):
        self.pdq, self.answers, self.told, self.asked = pdq, {}, [], []
        super().__init__(self.make_handler())
        self.url = f"http://{self.name}/npo"

    def answer(self, path):
        if path in self.answers:
            return self.answers[path]
        if path.startswith("/npo/v2/feedback/") and path.endswith("/reasons"):
            return list_reasons(LISTED[path.split("/")[4]])
        if not path.startswith("/npo/v2/entries?"):
            return None
        return (OPEN.format("queryResult") + '<images count="1"><image><member id="42"/><id>image1</id>'
                "<timestamp>2020-01-01T00:00:00Z</timestamp><fingerprints>"
                f"<pdq>{self.pdq}</pdq></fingerprints></image></images></queryResult>")

    def make_handler(exchange):
        class Handler(http.server.BaseHTTPRequestHandler):
            def reply(self, status, text=""):
                self.send_response(status)
                self.send_header("Content-Length", str(len(text.encode())))
                self.end_headers()
                self.wfile.write(text.encode())

            def is_known(self):
                pair = base64.b64encode(f"us:{PASSWORD}".encode()).decode()
                return self.headers["Authorization"] == f"Basic {pair}"

            def do_GET(self):
                exchange.asked.append(self.path)
                text = exchange.answer(self.path)
                self.reply(*((401,) if not self.is_known() else (404,) if text is None else (200, text)))

            def do_PUT(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                exchange.told.append((self.path, body))
                self.reply(200 if self.is_known() else 401)

            def log_message(self, *_):
                pass

        return Handler


def configure(path, exchange, *reasons):
    (path / "password").write_text(PASSWORD + "\n")
    file = path / "redress.toml"
    file.write_text(CONFIGURATION.format(url=exchange.url, name=exchange.name, folder=path, reasons=json.dumps(reasons)))
    return file


def ask(file, *words):
    done = subprocess.run([harness.BINARY, "bank", "reasons", *words, "--config", str(file)], capture_output=True, text=True,
                          timeout=60)
    assert PASSWORD not in done.stdout + done.stderr, "the password is shown"
    return done.returncode, done.stdout, done.stderr


def the_table(path):
    with Exchange() as exchange:
        code, out, err = ask(configure(path, exchange, LAWFUL.upper(), "not THESE bytes"), "ncmec")
        rows = [line.split() for line in out.splitlines()]
        expect(code == 0 and err == "" and rows[0][0] == "kind", f"all that redress.toml names is listed: {code} {err}")
        expect([(row[0], row[1], row[-1]) for row in rows[1:]] ==
               [("MD5", BYTES, "yes"), ("SHA1", BYTES, "yes"), ("PDQ", LAWFUL, "yes"), ("PDQ", OTHER, "no")],
               "each kind of hash has its reasons, and which of them redress.toml names")
        expect(exchange.asked == [f"/npo/v2/feedback/{kind}/reasons" for kind in LISTED], "each kind is asked for once")

        code, out, err = ask(configure(path, exchange, LAWFUL, NOWHERE, "Of nobody"), "ncmec", "--json")
        said = json.loads(out)
        expect(code == 1 and said["not_listed"] == [NOWHERE, "Of nobody"] and len(err.splitlines()) == 2
               and NOWHERE in err, "what is listed for no kind is a finding")
        expect(said["exchange"] == "ncmec" and said["reasons"][2] == {
            "kind": "PDQ", "guid": LAWFUL, "name": "Lawful picture", "in_configuration": True}, "and the same as JSON")
        out = ask(configure(path, exchange), "ncmec")[1]
        expect("PDQ: redress.toml names none of these" in out, "where none is named it is said what follows from it")


def what_goes_wrong(path):
    with Exchange() as exchange:
        file = configure(path, exchange, LAWFUL, NOWHERE)
        expect(ask(file, "lines")[0] == 2 and "lists no reasons" in ask(file, "lines")[2], "only NCMEC lists reasons")
        expect(ask(file, "other")[0] == 3, "an exchange that is not there")
        exchange.answers["/npo/v2/feedback/SHA1/reasons"] = None
        code, out, err = ask(file, "ncmec")
        expect(code == 3 and "PDQ" in out and "SHA1: exchange 'ncmec': answered 404" in err and NOWHERE not in err,
               "a list that cannot be had ends it with 3, shows the others, and finds nothing")
        hostile = "/npo/v2/feedback/PDQ/reasons"
        for text in ('<!DOCTYPE x [<!ENTITY a "b">]><availableFeedbackReasons/>', "<queryResult/>", "words of theirs",
                     list_reasons([(LAWFUL, "a")] * 257), "<a>" * 10_000):
            exchange.answers = {hostile: text}
            code, out, err = ask(file, "ncmec")
            expect(code == 3 and len(err.splitlines()) == 1 and "theirs" not in err
                   and "PDQ: exchange 'ncmec': its reasons cannot be read: " in err,
                   f"a hostile list is one line: {err.strip().rsplit(': ', 1)[1]}")
        exchange.answers = {hostile: list_reasons([(LAWFUL, "&#x9b;2J\u202eé"), ("no guid", "b")])}
        code, out, err = ask(file, "ncmec")
        expect("??2J" not in out and "?2J??" in out and "PDQ: 1 could not be read" in err, "a name cannot write over the screen")
        (path / "password").write_text("another\n")
        expect(ask(file, "ncmec")[0] == 3, "a wrong password")
    text = run("bank", "reasons", "--help")
    expect("redress bank reasons ncmec --config redress.toml" in text, "the help has an example")


def a_match_found_harmless(path):
    photo = next(iter(sorted(harness.PHOTOS.glob("*.jpg"))), None)
    if not photo:
        print("skipped: no photographs")
        return
    pdq = json.loads(run("fingerprint", photo))["pdq"]
    data = path / "data"
    run("bank", "make", "CSAM", "--data", data)
    token = run("admin", "token", "add", "--data", data, "--name", "t", "--scope", "notices,media,admin").strip()
    with Exchange(pdq) as exchange:
        file = configure(path, exchange, NOWHERE, BYTES, "lawful PICTURE")
        with Server(data, "--config", file) as server:
            until("the entry is in the bank", lambda: pdq[:16] in run("bank", "show", "CSAM", "--data", data), 30)
            body, headers = harness.multipart({"content_id": "one", "url": "https://host.example/one"}, "a.jpg",
                                              photo.read_bytes())
            met = server.ask("POST", "/api/v1/media/check", body, token, headers)
            assert met.status == 200, met.body
            cases = server.ask("GET", "/api/v1/cases", token=token).json()["cases"]
            expect(len(cases) == 1, "the upload meets the entry, which opens a case")
            decided = server.ask("POST", f"/api/v1/cases/{cases[0]['case_code']}/decide", {
                "outcome": "reject", "ground": {"kind": "contractual", "duty": "terms/4"}, "facts": "a landscape",
                "reasons": "nobody is in it"}, token)
            assert decided.status == 200, decided.body
            until("the exchange is told", lambda: exchange.told, 30)
            told_path, told = exchange.told[0]
            expect(told_path == "/npo/v2/entries/42/image1/PDQ/feedback"
                   and told.count("<guid>") == 1 and f"<guid>{LAWFUL}</guid>" in told,
                   "of three reasons in redress.toml the one that is listed for PDQ goes with negative feedback on a PDQ hash")


def main():
    with contextlib.ExitStack() as folders:
        for part in (the_table, what_goes_wrong, a_match_found_harmless):
            part(folders.enter_context(folder()))


if __name__ == "__main__":
    main()
