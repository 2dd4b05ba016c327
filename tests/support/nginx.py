"""A real nginx before the service, as one that operators run: unprivileged, on a port and in a folder of its own."""

import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from string import Template

from devserver.ports import HOST
from devserver.programs import Program
from devserver.temporary_folder import TemporaryFolder
from tests.support.installed_programs import installed_program
from tests.support.servers import RunningProgram

_CONFIGURATION = Template("""
$user
daemon off;
worker_processes 1;
pid $folder/nginx.pid;
error_log stderr warn;
events { worker_connections 256; }
http {
  access_log off;
  client_body_temp_path $folder/body;
  proxy_temp_path $folder/proxy;
  fastcgi_temp_path $folder/fastcgi;
  uwsgi_temp_path $folder/uwsgi;
  scgi_temp_path $folder/scgi;
  map $$http_upgrade $$connection_upgrade { default upgrade; '' ''; }
  server {
    listen $host:$port;
    location $path/ {
      proxy_pass $upstream;
      proxy_http_version 1.1;
      proxy_buffering off;
      proxy_set_header Host $$http_host;
      proxy_set_header X-Forwarded-For $$proxy_add_x_forwarded_for;
      proxy_set_header Upgrade $$http_upgrade;
      proxy_set_header Connection $$connection_upgrade;
    }
    $elsewhere
  }
}
""")


@contextmanager
def nginx(upstream: str, port: int, *, path: str = "", strips_path: bool = False) -> Iterator[str]:
    """Passes what is below `path` on to `upstream`; yields the address, such as `http://127.0.0.1:49152`.

    `upstream` is `http://127.0.0.1:49153` or `http://unix:/run/web.sock`, `port` a reserved one. Skips the test
    without an nginx, but fails it in CI.
    """
    program = installed_program("nginx", "nginx")
    with TemporaryFolder("senturo-nginx-") as temporary:
        folder = temporary.path
        configuration = _CONFIGURATION.substitute(
            folder=folder,
            host=HOST,
            port=port,
            user="user root;" if os.geteuid() == 0 else "",  # its workers would be nobody, and not reach a socket here
            path=path,
            elsewhere="location / { return 404; }" if path else "",
            upstream=f"{upstream}/" if strips_path else upstream,
        )
        file = folder / "nginx.conf"
        file.write_text(configuration, encoding="utf-8")
        command = (program, "-p", str(folder), "-e", "stderr", "-c", str(file))
        # A master that is killed leaves its workers behind.
        with RunningProgram(
            Program("nginx", command, {}, death_signal=signal.SIGTERM, is_ready=lambda _: _listens(port))
        ):
            yield f"http://{HOST}:{port}"


def _listens(port: int) -> bool:
    try:
        with socket.create_connection((HOST, port), timeout=1):
            return True
    except OSError:
        return False
