"""What production runs with: settings in force, nginx, systemd, container, packages, documents."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from dockerfile_parse import DockerfileParser
from packaging.markers import Marker
from packaging.utils import canonicalize_name
from streamlit import config

from kpi.publishing.uploads import MOST_MEGABYTES
from server import message_limits
from tests import patience
from tools import licences
from tools.replicas.processes import (
    ReplicaError,
    ReplicaPlan,
    complaint,
    nginx_path,
    render,
    written,
)
from tools.test_versions import VERSIONS

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"

IN_FORCE = {
    "server.enableCORS": True,
    "server.corsAllowedOrigins": [],
    "server.enableXsrfProtection": True,
    "server.xsrfCookieSameSite": "strict",
    "server.trustedUserHeaders": {},
    "server.maxUploadSize": 5,
    "server.maxMessageSize": 3,
    "server.maxWidgetStateSize": 1,
    "server.websocketPingInterval": 30,
    "server.disconnectedSessionTTL": 120,
    "server.enableWebsocketCompression": False,
    "server.enableStaticServing": False,
    "server.enableAgentApi": False,
    "server.scriptHealthCheckEnabled": False,
    "server.fileWatcherType": "none",
    "server.runOnSave": False,
    "server.sslCertFile": None,
    "browser.gatherUsageStats": False,
    "client.showErrorDetails": "none",
    "client.allowedOrigins": [],
    "client.showErrorLinks": False,
    "client.toolbarMode": "minimal",
    "client.disableDataExport": True,
    "logger.hideWelcomeMessage": True,
    "runner.postScriptGC": False,
    "global.developmentMode": False,
}


@pytest.mark.parametrize("name", IN_FORCE)
def test_setting_in_force(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    config.get_config_options(force_reparse=True)
    assert config.get_option(name) == IN_FORCE[name]


def test_every_setting_of_the_file_is_one_that_streamlit_knows() -> None:
    sections = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
    known = set(config.get_config_options())
    named = {f"{section}.{name}" for section, names in sections.items() for name in names}
    assert named - known == set()


def test_the_documented_way_to_name_hosts_names_them() -> None:
    """Streamlit takes the variable apart at spaces; a list as TOML writes it would be one name."""
    written = re.search(
        r"`STREAMLIT_SERVER_ALLOWED_HOSTS=(\S+)`",
        (ROOT / "docs" / "deploying.md").read_text("utf-8"),
    )
    assert written
    shown = subprocess.run(
        [sys.executable, "-m", "streamlit", "config", "show"],
        cwd=ROOT,
        env={**os.environ, "STREAMLIT_SERVER_ALLOWED_HOSTS": f"{written[1]} kpi.example.org"},
        capture_output=True,
        text=True,
        check=True,
        timeout=patience.seconds(60),
    ).stdout
    named = re.search(r"^allowedHosts = (\[.*?\])", shown, re.MULTILINE | re.DOTALL)
    assert named
    assert tomllib.loads(f"a = {named[1]}") == {"a": ["kpi.council.example", "kpi.example.org"]}


def test_limits_of_messages_agree() -> None:
    assert (
        config.get_option("server.maxWidgetStateSize") * 1_000_000 >= message_limits.LARGEST_MESSAGE
    )
    assert config.get_option("server.maxWidgetStateSize") <= config.get_option(
        "server.maxMessageSize"
    )


def test_upload_limits_agree() -> None:
    assert config.get_option("server.maxUploadSize") >= MOST_MEGABYTES
    assert ReplicaPlan((1,), "80").upload_megabytes == config.get_option("server.maxUploadSize")
    assert "client_max_body_size 5184k;" in render(ReplicaPlan((1,), "80"))


@pytest.mark.skipif(nginx_path() is None, reason="nginx is not installed")
@pytest.mark.parametrize("base", ["", "kpi", "/deep/er/"])
@pytest.mark.parametrize("count", [1, 2, 5])
def test_nginx_takes_the_template(tmp_path: Path, base: str, count: int) -> None:
    plan = ReplicaPlan(
        tuple(range(8501, 8501 + count)), "127.0.0.1:8499", base, "kpi.example", secure=True,
        access_log=str(tmp_path / "a.log"), error_log=str(tmp_path / "e.log"),
    )  # fmt: skip
    assert complaint(written(plan, tmp_path)) == ""
    text = render(plan)
    assert "; Secure" in text
    assert not re.search(r"@[A-Z_]+@", text)


def test_nginx_adds_no_frame_header_to_what_the_app_lets_others_frame() -> None:
    """Such an answer has a policy and no X-Frame-Options; nginx's own answers have neither."""
    asked = re.search(r'^map "([^"]*)" \$kpi_frames \{ "" DENY; default ""; \}$', render(
        ReplicaPlan((8501,), "80")), re.MULTILINE)  # fmt: skip
    assert asked
    assert asked[1] == "$upstream_http_x_frame_options$upstream_http_content_security_policy"


@pytest.mark.skipif(nginx_path() is None, reason="nginx is not installed")
def test_nginx_refuses_a_damaged_file(tmp_path: Path) -> None:
    main = written(
        ReplicaPlan(
            (8501,), "127.0.0.1:8499", access_log=str(tmp_path / "a"), error_log=str(tmp_path / "e")
        ),
        tmp_path,
    )
    site = tmp_path / "kpi.conf"
    site.write_text(site.read_text("utf-8").replace("proxy_pass", "proxy_past"), "utf-8")
    assert "proxy_past" in complaint(main)


