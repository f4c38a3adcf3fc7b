# SPDX-License-Identifier: Apache-2.0
"""A real mail server for tests: Exim on a free port of this machine, with TLS, a password, and a folder of what it took."""

import email
import email.policy
import os
import pathlib
import pwd
import shutil
import subprocess

import harness

EXIM = shutil.which("exim4") or shutil.which("exim", path="/usr/sbin:/usr/bin")
PASSWORD = "open sesame"

CONFIGURATION = """
exim_user = {user}
exim_group = {group}
keep_environment =
spool_directory = {folder}/spool
log_file_path = {folder}/log/%slog
pid_file_path = {folder}/pid
primary_hostname = localhost
tls_advertise_hosts = *
tls_certificate = {folder}/cert.pem
tls_privatekey = {folder}/key.pem
daemon_smtp_ports = {port}
local_interfaces = 127.0.0.1
acl_smtp_mail = accept
acl_smtp_rcpt = receiver
acl_smtp_data = accept
begin acl
receiver:
  deny local_parts = refused
       message = no such person
  defer local_parts = later
        condition = ${{if !exists{{{folder}/later}}}}
        message = come again
  deny !authenticated = *
       condition = {wants_password}
       message = who are you
  accept
begin routers
all:
  driver = accept
  transport = folder
begin transports
folder:
  driver = appendfile
  directory = {folder}/mail
  user = {user}
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = ${{if and{{{{eq{{$auth2}}{{redress}}}}{{eq{{$auth3}}{{{password}}}}}}}}}
  server_advertise_condition = *
"""


class MailServer:
    def __init__(self, folder, wants_password=False):
        self.folder = pathlib.Path(folder)
        self.port = harness.free_port()
        own = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
        for name in ("", "spool", "log", "mail"):
            (self.folder / name).mkdir(exist_ok=True)
            (self.folder / name).chmod(0o777)
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", self.folder / "key.pem",
                        "-out", self.folder / "cert.pem", "-days", "2", "-subj", "/CN=localhost",
                        "-addext", "subjectAltName=DNS:localhost"], check=True, capture_output=True)
        (self.folder / "key.pem").chmod(0o644)
        (self.folder / "conf").write_text(CONFIGURATION.format(
            folder=self.folder, port=self.port, user=own.pw_name, group=own.pw_gid, password=PASSWORD,
            wants_password="true" if wants_password else "false"))
        self.process = None

    def start(self):
        self.process = subprocess.Popen([EXIM, "-bdf", "-C", self.folder / "conf"], stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL)
        harness.until("the mail server listens", self.is_listening)
        return self

    def is_listening(self):
        return "daemon started" in "".join(path.read_text() for path in (self.folder / "log").glob("mainlog*"))

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=20)
        for path in (self.folder / "log").glob("mainlog*"):
            path.unlink()

    def letters(self):
        """What was taken, the oldest first."""
        taken = []
        for path in sorted((self.folder / "mail").iterdir(), key=lambda one: one.stat().st_mtime_ns):
            if path.name.startswith("q"):
                taken.append(email.message_from_bytes(path.read_bytes(), policy=email.policy.default))
        return taken

    def wait_for_letters(self, count):
        harness.until(f"{count} letters arrive", lambda: len(self.letters()) >= count, 30)
        assert len(self.letters()) == count, [letter["To"] for letter in self.letters()]
        return self.letters()
