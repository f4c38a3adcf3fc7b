#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Statements of reasons to a DSA Transparency Database on this machine: what is owed, batches, refusals, a database that is
down, and kill -9 while it stores. Each statement must arrive once, and none may be missing."""

import json
import os
import random
import re
import time

import dsa_database
from harness import Server, expect, folder, notice, run, until

CONFIGURATION = """
[dsa]
url = "{url}"
token_file = "{folder}/token"
dry_run = {dry_run}
account_type = "private"
[dsa.clauses]
"terms/4" = "Clause 4: intimate pictures are shown only with the consent of who is in them."
[reach]
allow = ["{name}"]
"""


def configure(path, database, dry_run="false"):
    (path / "token").write_text(dsa_database.TOKEN + "\n")
    (path / "redress.toml").write_text(CONFIGURATION.format(url=database.url, name=database.name, folder=path,
                                                            dry_run=dry_run))
    return Server(path / "data", "--config", path / "redress.toml")


def rows(path, state=None):
    words = ["--state", state] if state else []
    listed = run("dsa", "list", "--data", path / "data", "--json", "--count", 10_000, *words)
    return [json.loads(line) for line in listed.splitlines()]


class House:
    """Reports and decides; counts the statements that come to be owed."""

    def __init__(self, path):
        self.path, self.owed, self.case_no = path, 0, 0
        (path / "data").mkdir(exist_ok=True)
        self.token = run("admin", "token", "add", "--data", path / "data", "--name", "staff", "--scope", "admin").strip()

    def decide(self, server, count, outcome="remove", ground=None, **more):
        self.case_no += 1
        items = [{"url": f"https://host.example/p/{self.case_no}-{i}"} for i in range(count)]
        told = server.ask("POST", "/api/v1/notices", {**notice("", **more), "items": items}, token=self.token)
        assert told.status == 201, told.body
        code = told.json()["case_code"]
        cases = server.ask("GET", "/api/v1/cases", token=self.token).json()["cases"]
        case = next(one["id"] for one in cases if one["case_code"] == code)
        decided = server.ask("POST", f"/api/v1/cases/{case}/decide", {
            "outcome": outcome, "ground": ground or {"kind": "contractual", "duty": "terms/4"},
            "facts": "Anna Schmidt is in it.", "reasons": "Anna Schmidt never agreed."}, token=self.token)
        assert decided.status == 200, decided.body
        return count


def metric(server, name, token):
    text = server.ask("GET", "/metrics", token=token).body.decode()
    return int(re.search(rf"^{name} (\d+)$", text, re.M).group(1))


def a_dry_run_then_batches(path, database):
    house = House(path)
    with configure(path, database, dry_run="true") as server:
        owed = sum(house.decide(server, 50, jurisdictions=["DE"]) for _ in range(3))
        house.decide(server, 1, ground={"kind": "legal", "duty": "IN-NCII-2H"})
        owed += house.decide(server, 1, ground={"kind": "legal", "duty": "EU-DSA-6"}, jurisdictions=["FR"])
        until("the dry run renders them", lambda: sum(row["statement"] is not None for row in rows(path)) == owed)
        expect(not database.batches, f"a dry run makes {owed} statements and sends none")
    with configure(path, database) as server:
        until("all are sent", lambda: len(database.stored) == owed)
        until("and known to be", lambda: len(rows(path, "sent")) == owed)
        expect(max(database.batches) == 100 and len(database.batches) == 2, f"then in batches of {database.batches}")
        expect(metric(server, "redress_dsa_statements_waiting", house.token) == 0, "nothing waits")
    expect(database.tokens == {f"Bearer {dsa_database.TOKEN}"}, "with the token of the file")
    text = json.dumps(list(database.stored.values()))
    for word in ("Schmidt", "host.example", "never agreed"):
        assert word not in text, word
    expect(True, "and nothing that anybody wrote")
    grounds = [one.get("illegal_content_legal_ground") for one in database.stored.values()]
    expect(grounds.count("Regulation (EU) 2022/2065 (DSA), Art 6") == 1 and not any("Rule" in (g or "") for g in grounds),
           "Indian law in India is not the Union's business")
    expect(rows(path, "sent")[0]["uuid"].startswith("uuid-"), "the database's own ids are kept")


def refused_and_down(path, database):
    house = House(path)
    database.wrong = lambda one: "account_type" if "LABELLED" in one["decision_visibility"][0] else None
    with configure(path, database) as server:
        owed = house.decide(server, 3, jurisdictions=["DE"]) + house.decide(server, 2, "label", jurisdictions=["DE"])
        until("the others are sent", lambda: len(database.stored) == owed - 2)
        until("the refused are kept", lambda: len(rows(path, "refused")) == 2)
        words = {row["words"] for row in rows(path, "refused")}
        expect(words == {"account_type: The selected account_type is invalid."}, "two are refused, with the database's words")
        until("counted", lambda: metric(server, "redress_dsa_statements_refused", house.token) == 2)
        database.wrong = lambda one: None
        said = run("dsa", "retry", "--data", path / "data", "--all")
        expect(said == "2 refused statements are sent again\n", "somebody mends what was wrong and retries")
        until("they arrive", lambda: len(database.stored) == owed)
        run("dsa", "retry", "--data", path / "data", rows(path, "sent")[0]["puid"], code=3)
        database.is_down = True
        owed += house.decide(server, 2, jurisdictions=["DE"])
        until("it is tried", lambda: metric(server, "redress_dsa_batches_failed_total", house.token) > 0)
        database.is_down = False
        until("nothing is lost while it is down", lambda: len(database.stored) == owed, seconds=30)
        expect(not rows(path), "nothing is lost while the database is down")
        copy = path / "copy"
        run("admin", "backup", "--data", path / "data", "--to", copy)
        expect((copy / "statements.db").exists(), "a backup holds what is owed")


def killed(path, database, rounds):
    seed = int(os.environ.get("REDRESS_SEED", random.randrange(1 << 30)))
    print(f"seed {seed}, {rounds} rounds", flush=True)
    dice = random.Random(seed)
    house, owed = House(path), 0
    database.slow_s = 0.15
    for _ in range(rounds):
        server = configure(path, database)
        owed += house.decide(server, dice.randrange(1, 40), jurisdictions=["DE"])
        time.sleep(dice.uniform(0, 0.8))
        server.kill()
    database.slow_s = 0
    with configure(path, database):
        until("all are sent", lambda: len(rows(path, "sent")) == owed, seconds=60)
    attempts = sum(database.batches)
    expect(len(database.stored) == owed and not rows(path),
           f"{rounds} kills: {owed} statements, each stored once, none missing ({attempts} given in {len(database.batches)} batches)")


def main():
    with dsa_database.Database() as probe:
        print("schema: " + ("held to" if probe.validator else "skipped: no test data"), flush=True)
    for story in (a_dry_run_then_batches, refused_and_down):
        with folder() as path, dsa_database.Database() as database:
            story(path, database)
    with folder() as path, dsa_database.Database() as database:
        killed(path, database, int(os.environ.get("KILL_ROUNDS", "6")))


if __name__ == "__main__":
    main()