def test_bad_base_paths_and_unknown_marks_are_refused() -> None:
    for base in ("a b", "x;return 200", "../x", 'x"'):
        with pytest.raises(ReplicaError, match="not a base path"):
            render(ReplicaPlan((8501,), "80", base))
    with pytest.raises(ReplicaError, match="@NOBODY@"):
        render(ReplicaPlan((8501,), "80"), "x @NOBODY@")


def test_container_file_is_hardened() -> None:
    with (DEPLOY / "Containerfile").open("rb") as stream:
        found = DockerfileParser(fileobj=stream).structure
    by_name: dict[str, list[str]] = {}
    for step in found:
        by_name.setdefault(step["instruction"], []).append(step["value"])
    assert by_name["USER"][-1].isdigit()
    assert by_name["USER"][-1] != "0"
    assert "--require-hashes" in " ".join(by_name["RUN"])
    assert "/api/ready" in by_name["HEALTHCHECK"][0]
    assert "ADD" not in by_name
    for value in by_name["COPY"]:
        source = value.split()[-2].strip("[],\"'")
        assert source.startswith("/") or (ROOT / source).exists(), source
    ignored = (ROOT / ".containerignore").read_text("utf-8").splitlines()
    assert "*" in ignored
    assert not any("secrets" in line for line in ignored if line.startswith("!"))


def test_unit_is_hardened_and_ends_in_time() -> None:
    lines = (DEPLOY / "kpi@.service").read_text("utf-8").splitlines()
    for line in ("NoNewPrivileges=yes", "ProtectSystem=strict", "CapabilityBoundingSet=",
                 "TimeoutStopSec=10", "User=kpi", "PartOf=kpi.target"):  # fmt: skip
        assert line in lines


# ---- packages ----------------------------------------


def test_the_list_of_packages_is_what_is_locked_and_allowed() -> None:
    listed = licences.listed(licences.LIST.read_text("utf-8"))
    assert sorted(listed) == licences.locked()
    assert len(listed) > 40
    assert [name for name, found in listed.items() if not licences.is_allowed(found)] == []
    assert {name: licences.licence(name) for name in ("streamlit", "polars", "scipy")}.items() <= (
        listed.items()
    )


@pytest.mark.parametrize("odd", ["GPL-3.0-only", "MIT AND GPL-3.0-only", "", "Proprietary"])
def test_other_licences_are_refused(odd: str) -> None:
    assert not licences.is_allowed(odd)
    assert licences.is_allowed("GPL-2.0-only OR MIT")


def test_every_locked_package_has_checksums() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        entries = re.split(r"\n(?=[\w.-]+==)", (ROOT / name).read_text("utf-8"))[1:]
        assert entries
        assert [e.split("==")[0] for e in entries if "--hash=sha256:" not in e] == []


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("system", ["linux", "darwin", "win32"])
@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_the_locked_lists_hold_for_each_version_and_system(
    name: str, system: str, version: str
) -> None:
    """Each package once, with hashes, and every dependency that we chose among them."""
    here = {
        "python_version": version,
        "python_full_version": f"{version}.1",
        "sys_platform": system,
        "platform_python_implementation": "CPython",
        "implementation_name": "cpython",
    }
    held = {
        package: sum(not marker or Marker(marker).evaluate(here) for marker in asked)
        for package, asked in licences.markers((ROOT / name).read_text("utf-8")).items()
    }
    assert max(held.values()) == 1
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = list(project["dependencies"])
    if name == "requirements-dev.txt":
        wanted += project["optional-dependencies"]["dev"]
    chosen = [canonicalize_name(re.split(r"[\[<>=]", each)[0]) for each in wanted]
    assert {package: held.get(package) for package in chosen} == dict.fromkeys(chosen, 1)


# ---- documents ----------------------------------------


def settings_read() -> set[str]:
    """Every setting of ours that the code names."""
    files = [
        ROOT / "app.py",
        *(p for d in ("kpi", "server", "pages") for p in (ROOT / d).rglob("*.py")),
    ]
    return {s for f in files for s in re.findall(r'"(KPI_[A-Z_]+)"', f.read_text("utf-8"))}


def test_every_setting_is_documented_and_every_documented_one_is_read() -> None:
    text = (ROOT / "docs" / "deploying.md").read_text("utf-8")
    documented = set(re.findall(r"^\| `(KPI_[A-Z_]+)`", text, re.MULTILINE))
    assert settings_read() >= {"KPI_HOME", "KPI_STORE", "KPI_LOG"}
    assert documented == settings_read()


@pytest.mark.parametrize("name", ["security", "deploying", "dependencies"])
def test_tests_and_files_that_a_document_names_exist(name: str) -> None:
    text = (ROOT / "docs" / f"{name}.md").read_text("utf-8")
    named = re.findall(r"`((?:tests|deploy|tools|kpi|pages|docs)/[\w./@-]+)`", text)
    assert named or name == "dependencies"
    assert [path for path in named if not (ROOT / path).exists()] == []
