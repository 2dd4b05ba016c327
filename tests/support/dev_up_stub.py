"""`./dev up` with small stand-ins for the product's processes, run as a script with the same arguments."""

import sys

from devserver.command_line import main
from devserver.processes import Product

WEB = """
import argparse, http.server, json, os
parser = argparse.ArgumentParser()
parser.add_argument("--host")
parser.add_argument("--port", type=int)
options, _ = parser.parse_known_args()

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(dict(os.environ)).encode())

    def log_message(self, *_):
        pass

print("web pid", os.getpid(), flush=True)
http.server.HTTPServer((options.host, options.port), Handler).serve_forever()
"""
WORKER = """
import os, signal
signal.signal(signal.SIGTERM, lambda *_: (print("worker drained", flush=True), os._exit(0)))
print("worker_ready pid", os.getpid(), flush=True)
while True:
    signal.pause()
"""
MIGRATE = """
import os, sys
sys.exit("no such table" if os.environ.get("FAIL_MIGRATION") else 0)
"""
DEMO = """
import json, os
print(json.dumps({"email": "admin@example.com", "password": os.environ["DEMO_ADMIN_PASSWORD"]}))
"""
CONSOLE = """
import os, sys
sys.exit("no Node anywhere" if os.environ.get("FAIL_CONSOLE") else 0)
"""

if __name__ == "__main__":
    stub = Product(
        migrate=("-c", MIGRATE),
        demo=("-c", DEMO),
        web=("-c", WEB),
        workers={"worker-email": ("-c", WORKER)},
        console=("-c", CONSOLE),
    )
    sys.exit(main(["up", *sys.argv[1:]], stub))
