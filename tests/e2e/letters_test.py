# SPDX-License-Identifier: Apache-2.0
"""Letters through a real mail server: who gets which, in what language, over TLS, refused, late, down, at unsafe hours, and after a kill."""

import sys
import time

import harness
from harness import expect, folder, notice, run, until
from mail_server import EXIM, PASSWORD, MailServer

CONFIGURATION = """
[letters]
relay = "smtp://localhost:{port}"
from = "Platform <no-reply@platform.example>"
{more}
[case]
at_risk = 0.9
"""


def configure(path, mail, **keys):
    more = "\n".join(f'{name} = {value if isinstance(value, (bool, int)) else chr(34) + str(value) + chr(34)}'
                     for name, value in keys.items()).replace("True", "true").replace("False", "false")
    (path / "redress.toml").write_text(CONFIGURATION.format(port=mail.port, more=more))
    return harness.Server(path / "data", "--config", path / "redress.toml")


def report(server, address, **more):
    answer = server.ask("POST", "/api/v1/notices", notice(f"https://host.example/p/{len(address)}",
                                                         contact={"email": address}, **more))
    assert answer.status == 201, answer.body
    return answer.json()


def make_token(path):
    return run("admin", "token", "add", "--data", path / "data", "--name", "staff", "--scope", "admin").strip()


def case_id_of(server, token, code):
    cases = server.ask("GET", "/api/v1/cases", token=token).json()["cases"]
    return next(case["id"] for case in cases if case["case_code"] == code)


def count_of(server, metric, token):
    text = server.ask("GET", "/metrics", token=token).body.decode()
    return next(int(line.split()[1]) for line in text.splitlines() if line.startswith(metric + " "))


def one_request(path):
    mail = MailServer(path / "mail", wants_password=True).start()
    (path / "password").write_text(PASSWORD + "\n")
    keys = {"user": "redress", "password_file": path / "password", "ca_file": mail.folder / "cert.pem"}
    with configure(path, mail, **keys) as server:
        token = make_token(path)
        told = report(server, "asha@mail.example", language="hi")
        first = mail.wait_for_letters(1)[0]
        expect(first["To"] == "asha@mail.example" and first["From"] == "Platform <no-reply@platform.example>",
               "the receipt goes to the address that she left")
        expect(first["Subject"] == "आपके अनुरोध के बारे में सूचना", "in her language, under a subject that says nothing")
        expect(first["Auto-Submitted"] == "auto-generated" and first["Content-Language"] == "hi",
               "marked so that no machine answers it")
        text = first.get_content()
        expect(told["case_code"] in text and "/case" in text, "it names the case code and the page")
        for word in (told["secret"], "host.example", "I never agreed"):
            assert word not in text, word
        expect(True, "but neither the secret, nor what, nor where")
        case = case_id_of(server, token, told["case_code"])
        asked = server.ask("POST", f"/api/v1/cases/{case}/clarify", {"question": "Which of the two is you?"}, token=token)
        assert asked.status == 200, asked.body
        expect("Which of the two" not in mail.wait_for_letters(2)[1].get_content(), "a question says that it is there")
        decided = server.ask("POST", f"/api/v1/cases/{case}/decide", {
            "outcome": "remove", "ground": {"kind": "legal", "duty": "IN-NCII-2H"}, "facts": "It shows the person.",
            "reasons": "Shared without consent."}, token=token)
        assert decided.status == 200, decided.body
        outcome = mail.wait_for_letters(3)[2]
        expect("हटाया जाना है" in outcome.get_content(), "the outcome, in her language")
        expect(len({letter["Message-ID"] for letter in mail.letters()}) == 3, "each letter has an id of its own")
        statement = server.ask("GET", f"/api/v1/cases/{case}/measures/1/statement?language=en", token=token)
        expect(statement.status == 200 and "Shared without consent." in statement.json()["text"],
               "the platform gets the statement of reasons for the uploader")
        expect("asha" not in statement.body.decode(), "which does not name her")
        nobody = notice("https://host.example/p/none")
        assert server.ask("POST", "/api/v1/notices", nobody).status == 201
        told = report(server, "binu@mail.example")
        expect([letter["To"] for letter in mail.wait_for_letters(4)][3] == "binu@mail.example",
               "who left no address gets no letter")
    mail.stop()


