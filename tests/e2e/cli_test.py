#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every command from outside: what it prints, and how it ends (0 done, 1 a finding, 2 misuse, 3 could not be done)."""

import json
import subprocess

import harness
from harness import expect, run

FACTS = {"channel": "user_complaint", "complainant": "depicted", "harm": "ncii_synthetic", "jurisdictions": ["IN"],
         "sent_at": "2026-11-22T02:00:00+05:30", "entered_at": "2026-11-22T02:00:05+05:30", "medium": "designated",
         "now": "2026-11-22T03:00:00+05:30"}


def ends(code, *words, stdin=None):
    done = subprocess.run([harness.BINARY, *map(str, words)], input=stdin, capture_output=True, text=True, timeout=120)
    lines = done.stderr.strip().splitlines()
    expect(done.returncode == code and len(lines) == 1 and lines[0].startswith("redress"),
           f"'{' '.join(map(str, words))}' ends with {code} and one line ({done.returncode}, {lines})")


def policy(base):
    facts = base / "facts.json"
    facts.write_text(json.dumps(FACTS))
    answer = json.loads(run("policy", "explain", "--facts", facts, "--json"))
    duties = {duty["id"]: duty for duty in answer["duties"]}
    lead = [duty["id"] for duty in answer["duties"] if duty["leads"]]
    expect(lead == ["IN-NCII-2H"], "the person depicted: two hours lead")
    expect(duties["IN-NCII-2H"]["due_at"] == "2026-11-21T22:30:05Z", "two hours from entry, in the middle of the night")
    expect(not duties["IN-ORDER-3H"]["triggered"] and duties["IN-ORDER-3H"]["reason"], "what is not triggered says why")
    keys = {"id", "triggered", "reason", "starts_at", "due_at", "clock", "state", "leads", "provision", "source", "appeal",
            "on_risk"}
    expect(all(keys <= set(duty) for duty in answer["duties"]), "every duty has every key")
    same = run("policy", "explain", "--facts", "-", "--json", stdin=json.dumps(FACTS))
    expect(json.loads(same) == answer, "facts may come from standard input")
    expect(len(json.loads(run("policy", "list", "--json"))) == 110, "110 duties are listed")
    expect("no fault" in run("policy", "check"), "the packs have no fault")
    bad = base / "bad.yaml"
    bad.write_text("jurisdiction: XX\nunknown_key: 1\n")
    done = subprocess.run([harness.BINARY, "policy", "check", str(bad)], capture_output=True, text=True)
    expect(done.returncode == 1 and "bad.yaml:2" in done.stderr, "a fault is named with its file and line")
    facts.write_text('{"channel": "phone"}')
    ends(2, "policy", "explain", "--facts", facts)
    ends(3, "policy", "explain", "--facts", base / "nothing.json")


def pictures(base):
    photos = sorted(harness.PHOTOS.glob("*.jpg"))[:3]
    lines = [json.loads(line) for line in run("fingerprint", "--all", *photos).splitlines()]
    expect([line["path"] for line in lines] == [str(photo) for photo in photos], "one line a file, in their order")
    expect(all(len(line["pdq"]) == 64 and len(line["sha256"]) == 64 and len(line["md5"]) == 32 for line in lines),
           "each with SHA-256, MD5 and PDQ")
    piped = run("fingerprint", "-", stdin="".join(f"{photo}\n" for photo in photos))
    expect(len(piped.splitlines()) == 3, "paths may come from standard input")
    bank = base / "bank.jsonl"
    bank.write_text("".join(json.dumps(line) + "\n" for line in lines[:2]))
    found = [json.loads(line) for line in run("match", "--bank", bank, *photos).splitlines()]
    expect([len(line["matches"]) for line in found] == [1, 1, 0], "what is in the bank is found, what is not is not")
    first = found[0]["matches"][0]
    expect(first["path"] == str(photos[0]) and first["distance"] == 0 and first["decision"] == "same",
           "the same picture is the same")
    broken = base / "broken.jpg"
    broken.write_bytes(photos[0].read_bytes()[:100])
    done = subprocess.run([harness.BINARY, "fingerprint", str(broken), str(photos[0])], capture_output=True, text=True)
    expect(done.returncode == 3 and len(done.stdout.splitlines()) == 1 and "broken.jpg" in done.stderr,
           "a bad file is one error line and the others go on")
    lines = base / "lines.jsonl"
    run("fingerprint", "-o", lines, *photos[:2])
    whole = lines.read_text()
    lines.write_text(whole[:-20])
    run("fingerprint", "-o", lines, *photos)
    again = lines.read_text()
    expect(again.startswith(whole) and [json.loads(line)["path"] for line in again.splitlines()] == [str(p) for p in photos],
           "a run that was cut off goes on where it ended")
    lines.write_text("my diary\n")
    ends(2, "fingerprint", "-o", lines, *photos)


