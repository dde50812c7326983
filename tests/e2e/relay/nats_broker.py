"""A nats-server with JetStream for tests, and as much of a client as reads a stream back."""
import base64
import json
import pathlib
import signal
import socket
import subprocess
import tempfile

from relay_harness import free_port, wait_until


class Broker:
    """nats-server -js at one port of loopback for all its lives, its files in a folder of its own."""

    def __init__(self, *more):
        self.folder = tempfile.TemporaryDirectory()
        self.port = free_port()
        self.more = more
        self.start()

    def start(self):
        self.log = open(pathlib.Path(self.folder.name, "log"), "ab")
        self.process = subprocess.Popen(["nats-server", "-a", "127.0.0.1", "-p", str(self.port), "-js", "-sd", self.folder.name, *self.more],
                                        stdout=self.log, stderr=self.log)
        wait_until(self.answers, self.log_text)

    def answers(self):
        assert self.process.poll() is None, self.log_text()
        try:
            socket.create_connection(("127.0.0.1", self.port)).close()
        except OSError:
            return False
        return "Server is ready" in self.log_text()

    def log_text(self):
        return pathlib.Path(self.folder.name, "log").read_text(encoding="utf-8", errors="replace")[-4000:]

    @property
    def url(self):
        return f"nats://127.0.0.1:{self.port}"

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.log.close()
        # "Server is ready" is waited for anew.
        pathlib.Path(self.folder.name, "log").unlink()

    def clean_up(self):
        if self.process.poll() is None:
            self.kill()
        self.folder.cleanup()


class Client:
    """One request after the other."""

    def __init__(self, broker):
        self.socket = socket.create_connection(("127.0.0.1", broker.port))
        self.stream = self.socket.makefile("rwb")
        assert self.stream.readline().startswith(b"INFO ")
        self.stream.write(b'CONNECT {"verbose":false,"pedantic":false,"headers":true}\r\nSUB inbox 1\r\n')

    def request(self, subject, body=b""):
        self.stream.write(f"PUB {subject} inbox {len(body)}\r\n".encode() + body + b"\r\n")
        self.stream.flush()
        while True:
            line = self.stream.readline()
            assert line, "the broker closed the connection"
            if line.startswith(b"PING"):
                self.stream.write(b"PONG\r\n")
                self.stream.flush()
            if line.startswith(b"MSG "):
                answer = self.stream.read(int(line.split()[-1]) + 2)
                return json.loads(answer)

    def create_stream(self, name, subjects):
        answer = self.request(f"$JS.API.STREAM.CREATE.{name}", json.dumps({
            "name": name, "subjects": subjects, "retention": "limits", "storage": "file", "max_consumers": -1, "max_msgs": -1,
            "max_bytes": -1, "max_age": 0, "num_replicas": 1, "discard": "old"}).encode())
        assert "error" not in answer, answer

    def info(self, name):
        return self.request(f"$JS.API.STREAM.INFO.{name}")

    def messages(self, name):
        """(subject, headers, body) of every message, in the stream's order."""
        state = self.info(name)["state"]
        for sequence in range(state["first_seq"], state["last_seq"] + 1):
            message = self.request(f"$JS.API.STREAM.MSG.GET.{name}", json.dumps({"seq": sequence}).encode())["message"]
            lines = base64.b64decode(message.get("hdrs", "")).decode().split("\r\n")[1:]
            headers = dict(line.split(": ", 1) if ": " in line else line.split(":", 1) for line in lines if line)
            yield message["subject"], headers, base64.b64decode(message.get("data", ""))

    def close(self):
        self.stream.close()
        self.socket.close()