def refused_late_and_down(path):
    mail = MailServer(path / "mail")
    with configure(path, mail, ca_file=mail.folder / "cert.pem") as server:
        token = make_token(path)
        report(server, "early@mail.example")
        until("a server that is down is tried again", lambda: count_of(server, "redress_letters_failed_total", token) >= 1)
        mail.start()
        expect(mail.wait_for_letters(1)[0]["To"] == "early@mail.example", "a mail server that was down gets the letter later")
        report(server, "refused@mail.example")
        report(server, "later@mail.example")
        until("a refused receiver is given up, one who is asked to wait waits",
              lambda: count_of(server, "redress_letters_waiting", token) == 1
              and count_of(server, "redress_letters_failed_total", token) >= 3)
        server.kill()
    (mail.folder / "later").touch()
    with configure(path, mail, ca_file=mail.folder / "cert.pem"):
        expect(mail.wait_for_letters(2)[1]["To"] == "later@mail.example",
               "after a kill the letter that waited goes out, and no other goes twice")
    mail.stop()


def untrusted(path):
    mail = MailServer(path / "mail").start()
    with configure(path, mail) as server:
        token = make_token(path)
        report(server, "asha@mail.example")
        until("a certificate that nobody vouches for gets nothing",
              lambda: count_of(server, "redress_letters_failed_total", token) >= 1)
        expect(mail.letters() == [] and count_of(server, "redress_letters_waiting", token) == 1, "and the letter waits")
    with configure(path, mail, tls=False):
        expect(len(mail.wait_for_letters(1)) == 1, "until the operator says that this relay needs none")
    mail.stop()


def too_many(path):
    mail = MailServer(path / "mail").start()
    with configure(path, mail, tls=False, daily_count_max=2) as server:
        token = make_token(path)
        for _ in range(4):
            report(server, "asha@mail.example")
        until("four letters are tried or left out", lambda: count_of(server, "redress_letters_sent_total", token) == 4)
        expect(len(mail.wait_for_letters(2)) == 2, "a form that anybody may send fills nobody's mailbox")
    mail.stop()


def zone_where_it_is(hour):
    """A zone in which the clock shows some minutes past this hour. Etc/GMT-5 is five hours ahead of UTC."""
    ahead = (hour - time.gmtime().tm_hour + 12) % 24 - 12
    return "Etc/GMT" if ahead == 0 else f"Etc/GMT{-ahead:+d}"


def at_unsafe_hours(path):
    mail = MailServer(path / "mail").start()
    with configure(path, mail, tls=False) as server:
        token = make_token(path)
        for name, safe_time, zone in (("night", "day", zone_where_it_is(3)), ("noon", "evening", zone_where_it_is(12)),
                                      ("asks", "ask", ""), ("russia", "evening", "")):
            contact = {"email": f"{name}@mail.example", "safe_time": safe_time, **({"zone": zone} if zone else {})}
            told = server.ask("POST", "/api/v1/notices", notice(f"https://host.example/{name}", contact=contact,
                                                               jurisdictions=["RU"] if name == "russia" else ["IN"]))
            assert told.status == 201, told.body
        report(server, "any@mail.example")
        expect(mail.wait_for_letters(1)[0]["To"] == "any@mail.example", "who may be written to at any time is, past those who wait")
        expect(count_of(server, "redress_letters_waiting", token) == 2,
               "at an hour that is not safe a letter waits; where none ever is, none is made")
        expect(count_of(server, "redress_letters_failed_total", token) == 0, "to wait is not to fail")
        server.kill()
    with configure(path, mail, tls=False) as server:
        contact = {"email": "lunch@mail.example", "safe_time": "day", "zone": zone_where_it_is(12)}
        told = server.ask("POST", "/api/v1/notices", notice("https://host.example/lunch", contact=contact))
        assert told.status == 201, told.body
        expect(mail.wait_for_letters(2)[1]["To"] == "lunch@mail.example", "in her hours a letter goes at once")
        expect(count_of(server, "redress_letters_waiting", token) == 2, "what waited still waits after a kill")
    mail.stop()


def main():
    if not EXIM:
        print("skipped: no Exim on this machine")
        return
    for part in (one_request, refused_late_and_down, untrusted, too_many, at_unsafe_hours):
        with folder() as path:
            path.chmod(0o755)
            part(path)
    print("letters: all held")


if __name__ == "__main__":
    sys.exit(main())
