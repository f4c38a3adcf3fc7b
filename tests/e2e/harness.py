# SPDX-License-Identifier: Apache-2.0
"""What the end-to-end tests share: the real binary on a free port, plain HTTP, and a folder that goes away.

Every server is a process of its own on 127.0.0.1, started and stopped by the test that needs it.
"""

import contextlib
import http.client
import http.server
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tests" / "ledger_oracles"))

import go_checker  # noqa: E402  (its folder is known only here)

BINARY = os.environ.get("REDRESS_BINARY", str(ROOT / "build" / "redress"))
PHOTOS = pathlib.Path("/usr/share/backgrounds/mate/nature")


def is_sanitized():
    """A sanitizer keeps freed memory for a while: what the process holds then says nothing about the product."""
    return any(name in subprocess.run(["ldd", BINARY], capture_output=True, text=True, check=True).stdout
               for name in ("libasan", "libtsan"))


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


@contextlib.contextmanager
def folder():
    path = tempfile.mkdtemp(prefix="redress-e2e-")
    try:
        yield pathlib.Path(path)
    finally:
        shutil.rmtree(path, ignore_errors=True)


def run(*words, stdin=None, code=0):
    """Runs the binary and returns what it printed."""
    done = subprocess.run([BINARY, *map(str, words)], input=stdin, capture_output=True, text=True, timeout=120)
    assert done.returncode == code, f"redress {' '.join(map(str, words))}: exit {done.returncode}\n{done.stderr}"
    return done.stdout


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def json(self):
        return json.loads(self.body)


def accept_ledger(data):
    """Go's own code reads every log that a server leaves behind: each entry, each proof, the log's signature."""
    ledger = pathlib.Path(data) / "ledger"
    if not (ledger / "checkpoint").exists():
        return
    if go_checker.why_missing():
        print(f"skipped: the ledger before Go's checker ({go_checker.why_missing()})")
        return
    vkey = (ledger / "vkey").read_text().strip()
    assert go_checker.holds("log", ledger, ledger / "checkpoint", vkey), f"Go's checker refuses {ledger}"
    print("ok  Go's checker accepts the ledger that the server left", flush=True)


class Server:
    """`redress serve`, ready when the constructor returns; its ledger is checked when it stops."""

    def __init__(self, data, *arguments, log=None):
        self.data = data
        begin = time.monotonic()
        self.process = subprocess.Popen(
            [BINARY, "serve", "--data", str(data), "--listen", "127.0.0.1:0", *map(str, arguments)],
            stdout=subprocess.PIPE, stderr=log or subprocess.DEVNULL, text=True)
        line = self.process.stdout.readline()
        while line.startswith("["):  # the log may have something to say before
            line = self.process.stdout.readline()
        assert line.startswith("listening "), f"the server did not start: {line!r}"
        self.port = int(line.rsplit(":", 1)[1])
        self.ready_s = time.monotonic() - begin

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=30)
        self.process.stdout.close()
        accept_ledger(self.data)
        return code

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.stop()

    def ask(self, method, path, body=None, token=None, headers=None, port=None):
        connection = http.client.HTTPConnection("127.0.0.1", port or self.port, timeout=30)
        fields = dict(headers or {})
        if token:
            fields["Authorization"] = f"Bearer {token}"
        if isinstance(body, (dict, list)):
            body = json.dumps(body)
            fields.setdefault("Content-Type", "application/json")
        connection.request(method, path, body=body, headers=fields)
        response = connection.getresponse()
        answer = Answer(response.status, dict((k.lower(), v) for k, v in response.getheaders()), response.read())
        connection.close()
        return answer


class Listener:
    """Somebody whom the server calls, on a free port; use as a context. `handler` answers the requests."""

    def __init__(self, handler):
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.server.daemon_threads = True
        self.name = f"127.0.0.1:{self.server.server_port}"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


def multipart(fields, file_name, data, content_type="image/jpeg"):
    """Body and headers of a multipart form with one file."""
    mark = "----redress-e2e"
    parts = [f'--{mark}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'.encode() for k, v in fields.items()]
    parts.append(f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{file_name}"\r\n'
                 f"Content-Type: {content_type}\r\n\r\n".encode() + data + b"\r\n")
    parts.append(f"--{mark}--\r\n".encode())
    return b"".join(parts), {"Content-Type": f"multipart/form-data; boundary={mark}"}


def notice(url, **more):
    return {"channel": "user_complaint", "complainant": "depicted", "harm": "ncii_synthetic", "jurisdictions": ["IN"],
            "items": [{"url": url}], "good_faith": True, "signature": "A.", "statement": "I never agreed to it.",
            "contact": {"none": True}, **more}


def until(what, holds, seconds=10):
    """Waits for something that will happen; never for a length of time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return
        time.sleep(0.05)
    sys.exit(f"FAILED: {what}")


def expect(held, what):
    if not held:
        sys.exit(f"FAILED: {what}")
    print(f"ok  {what}")
