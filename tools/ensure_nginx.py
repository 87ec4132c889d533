"""Finds or installs an nginx for the tests of several processes, and prints its path.

An installed one is used, else Debian's package when root on such a system. Without it
those tests are skipped and say so: exit status 0 either way. No service is started.
"""

import os
import shutil
import subprocess
import sys

from tools.replicas.processes import nginx_path


def install_nginx() -> bool:
    """Return whether Debian's package could be installed."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    if not (is_root and shutil.which("apt-get")):
        return False
    # Runlevel 1 keeps the package from starting its service.
    quiet = os.environ | {"RUNLEVEL": "1", "DEBIAN_FRONTEND": "noninteractive"}
    steps = (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "nginx-light"],
    )
    return all(subprocess.run(step, env=quiet).returncode == 0 for step in steps)


def main() -> int:
    """Print where nginx is, or that its tests will be skipped."""
    if nginx_path() is None:
        install_nginx()
    print(nginx_path() or "ensure_nginx: no nginx; the tests that need one will be left out.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
