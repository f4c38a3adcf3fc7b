#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Erasure that erases: 1,000 markers planted through a real server, none in any byte of any file afterwards.

Statements, signatures, addresses, answers to questions and appeals carry the markers. Some cases are erased by the person's own
button, some by `redress admin erase` while the server runs and after it has stopped, most through the API, and the server is
killed with -9 again and again meanwhile. Before each erasure the test shows that its search finds what is there: the API
shows the words, and a backup with its keys gives them back.
"""

import ctypes
import ctypes.util
import hashlib
import os
import random
import re
import shutil
import sqlite3
import sys
import time
import urllib.parse

import harness
from harness import expect, run, until

CASES = 320
MARKED = 20  # of these the person also answers a question, and disagrees with the decision


class Person:
    def __init__(self, no):
        self.no = no
        self.markers = [f"marker{no:04d}{kind}" for kind in ("statement", "signature", "email")]
        self.code = self.secret = None

    def notice(self):
        statement, signature, email = self.markers[:3]
        return harness.notice(f"https://host.example/p/{self.no}", statement=f"It is me, {statement}.",
                              signature=signature, contact={"email": f"{email}@example.org"})


def form(server, path, fields, cookie=""):
    return server.ask("POST", path, urllib.parse.urlencode(fields), headers={
        "Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie})


class Page:
    """The person's own page: a cookie and the token of its forms."""

    def __init__(self, server, person):
        answer = form(server, "/case", {"code": person.code, "secret": person.secret})
        self.server, self.path = server, f"/case/{person.code}"
        self.cookie = answer.headers["set-cookie"].split(";")[0]
        page = server.ask("GET", self.path, headers={"Cookie": self.cookie}).body.decode()
        self.csrf = re.search(r'name="csrf" value="([^"]+)"', page).group(1)

    def do(self, move, **fields):
        answer = form(self.server, f"{self.path}/{move}", {"csrf": self.csrf, **fields}, self.cookie)
        assert answer.status == 303, (move, answer.status)


def plant(server, token):
    people = [Person(no) for no in range(CASES)]
    for person in people:
        answer = server.ask("POST", "/api/v1/notices", person.notice(), token)
        assert answer.status == 201, answer.body
        given = answer.json()
        person.code, person.secret = given["case_code"], given["secret"]
    for person in people[:MARKED]:
        case = f"/api/v1/cases/{person.code}"
        assert server.ask("POST", f"{case}/clarify", {"question": "which one?"}, token).status == 200
        person.markers += [f"marker{person.no:04d}answer", f"marker{person.no:04d}appeal"]
        Page(server, person).do("answer", no="1", answer=person.markers[3])
        assert server.ask("POST", f"{case}/claim", {}, token).status == 200
        rejected = server.ask("POST", f"{case}/decide", {
            "outcome": "reject", "ground": {"kind": "contractual", "duty": "terms/1"}, "facts": "f", "reasons": "r"}, token)
        assert rejected.status == 200, rejected.body
        Page(server, person).do("disagree", words=person.markers[4])
    return people


def markers_in(folder, people):
    """Of all markers, those that stand in the clear in any file below, whatever it is."""
    wanted = re.compile(rb"marker[0-9]{4}[a-z]+")
    known = {marker.encode() for person in people for marker in person.markers}
    found = set()
    for path in folder.rglob("*"):
        if path.is_file():
            found |= known & set(wanted.findall(path.read_bytes()))
    return found


def markers_shown(server, token, people):
    found = set()
    for person in people:
        text = server.ask("GET", f"/api/v1/cases/{person.code}", token=token).body.decode()
        found |= {marker for marker in person.markers if marker in text}
    return found


def rows_of(path, sql):
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
        return database.execute(sql).fetchall()


def markers_opened(journal, keys, people):
    """What somebody reads who has both files and docs/reference/journal-format.md, and nothing of our program."""
    sodium = ctypes.CDLL(ctypes.util.find_library("sodium"))
    slots = dict(rows_of(keys, "SELECT slot, key FROM keys")) if keys.exists() else {}
    text = b""
    for case_id, seq, slot, sealed in rows_of(
            journal, "SELECT case_id, case_seq, key_slot, personal FROM journal WHERE personal IS NOT NULL"):
        key = slots.get(slot, bytes(32))
        data_key = hashlib.blake2b(b"redress/data/v1", digest_size=32, key=key).digest()
        bound = b"redress/personal/\x01" + case_id + seq.to_bytes(8, "big")
        out = ctypes.create_string_buffer(len(sealed))
        if sealed[0] == 1 and sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(
                out, None, None, sealed[25:], ctypes.c_ulonglong(len(sealed) - 25), bound, ctypes.c_ulonglong(len(bound)),
                sealed[1:25], data_key) == 0:
            text += out.raw[:len(sealed) - 41] + b"\n"
    return {marker for person in people for marker in person.markers if marker.encode() in text}


def waiting(data):
    return rows_of(data / "journal.db", "SELECT count(*) FROM erasures")[0][0]


def age(folder):
    """The keys' day has passed: as it will look in a week."""
    (folder / "expires").write_text("2020-01-01T00:00:00Z\n")
    digest = hashlib.sha256((folder / "expires").read_bytes()).hexdigest()
    manifest = folder / "manifest"
    manifest.write_text(re.sub(r"(?m)^[0-9a-f]{64} expires$", f"{digest} expires", manifest.read_text()))


