#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A real server with three real witnesses of two organisations: events are witnessed, and witnesses that go stop nothing.

usage: witness_test.py [EVENTS]     (30 when not given)
"""

import base64
import hashlib
import http.client
import json
import os
import pathlib
import signal
import subprocess
import sys
import time

import harness

WITNESSES = [("archive-1", "archive"), ("archive-2", "archive"), ("university-1", "university")]


class Witness:
    """`redress witness serve`; may be killed and started again on the same port and folder."""

    def __init__(self, folder, name):
        self.data, self.name, self.port = folder / name, name, harness.free_port()
        self.vkey = harness.run("witness", "key", "--data", self.data, "--name", f"{name}.example").strip()
        self.process = None

    def start(self):
        self.process = subprocess.Popen(
            [harness.BINARY, "witness", "serve", "--data", str(self.data), "--listen", f"127.0.0.1:{self.port}"],
            stdout=subprocess.PIPE, text=True)
        assert self.process.stdout.readline().startswith("listening ")

    def end(self, how):
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(how)
        self.process.wait(timeout=20)
        self.process.stdout.close()

    def status(self):
        return json.loads(harness.run("witness", "status", "--data", self.data, "--json"))


def configuration(folder, witnesses):
    text = '[ledger]\norigin = "log.example/ledger"\n[reach]\nallow = ['
    text += ", ".join(f'"127.0.0.1:{one.port}"' for one in witnesses) + "]\n"
    for one, (_, organisation) in zip(witnesses, WITNESSES):
        text += (f'[[ledger.witnesses]]\nname = "{one.name}"\nvkey = "{one.vkey}"\n'
                 f'url = "http://127.0.0.1:{one.port}"\norganisation = "{organisation}"\n')
    path = folder / "redress.toml"
    path.write_text(text, encoding="utf-8")
    return path


def size_of(server, name):
    answer = server.ask("GET", f"/ledger/{name}")
    return int(answer.body.split(b"\n")[1]) if answer.status == 200 else 0


def send(server, token, no):
    answer = server.ask("POST", "/api/v1/notices", harness.notice(f"https://host.example/{no}"), token)
    assert answer.status == 201, answer.body


def time_to_witnessed(server, token, no):
    """From the acknowledgement of a notice to a witnessed checkpoint that covers its entries."""
    before = size_of(server, "checkpoint")
    send(server, token, no)
    begin = time.monotonic()
    while size_of(server, "checkpoint.witnessed") <= before:
        assert time.monotonic() - begin < 30, "an event was not witnessed"
        time.sleep(0.01)
    return time.monotonic() - begin


def check_receipt(server, token, folder):
    """What the person holds, checked offline: without a policy, by the log's own, and by one that cannot be read."""
    answer = server.ask("POST", "/api/v1/notices", harness.notice("https://host.example/receipt"), token)
    told = answer.json()

    def receipt():
        return server.ask("GET", f"/api/v1/notices/{told['case_code']}/receipt", token=told["secret"])

    harness.until("a witnessed receipt", lambda: receipt().headers.get("receipt-state") == "witnessed", 30)
    file, policy = folder / "mine.tlog-proof", folder / "policy"
    file.write_bytes(receipt().body)
    policy.write_bytes(server.ask("GET", "/ledger/policy").body)
    vkey = server.ask("GET", "/ledger/vkey").body.decode().strip()
    signed = harness.run("audit", "receipt", file, "--vkey", vkey, "--state", folder / "seen")
    assert "quorum of your policy has seen" not in signed, signed
    seen = harness.run("audit", "receipt", file, "--vkey", vkey, "--policy", policy, "--state", folder / "seen")
    assert "quorum of your policy has seen" in seen, seen
    # Its group names a witness that the file does not have.
    (folder / "strict").write_text(policy.read_text().replace("witness ", "witness extra-", 1))
    broken = harness.run("audit", "receipt", file, "--vkey", vkey, "--policy", folder / "strict", code=2)
    assert broken == "", broken
    print("receipt: signed by the log, witnessed by its policy, a policy that contradicts itself is refused")


