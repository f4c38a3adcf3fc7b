#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""kill -9 under load: nothing acknowledged is lost, nothing is done twice, ready again within two seconds.

usage: kill_test.py [ROUNDS]     (KILL_ROUNDS in the environment; 20 when neither is given)

Each round starts the server on the same folder, sends notices from four connections, each with an Idempotency-Key, and
kills the process at a random instant. Whoever got no answer sends the same request again in the next round, as a platform
would. At the end every acknowledged case must be there, every key must have opened exactly one notice, and the journal
must fold to the very tables that the server kept.
"""

import http.client
import json
import os
import random
import sys
import threading
import time

import harness


def post(port, token, key, body):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("POST", "/api/v1/notices", json.dumps(body),
                           {"Content-Type": "application/json", "Authorization": f"Bearer {token}",
                            "Idempotency-Key": f'"{key}"'})
        response = connection.getresponse()
        text = response.read()
        return response.status, text
    except (OSError, http.client.HTTPException):
        return None, b""
    finally:
        connection.close()


class Sender(threading.Thread):
    """One client: its next request is the one that was not answered, else a new one."""

    def __init__(self, no, port, token, pending, acknowledged):
        super().__init__()
        self.no, self.port, self.token = no, port, token
        self.pending, self.acknowledged = pending, acknowledged
        self.halt = threading.Event()
        self.wrong = []

    def run(self):
        while not self.halt.is_set():
            key = self.pending.pop() if self.pending else f"c{self.no}-{time.monotonic_ns()}"
            status, text = post(self.port, self.token, key, harness.notice(f"https://host.example/{key}"))
            if status == 201:
                self.acknowledged[key] = json.loads(text)
                continue
            self.pending.append(key)
            if status is None:
                return
            if status != 503:
                self.wrong.append((status, text[:200]))


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else int(os.environ.get("KILL_ROUNDS", "20"))
    seed = int(os.environ.get("REDRESS_SEED", random.randrange(1 << 30)))
    print(f"seed {seed}, {rounds} rounds")
    dice = random.Random(seed)
    acknowledged, slowest, wrong = {}, 0.0, []
    pending = [[] for _ in range(4)]
    with harness.folder() as data:
        token = harness.run("admin", "token", "add", "--data", data, "--name", "load", "--scope", "notices").strip()
        for _ in range(rounds):
            server = harness.Server(data)
            slowest = max(slowest, server.ready_s)
            senders = [Sender(i, server.port, token, pending[i], acknowledged) for i in range(4)]
            for sender in senders:
                sender.start()
            time.sleep(dice.uniform(0.02, 0.35))
            server.kill()
            for sender in senders:
                sender.halt.set()
                sender.join()
                wrong += sender.wrong
        harness.expect(not wrong, f"no request was answered wrongly {wrong[:3]}")
        with harness.Server(data) as server:
            lost = 0
            for key, given in acknowledged.items():
                answer = server.ask("GET", f"/api/v1/notices/{given['case_code']}", token=given["secret"])
                if answer.status != 200:
                    lost += 1
                    print("lost", key, answer.status)
            again = 0
            for key, given in list(acknowledged.items())[:200]:
                status, text = post(server.port, token, key, harness.notice(f"https://host.example/{key}"))
                again += status != 201 or json.loads(text)["notice_id"] != given["notice_id"]
            server.stop()
        codes = {given["case_code"] for given in acknowledged.values()}
        harness.expect(lost == 0, f"{len(acknowledged)} acknowledged notices, {lost} lost")
        harness.expect(len(codes) == len(acknowledged), f"every key opened one case of its own ({len(codes)})")
        harness.expect(again == 0, "a key that comes again gets the same answer")
        harness.expect(slowest < 2.0, f"ready again within 2 s (slowest {slowest:.2f} s)")
        print(harness.run("admin", "verify", "--data", data).strip())


if __name__ == "__main__":
    main()