def erase_under_fire(data, token, people, dice, log):
    """Most of them through the API, the server killed at random instants; who got no answer asks again."""
    left, kills = list(people), 0
    while left:
        server = harness.Server(data, log=log)
        end = time.monotonic() + dice.uniform(0.05, 0.5)
        while left and time.monotonic() < end:
            answer = server.ask("POST", f"/api/v1/cases/{left[-1].code}/erase", {"reason": "asked by letter"}, token)
            assert answer.status == 200, answer.body
            left.pop()
        server.kill()
        kills += 1
    return kills


def restore_and_read(base, name, token, people, *arguments):
    run("admin", "restore", "--from", base / "backup", "--keys-from", base / "vault", "--data", base / name, *arguments)
    expect("every checksum holds" in run("admin", "verify", "--data", base / name), f"{name}: verify holds")
    with harness.Server(base / name) as server:
        return markers_shown(server, token, people)


def pictures_kept(data):
    with sqlite3.connect(data / "pictures.db") as store:
        return store.execute("SELECT (SELECT count(*) FROM pictures) + (SELECT count(*) FROM parts)").fetchone()[0]


def main():
    seed = int(os.environ.get("REDRESS_SEED", random.randrange(1 << 30)))
    print(f"seed {seed}")
    dice = random.Random(seed)
    with harness.folder() as base:
        data = base / "data"
        log = open(base / "server.log", "wb")
        token = run("admin", "token", "add", "--data", data, "--name", "t", "--scope", "notices,media,admin").strip()
        with harness.Server(data, log=log) as server:
            photo = next(iter(sorted(harness.PHOTOS.glob("*.jpg"))), None)
            people = plant(server, token)
            total = sum(len(person.markers) for person in people)
            expect(total == 1_000, "1,000 markers are planted")
            if photo:
                pictured = people[3]
                body, headers = harness.multipart({"content_id": "c1", "url": f"https://host.example/p/{pictured.no}"},
                                                  "a.jpg", photo.read_bytes())
                assert server.ask("POST", "/api/v1/media/check", body, token, headers).status == 200
            shown = markers_shown(server, token, people)
            expect(len(shown) == len(people) + MARKED, "the API shows every statement and appeal before")
            opened = markers_opened(data / "journal.db", data / "erasable.db", people)
            expect(len(opened) == total, "and whoever has both files and the format reads all the markers")
            expect(not markers_in(data, people), "no file holds a marker in the clear, from the first byte on")
            run("admin", "backup", "--data", data, "--to", base / "backup", "--keys-to", base / "vault")
            by_button, by_command, here = people[0], people[1], people[2]
            Page(server, by_button).do("erase")
            said = run("admin", "erase", "--data", data, "--case", by_command.code, "--reason", "a letter", "--by", "asha")
            expect("erased" in said and "destroyed" in said, "admin erase works while the server runs")
            if photo:
                expect(any((data / "previews").rglob("*.jpeg")), "a preview is there before")
                run("admin", "erase", "--data", data, "--case", pictured.code, "--reason", "a letter")
                expect(not any((data / "previews").rglob("*.jpeg")), "the previews of the case are gone")
        opened = markers_opened(base / "backup" / "journal.db", base / "vault" / "erasable.db", people)
        expect(len(opened) == total, "both halves of the backup hold everything: the search can see")
        read = restore_and_read(base, "control", token, people)
        expect(len(read) == len(shown), "a restore with its keys gives all of it back")
        if photo:
            expect(pictures_kept(base / "control") == 2, "and the corners and parts of the picture")
        shutil.rmtree(base / "control")

        said = run("admin", "erase", "--data", data, "--case", here.code, "--reason", "a letter")
        expect("destroyed" in said, "admin erase works while the server is stopped")
        kills = erase_under_fire(data, token, [p for p in people if p not in (by_button, by_command, here)], dice, log)
        with harness.Server(data, log=log) as server:
            until("the last erasure is carried out", lambda: waiting(data) == 0, 30)
            expect(not markers_shown(server, token, people), f"after {kills} kills nothing is shown of anybody")
        log.close()
        expect("every checksum holds" in run("admin", "verify", "--data", data), "verify holds after all of it")
        opened = markers_opened(data / "journal.db", base / "vault" / "erasable.db", people)
        expect(not opened, "not even the keys of the backup open anything of the journal any more")
        expect(not markers_in(base, people), "0 markers in any byte of data folder, SQLite's log, server's log and backup")

        newer = restore_and_read(base, "again", token, people, "--before", data)
        expect(not newer, "a restore that knows the old folder erases again what was erased since")
        if photo:
            expect(pictures_kept(base / "again") == 0, "and the corners that the backup still had")
        age(base / "vault")
        done = run("admin", "restore", "--from", base / "backup", "--keys-from", base / "vault", "--data", base / "late", code=3)
        expect(done == "", "expired keys are refused")
        run("admin", "backup", "--prune", "--keys-to", base)
        expect(not (base / "vault" / "erasable.db").exists() and (base / "vault" / "ledger.key").exists(),
               "prune removes the keys of cases and nothing else")
        opened = markers_opened(base / "backup" / "journal.db", data / "erasable.db", people)
        expect(not opened, "nothing opens the backup's journal any more")
        without = restore_and_read(base, "without", token, people, "--without-keys")
        expect(not without, "without the keys the cases come back, and no word of anybody")
        replay = run("admin", "replay", "--data", data, "--case", by_command.code, "--json")
        expect('"reason":"a letter"' in replay and 'admin.asha"' in replay, "who and why stand in the record")
    print(f"erase: {total} markers, {kills} kills")


if __name__ == "__main__":
    sys.exit(main())