def check(folder, witnesses, events):
    data = folder / "data"
    token = harness.run("admin", "token", "add", "--data", data, "--name", "load", "--scope", "notices").strip()
    for one in witnesses:
        one.start()
    with harness.Server(data, "--config", configuration(folder, witnesses)) as server:
        harness.until("a published ledger", lambda: size_of(server, "checkpoint") > 0, 30)
        vkey = server.ask("GET", "/ledger/vkey").body.decode().strip()
        for one in witnesses:
            harness.run("witness", "add-log", "--data", one.data, vkey)
        harness.until("the first witnessed checkpoint", lambda: size_of(server, "checkpoint.witnessed") > 0, 60)
        times = sorted(time_to_witnessed(server, token, no) for no in range(events))
        print(f"event to 2-of-3 witnessed, {events} events: median {times[len(times) // 2]:.2f} s, "
              f"p99 {times[min(len(times) - 1, int(len(times) * 0.99))]:.2f} s")
        assert times[-1] <= 5, times

        check_receipt(server, token, folder)

        witnesses[0].end(signal.SIGKILL)
        took = time_to_witnessed(server, token, "one-down")
        print(f"one witness down: witnessed after {took:.2f} s")

        witnesses[2].end(signal.SIGKILL)
        before, witnessed = size_of(server, "checkpoint"), size_of(server, "checkpoint.witnessed")
        begin = time.monotonic()
        send(server, token, "two-down")
        acknowledged = time.monotonic() - begin
        harness.until("sealing goes on", lambda: size_of(server, "checkpoint") > before, 20)
        assert size_of(server, "checkpoint.witnessed") == witnessed
        print(f"two down: acknowledged after {acknowledged * 1000:.0f} ms, sealed, not witnessed")

        witnesses[2].start()
        harness.until("witnessed again", lambda: size_of(server, "checkpoint.witnessed") > before, 60)
        text = server.ask("GET", "/metrics").body.decode()
        assert 'redress_witness_sees_fork{witness="university-1"} 0' in text, text
    for one in witnesses[1:]:
        state = one.status()
        assert state["doubt"] == "" and state["logs"][0]["forks"] == 0 and state["logs"][0]["size"] > 0, state
        harness.run("witness", "evidence", "--data", one.data)
        one.end(signal.SIGTERM)


def ask(port, body):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("POST", "/add-checkpoint", body if isinstance(body, bytes) else body.encode())
    response = connection.getresponse()
    answer = harness.Answer(response.status, dict((k.lower(), v) for k, v in response.getheaders()), response.read())
    connection.close()
    return answer


def replay_recorded_conversation(folder):
    """What another implementation of the protocol answered, step by step, over HTTP."""
    tests = pathlib.Path(os.environ.get("REDRESS_TEST_DATA", harness.ROOT.parent / "shared" / "data"))
    path = tests / "tlog" / "witness-conversation.json"
    if not path.exists():
        print("skipped: no test data")
        return
    recorded = json.loads(path.read_text(encoding="utf-8"))
    key = b"\x01" + bytes.fromhex(recorded["log_ed25519_pub_hex"])
    name = recorded["log_key_name"]
    key_id = hashlib.sha256(name.encode() + b"\n" + key).hexdigest()[:8]
    witness = Witness(folder, recorded["witness_name"].replace("/", "-"))
    harness.run("witness", "add-log", "--data", witness.data, f"{name}+{key_id}+{base64.b64encode(key).decode()}")
    witness.start()
    try:
        for step in recorded["steps"]:
            answer = ask(witness.port, step["request"])
            assert answer.status == step.get("spec_status", step["status"]), (step, answer.status, answer.body)
            if answer.status == 409:
                assert answer.headers["content-type"] == "text/x.tlog.size", answer.headers
        assert ask(witness.port, b"old 0\n\n" + b"x" * (64 << 10)).status == 413
        assert ask(witness.port, "old x\n").status == 400
        witness.end(signal.SIGKILL)
        witness.start()
        last = recorded["steps"][-1]
        assert ask(witness.port, last["request"]).body == b"5\n", "what was cosigned is remembered"
    finally:
        witness.end(signal.SIGKILL)
    print(f"{len(recorded['steps'])} recorded steps answered as recorded")


def main():
    events = int(sys.argv[1]) if len(sys.argv) > 1 else int(os.environ.get("WITNESS_EVENTS", "30"))
    with harness.folder() as folder:
        replay_recorded_conversation(folder)
        witnesses = [Witness(folder, name) for name, _ in WITNESSES]
        try:
            check(folder, witnesses, events)
        finally:
            for one in witnesses:
                one.end(signal.SIGKILL)
    print("passed")


if __name__ == "__main__":
    main()
