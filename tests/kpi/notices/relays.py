"""Mail relays on this machine: a real SMTP server that keeps what it is given."""

import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.browser.harness import free_port

HERE = "127.0.0.1"
USER, PASSWORD = "kpi", "correct horse"


@dataclass(frozen=True)
class Letter:
    """One envelope: who sent it, to whom, what, and whether it came encrypted."""

    sender: str
    recipients: tuple[str, ...]
    data: bytes
    is_encrypted: bool
    greeting: str
    user: str

    @property
    def message(self) -> EmailMessage:
        found = message_from_bytes(self.data, policy=policy.default)
        assert isinstance(found, EmailMessage)
        return found

    @property
    def text(self) -> str:
        return self._body("plain")

    @property
    def html(self) -> str:
        return self._body("html")

    def _body(self, kind: Any) -> str:
        part = self.message.get_body((kind,))
        assert part is not None
        content = part.get_content()
        assert isinstance(content, str)
        return content


@dataclass
class Postbox:
    """What a relay does and keeps: it refuses some addresses, senders, or every e-mail."""

    refused: frozenset[str] = frozenset()
    refuses_sender: bool = False
    refuses_data: bool = False
    letters: list[Letter] = field(default_factory=list)

    async def handle_MAIL(  # noqa: N802 - aiosmtpd calls it so
        self, _server: Any, _session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if self.refuses_sender:
            return f"550 {address} may not send"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd calls it so
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        if address in self.refused:
            return f"550 {address} is not known here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd calls it so
        self, _server: Any, session: Any, envelope: Any
    ) -> str:
        if self.refuses_data:
            return "554 looks like an advertisement"
        self.letters.append(
            Letter(
                envelope.mail_from,
                tuple(envelope.rcpt_tos),
                bytes(envelope.content),
                session.ssl is not None,
                session.host_name,
                session.auth_data.login.decode() if session.auth_data else "",
            )
        )
        return "250 taken"


@dataclass(frozen=True)
class Certificate:
    """A certificate for this machine's own address, made by an authority of its own."""

    authority: Path
    chain: Path
    key: Path

    def context(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.chain, self.key)
        return context


def certificate(folder: Path, host: str = HERE) -> Certificate:
    """A certificate for a host, and its authority, as files."""
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Authority of the tests")])
    now = datetime.now(UTC)

    def begun(subject: x509.Name, public: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(root_name)
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()),
                critical=False,
            )
        )

    usage = x509.KeyUsage(True, False, False, False, False, True, True, False, False)
    root = (
        begun(root_name, root_key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(
            x509.SubjectKeyIdentifier.from_public_key(root_key.public_key()), critical=False
        )
        .sign(root_key, hashes.SHA256())
    )
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Relay of the tests")])
    named = x509.IPAddress(ip_address(host)) if host == HERE else x509.DNSName(host)
    leaf = (
        begun(name, key.public_key())
        .add_extension(x509.SubjectAlternativeName([named]), critical=False)
        .sign(root_key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    made = Certificate(*(folder / f"{part}.pem" for part in ("authority", "chain", "key")))
    made.authority.write_bytes(root.public_bytes(pem))
    made.chain.write_bytes(leaf.public_bytes(pem))
    made.key.write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return made


def _is_right(
    _server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any
) -> AuthResult:
    assert isinstance(data, LoginPassword)
    right = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=right, handled=False, auth_data=data if right else None)


@contextmanager
def relay(postbox: Postbox, **options: Any) -> Iterator[int]:
    """Serve a postbox; gives the port. `options` are those of aiosmtpd's `Controller`."""
    port = free_port()
    controller = Controller(postbox, hostname=HERE, port=port, **options)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


@contextmanager
def starttls_relay(postbox: Postbox, made: Certificate) -> Iterator[int]:
    """A relay that takes nothing before STARTTLS, and then only from who signs in."""
    options = {
        "tls_context": made.context(),
        "require_starttls": True,
        "auth_required": True,
        "authenticator": _is_right,
    }
    with relay(postbox, **options) as port:
        yield port


def environment(port: int, made: Certificate, folder: Path) -> Mapping[str, str]:
    """The settings of a dashboard that sends through such a relay, to four people."""
    people = folder / "people.txt"
    people.write_text("# members\n" + "".join(f"{each}\n" for each in PEOPLE), encoding="utf-8")
    return {
        "KPI_ADDRESS": "https://kpi.council.example",
        "KPI_MAIL_HOST": HERE,
        "KPI_MAIL_PORT": f"{port}",
        "KPI_MAIL_USER": USER,
        "KPI_MAIL_PASSWORD": PASSWORD,
        "KPI_MAIL_SENDER": "Performance team <performance@council.example>",
        "KPI_MAIL_LIST": str(people),
        "SSL_CERT_FILE": str(made.authority),
    }


PEOPLE = (
    "a.member@council.example",
    "b.member@council.example",
    "gone@council.example",
    "press@paper.example",
)
