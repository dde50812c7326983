#!/usr/bin/env python3
"""hemo finds a server that was started with its defaults: both name the same address in their help.

Usage: default_address_test.py HEMOLEDGERD HEMO
"""
import os
import re
import subprocess
import sys


def defaults(option, *command):
    """The addresses on the lines of the help that tell of `option`."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith("HEMOLEDGER_")}
    text = subprocess.run(command, capture_output=True, text=True, check=True, env=clean).stdout
    told = re.search(rf"^ +{option}\b.*(?:\n(?! +-).*)?", text, re.MULTILINE)
    return set(re.findall(r"127\.0\.0\.1:\d+", told.group(0))) if told else set()


server, client = defaults("--listen", sys.argv[1], "--help"), defaults("--server", sys.argv[2], "--help")
print(f"hemoledgerd {server}, hemo {client}")
sys.exit(0 if len(server) == 1 and server == client else 1)
