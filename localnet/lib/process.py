"""A program that outlives the one that started it."""

import os
import signal
import subprocess
import time


class Process:
    """A file keeps its pid *and* its start time: a later program with the same pid is never taken for it."""

    def __init__(self, record):
        self.record = record

    def launch(self, command, log, variables):
        """Variables are added to those of this program."""
        with open(log, "ab") as output:
            child = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                env=os.environ | variables,
            )
        _, started = _look(child.pid)
        self.record.write_text(f"{child.pid} {started}\n")

    def pid(self):
        """The pid if the program still runs or is paused, else None."""
        try:
            pid, started = self.record.read_text().split()
            state, now = _look(int(pid))
        except (OSError, ValueError):
            return None
        return int(pid) if started == now and state not in "ZX" else None

    def state(self):
        """`running`, `paused` or `stopped`."""
        pid = self.pid()
        if pid is None:
            return "stopped"
        return "paused" if _look(pid)[0] == "T" else "running"

    def signal(self, number):
        """Whether there was a program to send it to."""
        pid = self.pid()
        if pid is None:
            return False
        os.kill(pid, number)
        return True

    def ended(self, seconds):
        """Waits for the end; whether it came."""
        deadline = time.monotonic() + seconds
        while self.pid() is not None:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.05)
        return True


def stop(processes, grace=15):
    """Ends programs, all at once, gently and then not."""
    for process in processes:
        process.signal(signal.SIGTERM)
        process.signal(signal.SIGCONT)  # a paused program would never see the first signal
    for process in processes:
        if not process.ended(grace):
            process.signal(signal.SIGKILL)
            process.ended(grace)
        process.record.unlink(missing_ok=True)


def _look(pid):
    """The state's letter and the start time of a pid, in clock ticks since the machine's start."""
    with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as stat:
        fields = stat.read().rpartition(")")[2].split()
    return fields[0], fields[19]
