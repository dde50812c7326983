"""The processes of a run: each is ended by its own id, and none is left behind."""
import subprocess
import threading


class Children:
    """Thread-safe."""

    def __init__(self):
        self.lock = threading.Lock()
        self.running = {}  # Popen -> kind
        self.killed = 0
        self.closed = False

    def start(self, kind, command, **options):
        with self.lock:
            assert not self.closed, "the run is over"
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, **options)
            self.running[process] = kind
        return process

    def wait(self, process, timeout=None):
        """The exit code; None: it still runs."""
        try:
            code = process.wait(timeout)
        except subprocess.TimeoutExpired:
            return None
        with self.lock:
            self.running.pop(process, None)
        return code

    def run(self, kind, command, kill_after=None, **options):
        """(exit code, standard output, standard error); killed after so many seconds, where it is not done by then."""
        process = self.start(kind, command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)
        try:
            out, err = process.communicate(timeout=kill_after)
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
        self.wait(process)
        return process.returncode, out, err

    def kill_one(self, rng, *kinds):
        """Kills one running process of these kinds, if there is any."""
        with self.lock:
            running = [process for process, kind in self.running.items() if kind in kinds and process.poll() is None]
            if running:
                rng.choice(running).kill()
                self.killed += 1

    def end_all(self):
        """From now on none is started either."""
        with self.lock:
            self.closed = True
            left = list(self.running)
        for process in left:
            process.kill()
            process.wait()