def admin(base):
    data = base / "data"
    token = run("admin", "token", "add", "--data", data, "--name", "t", "--scope", "notices,admin").strip()
    expect(" " not in token and len(token) > 30, "the token is printed alone")
    ends(3, "admin", "token", "add", "--data", data, "--name", "t", "--scope", "notices")
    ends(2, "admin", "token", "add", "--data", data, "--name", "u", "--scope", "everything")
    ends(2, "admin", "user", "add", "--data", data, "--name", "asha", "--role", "reviewer", stdin="short\n")
    run("admin", "user", "add", "--data", data, "--name", "asha", "--role", "reviewer", stdin="a long pass phrase\n")
    skills = ("admin", "user", "skills", "--data", data, "--name")
    told = run(*skills, "asha", "--languages", "hi,ta", "--harms", "ncii")
    expect(told == "asha is offered first: languages hi,ta harms ncii\n", "what was told is said again")
    expect("languages hi,ta harms ncii" in run("admin", "user", "list", "--data", data), "the list says it too")
    for wrong in (["asha"], ["asha", "--languages", "Hindi"], ["asha", "--harms", "rude"], ["asha", "--everything", "--harms", "ncii"]):
        ends(2, *skills, *wrong)
    ends(3, *skills, "nobody", "--languages", "hi")
    expect("everything alike" in run(*skills, "asha", "--everything"), "and can be taken back")
    with harness.Server(data) as server:
        run("admin", "token", "add", "--data", data, "--name", "while-it-runs", "--scope", "edge")
        ends(3, "admin", "verify", "--data", data)  # another process has the journal
        given = server.ask("POST", "/api/v1/notices", harness.notice("https://host.example/1"), token).json()
        late = run("admin", "token", "add", "--data", data, "--name", "late", "--scope", "admin").strip()
        expect(server.ask("GET", "/api/v1/cases", token=late).status == 200, "a token added while it runs is taken")
        run("admin", "token", "revoke", "--data", data, "--name", "late")
    expect("every checksum holds" in run("admin", "verify", "--data", data), "the journal holds and its tables equal it")
    replay = run("admin", "replay", "--data", data, "--case", given["case_code"])
    expect("notice_received" in replay and "IN-NCII-2H" in replay, "a case is replayed event by event")
    run("admin", "rebuild", "--data", data)
    with harness.Server(data) as server:
        answer = server.ask("GET", f"/api/v1/notices/{given['case_code']}", token=given["secret"])
        expect(answer.status == 200 and answer.json()["clocks"], "after a rebuild the case is there with its clocks")


def main():
    with harness.folder() as base:
        policy(base)
        pictures(base)
        admin(base)
    ends(2, "nonsense")
    ends(2, "bench", "copies", "--only", "crop 20,crop 99")
    ends(2, "serve", "--listen", "nowhere")
    ends(3, "serve", "--config", "/nothing.toml")
    for command in ["serve", "demo", "fingerprint", "match", "policy", "admin", "bench"]:
        expect(command in run("help") and "Usage" in run(command, "--help"), f"{command} has help")
    figures = json.loads(run("bench", "edge", "--rounds", "1", "--seconds", "0.3", "--json"))
    expect(set(figures) >= {"name", "machine", "commit", "figures", "peer", "ratio"}, "a bench prints its one shape")
    print(run("demo").strip().splitlines()[-1])


if __name__ == "__main__":
    main()
