#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What a hostile or clumsy sender may do to a real server: each time a clear problem document, nothing lost, nothing
leaked, the same process at the end as at the beginning."""

import json
import os
import pathlib
import socket
import struct
import zlib

import harness
from harness import Server, expect, is_sanitized, multipart, notice

MARKER = "zqx-planted-words"
BIG = 200 * 1024 * 1024


def is_problem(answer, *statuses):
    if answer.status not in statuses or "application/problem+json" not in answer.headers.get("content-type", ""):
        return False
    body = answer.json()
    return bool(body.get("title")) and bool(body.get("detail")) and MARKER not in json.dumps(body)


def resident_mb(process):
    """Of the server and every process it has started."""
    pids, total = [process.pid], 0
    while pids:
        pid = pids.pop()
        status = pathlib.Path(f"/proc/{pid}/status").read_text()
        total += next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")), 0)
        pids += [int(one) for one in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return total / 1024


def png(width, height, rows):
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def malformed_notices(server):
    cases = {"no JSON": "{", "an array": "[]", "a wrong type": json.dumps(notice("https://a.example/1", items="x")),
             "an unknown word": json.dumps(notice("https://a.example/1", harm=MARKER)),
             "a key twice": '{"channel":"user_complaint","channel":"court_order"}',
             "depth": "[" * 2000 + "]" * 2000, "a number for words": json.dumps(notice("https://a.example/1", statement=7)),
             "broken UTF-8": b'{"channel":"\xff\xfe"}', "a script for a URL": json.dumps(notice("javascript:alert(1)")),
             "201 items": json.dumps(notice("https://a.example/1", items=[{"url": f"https://a.example/{n}"} for n in range(201)]))}
    for name, body in cases.items():
        answer = server.ask("POST", "/api/v1/notices", body, headers={"Content-Type": "application/json"})
        expect(is_problem(answer, 400, 413, 422), f"a notice with {name}: {answer.status} and a problem document")
    answer = server.ask("POST", "/api/v1/notices", "x", headers={"Content-Type": "text/plain"})
    expect(is_problem(answer, 415), "a notice in a kind that is not accepted: 415")


def hostile_pictures(server, token):
    photo = sorted(harness.PHOTOS.glob("*.jpg"))[0].read_bytes()
    bomb = png(30_000, 30_000, zlib.compress(b"\0" * 10_000_000, 9))
    files = {"half a photograph": photo[: len(photo) // 2], "a header of a photograph": photo[:40], "nothing": b"",
             "a page": b"<html><script>1</script></html>", "an archive": b"PK\3\4" + os.urandom(500),
             "noise": os.urandom(5_000), "900 million pixels in 10 kB": bomb,
             "a photograph with noise inside": photo[:5_000] + os.urandom(5_000) + photo[10_000:],
             "a picture and an archive in one": photo + b"PK\3\4" + os.urandom(100)}
    for name, data in files.items():
        body, headers = multipart({"content_id": f"bad {name}"}, "a.jpg", data)
        answer = server.ask("POST", "/api/v1/media/check", body, token, headers)
        # A decoder may make something of damaged data; then there is a verdict. It may never make a 5xx.
        decoded = answer.status == 200 and answer.json()["verdict"] in ("allow", "review")
        expect(decoded or is_problem(answer, 400, 413, 415, 422), f"{name}: {answer.status}")


def send_upload(server, token, size):
    """A multipart upload of `size` bytes of noise, sent as it is made; returns the status."""
    mark = "----redress-big"
    head = (f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n').encode()
    tail = f"\r\n--{mark}--\r\n".encode()
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as wire:
        wire.sendall((f"POST /api/v1/media/check HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {token}\r\n"
                      f"Content-Type: multipart/form-data; boundary={mark}\r\nContent-Length: {len(head) + size + len(tail)}\r\n\r\n").encode())
        block = os.urandom(1 << 20)
        try:
            wire.sendall(head)
            for start in range(0, size, len(block)):
                wire.sendall(block[: min(len(block), size - start)])
            wire.sendall(tail)
        except (BrokenPipeError, ConnectionResetError):
            pass  # refused before it was all sent
        answer = b""
        try:
            while b"\r\n\r\n" not in answer:
                more = wire.recv(65536)
                if not more:
                    break
                answer += more
        except ConnectionResetError:
            pass
        return int(answer.split(b" ", 2)[1]) if answer else 0


def large_uploads(server, token):
    status = send_upload(server, token, BIG - 1_000_000)
    expect(status in (413, 415, 422), f"199 MB that are no picture: {status}")
    peak = resident_mb(server.process)
    if not is_sanitized():
        expect(peak < 300, f"an upload is never held in memory ({peak:.0f} MB resident)")
    status = send_upload(server, token, BIG + 50 * 1024 * 1024)
    expect(status in (413, 0), f"250 MB: {status or 'cut off'}")


def codes_and_keys(server):
    made = server.ask("POST", "/api/v1/notices", notice("https://a.example/1", statement=MARKER), headers={"Idempotency-Key": "k-1"})
    expect(made.status == 201, "a notice with a key is taken")
    again = server.ask("POST", "/api/v1/notices", notice("https://a.example/1", statement=MARKER), headers={"Idempotency-Key": "k-1"})
    expect(again.status == 201 and again.json() == made.json(), "the same key and the same words: the same answer")
    other = server.ask("POST", "/api/v1/notices", notice("https://a.example/2"), headers={"Idempotency-Key": "k-1"})
    expect(is_problem(other, 409, 422), f"the same key for another notice: {other.status}")
    code, secret = made.json()["case_code"], made.json()["secret"]
    wrong = [server.ask("GET", f"/api/v1/notices/{a}", token=b) for a, b in
             ((code, "0000-0000-0000"), ("ZZZZ-ZZZZ", secret), ("ZZZZ-ZZZZ", "0000-0000-0000"))]
    expect(all(is_problem(one, 401, 403, 404) for one in wrong) and len({(one.status, one.body) for one in wrong}) == 1,
           "a wrong code and a wrong secret are alike")
    right = server.ask("GET", f"/api/v1/notices/{code}", token=secret)
    expect(right.status == 200, "the right ones still open it")
    for path in ("/case/ZZZZ-ZZZZ", "/case/..%2f..%2fetc", "/case/" + "A" * 5_000, "/api/v1/cases/none", "/%00"):
        answer = server.ask("GET", path)
        expect(answer.status < 500 and answer.status != 200 or b"<form" in answer.body, f"{path[:24]}: {answer.status}")
    return code, secret


def sessions(server):
    for cookie in ("session=expired", "session=" + "A" * 4_000, "session="):
        answer = server.ask("GET", "/console/", headers={"Cookie": cookie})
        expect(answer.status in (200, 302, 303, 401) and MARKER.encode() not in answer.body, f"a session that is none: {answer.status}")
        answer = server.ask("GET", "/api/v1/cases", headers={"Cookie": cookie})
        expect(is_problem(answer, 401, 403), f"the console's API without a session: {answer.status}")
    expect(is_problem(server.ask("GET", "/api/v1/cases", token="no-token"), 401, 403), "a token that is none is refused")


def main():
    with harness.folder() as base:
        data, log = base / "data", base / "server.log"
        token = harness.run("admin", "token", "add", "--data", data, "--name", "test", "--scope", "media,admin").strip()
        with log.open("w") as words, Server(data, log=words) as server:
            before = server.process.pid
            malformed_notices(server)
            code, secret = codes_and_keys(server)
            hostile_pictures(server, token)
            large_uploads(server, token)
            sessions(server)
            still = server.ask("GET", f"/api/v1/notices/{code}", token=secret)
            expect(still.status == 200 and server.process.poll() is None and server.process.pid == before,
                   "the same process answers as before, and the notice is there")
        left = [str(path) for path in data.rglob("*") if path.is_file() and "spool" in str(path)]
        expect(not left, "no spool file is left behind")
        harness.run("admin", "verify", "--data", data)
        expect(MARKER not in log.read_text() and code not in log.read_text(), "nobody's words and no code are in the log")


if __name__ == "__main__":
    main()
