"""Two servers and a worker on one PostgreSQL, beside one server: what they take, and what is left when one is killed.

scripts/with-postgres python3 bench/two_servers.py target/release/liemchinh

Reports are filed by two processes of sixteen clients each, every one under a key of its own, tried again at the other server
where one does not answer. At the end every receipt that was given out is looked up, and what must be there once is counted.
"""

import http.client
import json
import multiprocessing
import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
import uuid

SECONDS = 10
REPORT = {
    "kind": "conduct_feedback", "reporter_type": "resident", "category": "late", "unit": "TN.STNMT",
    "text": "Hồ sơ của tôi quá hẹn mà không có thông báo nào.",
    "contact": {"name": "Nguyễn Văn Thử", "phone": "0900 000 001"},
    "consent_version": "2024-03", "truthful": True,
}
CONFIG = """database_url = "{url}"
key_file = "keys"
listen = "127.0.0.1:0"
[log]
filter = "off"
[mail]
transport = "directory"
folder = "mail"
[limits]
submit = {{ count = 0, seconds = 1 }}
lookup = {{ count = 0, seconds = 1 }}
"""
DATA = pathlib.Path(__file__).resolve().parent.parent / "data"


class Site:
    """A service of its own on a database of its own."""

    def __init__(self, binary, server):
        self.binary, self.admin = os.path.abspath(binary), server
        self.url = f"{server.rsplit('/', 1)[0]}/two_{uuid.uuid4().hex[:8]}"
        self.folder = tempfile.mkdtemp()
        self.sql(f"CREATE DATABASE {self.url.rsplit('/', 1)[1]}", server)
        (pathlib.Path(self.folder) / "liemchinh.toml").write_text(CONFIG.format(url=self.url))
        for command in (["keys", "init"], ["migrate"], ["import", str(DATA)]):
            self.run(*command)

    def command(self, *words):
        return [self.binary, "--config", "liemchinh.toml", *words]

    def run(self, *words):
        done = subprocess.run(self.command(*words), cwd=self.folder, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    def sql(self, query, url=None):
        words = ["psql", "-X", "-At", "-d", url or self.url, "-c", query]
        return subprocess.run(words, capture_output=True, text=True, check=True).stdout.strip()

    def start(self, *words):
        """A process, and where it listens if it serves."""
        out = subprocess.PIPE if words[0] == "serve" else subprocess.DEVNULL
        started = subprocess.Popen(self.command(*words), cwd=self.folder, stdout=out, stderr=subprocess.STDOUT, text=True)
        if words[0] != "serve":
            return started, None
        line = next(line for line in started.stdout if "listening on" in line)
        threading.Thread(target=lambda: list(started.stdout), daemon=True).start()
        return started, line.split()[-1].split("//")[-1]


def client(addresses, first, until, got):
    body, address, connection = json.dumps(REPORT).encode(), addresses[first % len(addresses)], None
    while time.time() < until:
        head = {"Content-Type": "application/json", "Idempotency-Key": uuid.uuid4().hex}
        for _ in range(40):
            try:
                connection = connection or http.client.HTTPConnection(address, timeout=10)
                connection.request("POST", "/api/v1/reports", body, head)
                answer = connection.getresponse()
                said = answer.read()
                if answer.status in (200, 201):
                    got.append(json.loads(said)["receipt"])
                    break
            except (OSError, http.client.HTTPException):
                connection, address = None, random.choice(addresses)
            time.sleep(0.02)


def clients(addresses, offset, queue):
    got, until = [], time.time() + SECONDS
    each = [threading.Thread(target=client, args=(addresses, offset + n, until, got)) for n in range(16)]
    for one in each:
        one.start()
    for one in each:
        one.join()
    queue.put(got)


def load(name, addresses, half_way=None):
    queue = multiprocessing.Queue()
    both = [multiprocessing.Process(target=clients, args=(addresses, n, queue)) for n in range(2)]
    for one in both:
        one.start()
    if half_way:
        time.sleep(SECONDS / 2)
        half_way()
    got = [receipt for _ in both for receipt in queue.get()]
    for one in both:
        one.join()
    print(f"{name}: {len(got) / SECONDS:.0f}/s")
    return got


def main():
    site = Site(sys.argv[1], os.environ["TEST_POSTGRES_URL"])
    alone, address = site.start("serve")
    given = load("one server with its worker", [address])
    alone.terminate()
    alone.wait()
    (first, one), (second, two) = site.start("serve", "--no-worker"), site.start("serve", "--no-worker")
    worker, _ = site.start("worker")
    given += load("two servers and a worker", [one, two])
    given += load("one of them killed half way", [one, two], lambda: os.kill(second.pid, signal.SIGKILL))

    lost, connection = 0, http.client.HTTPConnection(one)
    for receipt in given:
        connection.request("GET", "/api/v1/report", headers={"Authorization": f"Receipt {receipt}"})
        answer = connection.getresponse()
        answer.read()
        lost += answer.status != 200
    print(f"{len(given)} acknowledged, {lost} lost, {len(given) - len(set(given))} given out twice")
    filed = site.sql("SELECT count(*) FROM ledger_entries WHERE metric = 'filed'")
    twice = site.sql(
        "SELECT count(*) FROM (SELECT 1 FROM outbox GROUP BY case_id, recipient_kind, recipient_id, template "
        "HAVING count(*) > 1) AS twice"
    )
    print(f"{site.sql('SELECT count(*) FROM cases')} cases, {filed} counted as filed, {twice} mails owed twice")
    print(site.run("stats", "verify"))
    for process in (first, worker):
        process.terminate()
        process.wait()
    second.wait()
    site.sql(f"DROP DATABASE {site.url.rsplit('/', 1)[1]}", site.admin)


if __name__ == "__main__":
    main()
