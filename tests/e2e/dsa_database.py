# SPDX-License-Identifier: Apache-2.0
"""A DSA Transparency Database for tests: its batch endpoint, all or nothing, puids unique, statements held to its schema.

The schema lies beside the published test data; where it does not, what it would refuse is stored.
"""

import http.server
import json
import pathlib
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "dsa"))
import dsa_schema  # noqa: E402
import harness  # noqa: E402

TOKEN = "7|not-a-real-token"
NOT_UNIQUE = "The platform identifier(s) are not all unique within this call."


class Database(harness.Listener):
    """Use as a context. `slow_s`: how long it thinks before it stores, and again before it answers."""

    def __init__(self):
        self.stored, self.batches, self.tokens = {}, [], set()
        self.slow_s, self.is_down, self.wrong = 0, False, lambda statement: None
        self.validator = dsa_schema.load_validator()
        self.lock = threading.Lock()
        super().__init__(self.make_handler())
        self.url = f"http://{self.name}/api/v1"

    def faults_of(self, statement):
        """{field: [text]}, empty for one that it takes."""
        faults = {}
        for fault in self.validator.iter_errors(statement) if self.validator else ():
            faults.setdefault(str(fault.absolute_path[0]) if fault.absolute_path else "statement", []).append(fault.message)
        word = self.wrong(statement)
        return {**faults, **({word: [f"The selected {word} is invalid."]} if word else {})}

    def take(self, statements):
        """Status and answer."""
        with self.lock:
            self.batches.append(len(statements))
            if not 1 <= len(statements) <= 100:
                return 422, {"message": "The statements field must have between 1 and 100 items."}
            errors = {f"statement_{i}": faults for i, one in enumerate(statements) if (faults := self.faults_of(one))}
            if errors:
                return 422, {"errors": errors}
            existing = [one["puid"] for one in statements if one["puid"] in self.stored]
            if existing:
                return 422, {"message": NOT_UNIQUE, "errors": {"puid": [NOT_UNIQUE], "existing_puids": existing}}
            for one in statements:
                self.stored[one["puid"]] = one
            return 201, {"statements": [{**one, "uuid": f"uuid-{one['puid']}"} for one in statements]}

    def make_handler(database):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                database.tokens.add(self.headers["Authorization"])
                time.sleep(database.slow_s)
                if database.is_down:
                    status, answer = 503, {}
                elif self.path != "/api/v1/statements" or self.headers["Accept"] != "application/json":
                    status, answer = 404, {}
                else:
                    status, answer = database.take(json.loads(body)["statements"])
                time.sleep(database.slow_s)
                text = json.dumps(answer).encode()
                try:
                    self.send_response(status)
                    self.send_header("Content-Length", str(len(text)))
                    self.end_headers()
                    self.wfile.write(text)
                except OSError:
                    pass  # who asked was killed

            def log_message(self, *_):
                pass

        return Handler
