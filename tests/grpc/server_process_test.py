#!/usr/bin/env python3
"""hemoledgerd as a process: flags, environment and file, what it refuses, its exit codes, and the commands for a data folder.

Usage: server_process_test.py HEMOLEDGERD CLOCK_SHIFT_LIBRARY
"""
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support" / "python"))

import grpc  # noqa: E402
from hemoledger_harness import Server, Stubs, error_info, status_service_pb2, unit_service_pb2, units_pb2  # noqa: E402

BINARY, CLOCK_SHIFT = sys.argv[1:3]


class ServerProcessTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.data = f"{self.folder.name}/data"

    def run_binary(self, *arguments, env=None):
        return subprocess.run([BINARY, *arguments], capture_output=True, text=True, timeout=60, check=False,
                              env={**os.environ, **(env or {})})

    def serve(self, *arguments, env=None):
        """Starts it; returns the process and the port, once it answers."""
        port_file = pathlib.Path(self.folder.name, "port")
        process = subprocess.Popen([BINARY, *arguments], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True,
                                   env={**os.environ, **(env or {})})
        self.addCleanup(lambda: (process.poll() is None and process.kill(), process.wait(), process.stderr.close()))
        deadline = time.monotonic() + 60
        while not port_file.exists():
            self.assertIsNone(process.poll(), "it ended")
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.01)
        return process, int(port_file.read_text())

    def stop(self, process, signal_number=signal.SIGTERM):
        process.send_signal(signal_number)
        _, log = process.communicate(timeout=60)
        return process.returncode, log

    def test_serves_by_default_and_stops_in_good_order(self):
        for stop_signal in (signal.SIGTERM, signal.SIGINT):
            process, port = self.serve("--data", self.data, "--listen", "127.0.0.1:0", "--port-file", f"{self.folder.name}/port")
            stubs = Stubs(f"127.0.0.1:{port}")
            status = stubs.status.GetStatus(status_service_pb2.GetStatusRequest(), timeout=30)
            self.assertEqual(len(status.ledger_id), 16)
            stubs.close()
            code, log = self.stop(process, stop_signal)
            self.assertEqual(code, 0, log)
            self.assertIn(f"listening on 127.0.0.1:{port}", log)
            self.assertIn("stopped", log)
            self.assertFalse(pathlib.Path(self.folder.name, "port").exists())

    def test_environment_file_and_flags_in_their_order(self):
        config = pathlib.Path(self.folder.name, "hemoledgerd.toml")
        config.write_text(f'data = "{self.folder.name}/from-file"\nlisten = "127.0.0.1:0"\nport-file = "{self.folder.name}/port"\n'
                          "stop-timeout-seconds = 3\n")
        process, _ = self.serve("serve", env={"HEMOLEDGER_CONFIG": str(config)})
        self.assertEqual(self.stop(process)[0], 0)
        self.assertTrue(pathlib.Path(self.folder.name, "from-file", "FORMAT").exists())
        process, _ = self.serve("--config", str(config), env={"HEMOLEDGER_DATA": f"{self.folder.name}/from-environment"})
        self.assertEqual(self.stop(process)[0], 0)
        self.assertTrue(pathlib.Path(self.folder.name, "from-environment", "FORMAT").exists())
        process, _ = self.serve("--config", str(config), "--data", f"{self.folder.name}/from-flag",
                                env={"HEMOLEDGER_DATA": f"{self.folder.name}/from-environment"})
        self.assertEqual(self.stop(process)[0], 0)
        self.assertTrue(pathlib.Path(self.folder.name, "from-flag", "FORMAT").exists())

    def test_wrong_usage_exits_2(self):
        config = pathlib.Path(self.folder.name, "bad.toml")
        for text, word in (("nonsense = 1\n", "nonsense"), ("data = [1]\n", "data"), ("data = \n", "line 1")):
            config.write_text(text)
            run = self.run_binary("--config", str(config), "--data", self.data)
            self.assertEqual(run.returncode, 2, run.stdout + run.stderr)
            self.assertIn(word, run.stdout + run.stderr)
        config.write_text('lisen = "127.0.0.1:0"\nport-file = "x"\nlog_level = "info"\n')
        run = self.run_binary("--config", str(config), "--data", self.data)
        self.assertEqual(run.returncode, 2)
        self.assertIn("Tệp cấu hình: không có khóa “lisen”, “log_level”. Các khóa: data, listen, port-file,", run.stderr)
        self.assertIn("Configuration file: there is no key “lisen”, “log_level”. The keys: data, listen, port-file,", run.stderr)
        self.assertNotIn("INI", run.stderr)
        for text, words in (("data = [1]\n", "giá trị của “data” phải là"), ("data = \n", "dòng 1 không phải là TOML"),
                            ("confirm-clock = 1\n", "confirm-clock chỉ ghi được trên dòng lệnh")):
            config.write_text(text)
            run = self.run_binary("--config", str(config), "--data", self.data)
            self.assertEqual(run.returncode, 2)
            self.assertIn(words, run.stderr)
            self.assertIn("Configuration file: ", run.stderr)
        self.assertEqual(self.run_binary().returncode, 2)
        self.assertEqual(self.run_binary("--data", self.data, "--no-such-flag").returncode, 2)
        run = self.run_binary("--data", self.data, "--min-free-bytes", "much")
        self.assertEqual(run.returncode, 2)
        self.assertIn('"much" is not a number of bytes', run.stderr)
        for flag, value in (("--max-connections", "0"), ("--max-receipt-streams", "many"), ("--max-streams-per-connection", "-1"),
                            ("--write-buffer-bytes", "5")):
            run = self.run_binary("--data", self.data, flag, value)
            self.assertEqual(run.returncode, 2, flag)
            self.assertIn(flag, run.stderr)
        self.assertEqual(self.run_binary("--help").returncode, 0)
        self.assertRegex(self.run_binary("--version").stdout, r"^\d+\.\d+\.\d+\n$")
        self.assertFalse(pathlib.Path(self.data).exists())

    def test_refuses_every_address_but_loopback(self):
        for address in ("0.0.0.0:0", "[::]:0", "192.0.2.1:7420", "example.org:7420", "7420"):
            run = self.run_binary("--data", self.data, "--listen", address)
            self.assertEqual(run.returncode, 2, address)
            self.assertIn(address, run.stderr)
        self.assertFalse(pathlib.Path(self.data).exists(), "refused before anything was made")

    def test_closed_standard_streams_never_become_files_of_the_ledger(self):
        port_file = pathlib.Path(self.folder.name, "port")
        process = subprocess.Popen(["/bin/sh", "-c", 'exec "$0" "$@" <&- >&- 2>&-', BINARY, "--data", self.data, "--listen",
                                    "127.0.0.1:0", "--port-file", str(port_file)])
        self.addCleanup(lambda: (process.poll() is None and process.kill(), process.wait()))
        deadline = time.monotonic() + 60
        while not port_file.exists():
            self.assertIsNone(process.poll(), "it ended")
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.01)
        for descriptor in range(3):
            # gRPC makes an eventfd before main begins; that one is no file.
            self.assertRegex(os.readlink(f"/proc/{process.pid}/fd/{descriptor}"), r"^(/dev/null|anon_inode:\[eventfd\])$")
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(timeout=60), 0)
        self.assertEqual(self.run_binary("fsck", "--data", self.data).returncode, 0)

    def test_a_folder_in_use_is_refused(self):
        server = Server(BINARY)
        self.addCleanup(server.clean_up)
        for command in ("serve", "fsck", "repair-tail"):
            run = self.run_binary(command, "--data", server.data, "--listen", "127.0.0.1:0")
            self.assertEqual(run.returncode, 1, command)
            self.assertIn("in use", run.stderr, command)
        stubs = Stubs(server.address)
        stubs.status.GetStatus(status_service_pb2.GetStatusRequest(), timeout=30)
        stubs.close()
        self.assertEqual(server.stop(), 0)

    def test_a_port_in_use_is_refused(self):
        server = Server(BINARY)
        self.addCleanup(server.clean_up)
        run = self.run_binary("--data", self.data, "--listen", server.address)
        self.assertEqual(run.returncode, 1)
        self.assertIn(server.address, run.stderr)
        self.assertIn("in use, another process listens on it", run.stderr)
        self.assertIn("choose another port with --listen", run.stderr)
        self.assertEqual(server.stop(), 0)

    def test_a_folder_of_another_format_is_refused(self):
        server = Server(BINARY)
        self.addCleanup(server.clean_up)
        self.assertEqual(server.stop(), 0)
        format_file = pathlib.Path(server.data, "FORMAT")
        original = format_file.read_bytes()
        format_file.write_bytes(original.replace(b"1", b"999"))
        for command in ("serve", "fsck", "repair-tail"):
            run = self.run_binary(command, "--data", server.data, "--listen", "127.0.0.1:0")
            self.assertEqual(run.returncode, 1, command)
            self.assertIn("format", run.stderr.lower(), command)
        format_file.write_bytes(original)
        self.assertEqual(self.run_binary("fsck", "--data", server.data).returncode, 0)

    def test_nearly_full_disk_refuses_writes_and_reads_go_on(self):
        process, port = self.serve("--data", self.data, "--listen", "127.0.0.1:0", "--port-file", f"{self.folder.name}/port",
                                   "--min-free-bytes", str(1 << 60))
        stubs = Stubs(f"127.0.0.1:{port}")
        opened = units_pb2.UnitChanged(opened=units_pb2.UnitOpened(unit_id="vn", kind=units_pb2.UNIT_KIND_NATION, name="Việt Nam"))
        with self.assertRaises(grpc.RpcError) as caught:
            stubs.units.ChangeUnits(unit_service_pb2.ChangeUnitsRequest(request_id="u", changes=[opened]), timeout=30)
        self.assertEqual(caught.exception.code(), grpc.StatusCode.RESOURCE_EXHAUSTED)
        reason, fields = error_info(caught.exception)
        self.assertEqual((reason, fields["needed_bytes"]), ("DISK_NEARLY_FULL", str(1 << 60)))
        status = stubs.status.GetStatus(status_service_pb2.GetStatusRequest(), timeout=30)
        self.assertEqual(status.write_state, status_service_pb2.WRITE_STATE_DISK_NEARLY_FULL)
        stubs.close()
        self.assertEqual(self.stop(process)[0], 0)

    def test_fsck_of_a_sound_folder_and_of_none(self):
        server = Server(BINARY)
        self.addCleanup(server.clean_up)
        stubs = Stubs(server.address)
        opened = units_pb2.UnitChanged(opened=units_pb2.UnitOpened(unit_id="vn", kind=units_pb2.UNIT_KIND_NATION, name="Việt Nam"))
        stubs.units.ChangeUnits(unit_service_pb2.ChangeUnitsRequest(request_id="u", changes=[opened]), timeout=30)
        stubs.close()
        self.assertEqual(server.stop(), 0)
        first = server.fsck()
        self.assertEqual(first.returncode, 0, first.stdout + first.stderr)
        self.assertIn("2 events", first.stdout)
        self.assertIn("sound", first.stdout)
        self.assertEqual(server.fsck().stdout, first.stdout, "it changes nothing")
        self.assertEqual(self.run_binary("fsck", "--data", self.data).returncode, 1)
        self.assertFalse(pathlib.Path(self.data).exists(), "fsck makes nothing")

    def test_repair_tail_with_nothing_to_do(self):
        server = Server(BINARY)
        self.addCleanup(server.clean_up)
        self.assertEqual(server.stop(), 0)
        before = server.fsck().stdout
        repair = self.run_binary("repair-tail", "--data", server.data)
        self.assertEqual(repair.returncode, 0, repair.stderr)
        self.assertIn("nothing was changed", repair.stdout)
        self.assertEqual(server.fsck().stdout, before)

    def write_unit(self, port, unit_id):
        """Returns None, or the refusal's reason."""
        stubs = Stubs(f"127.0.0.1:{port}")
        opened = units_pb2.UnitChanged(opened=units_pb2.UnitOpened(unit_id=unit_id, kind=units_pb2.UNIT_KIND_NATION, name="Việt Nam"))
        try:
            stubs.units.ChangeUnits(unit_service_pb2.ChangeUnitsRequest(request_id=unit_id, changes=[opened]), timeout=30)
            return None
        except grpc.RpcError as error:
            return error_info(error)[0]
        finally:
            stubs.close()

    def test_a_clock_behind_the_last_event_is_confirmed_by_a_person(self):
        arguments = ("--data", self.data, "--listen", "127.0.0.1:0", "--port-file", f"{self.folder.name}/port")
        ahead = {"LD_PRELOAD": CLOCK_SHIFT, "CLOCK_SHIFT_SECONDS": "600"}
        process, port = self.serve(*arguments, env=ahead)
        self.assertIsNone(self.write_unit(port, "a"))
        self.assertEqual(self.stop(process)[0], 0)

        # The clock was set right: it is ten minutes behind what was recorded.
        process, port = self.serve(*arguments)
        self.assertEqual(self.write_unit(port, "b"), "CLOCK_STOPPED")
        code, log = self.stop(process)
        self.assertEqual(code, 0)
        self.assertIn("nothing is written", log)

        process, port = self.serve(*arguments, "--confirm-clock")
        self.assertIsNone(self.write_unit(port, "b"))
        code, log = self.stop(process)
        self.assertIn("the clock is confirmed", log)
        fsck = self.run_binary("fsck", "--data", self.data)
        self.assertIn("4 events", fsck.stdout)
        self.assertEqual(fsck.returncode, 0, "record times do not go back")

        process, port = self.serve(*arguments, env=ahead)
        self.assertIsNone(self.write_unit(port, "c"))
        self.assertEqual(self.stop(process)[0], 0)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
