"""The HTTP responses around Streamlit: the first HTML, security headers and compressed assets.

Streamlit sends `<title>Streamlit</title>`, `lang="en"`, no security headers and an uncompressed
10 MB front end. `Front` wraps it and changes that, without touching the installed package.
"""

import base64
import gzip
import hashlib
import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import streamlit
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config

from kpi.notices.atom_feed import MEDIA_TYPE, NAME
from kpi.service import description, heading
from server import message_limits, preload
from server.embedding import framing
from server.static import conditional_requests
from server.static.assets import Assets, coding_for
from server.static.fonts import FontSubset

NO_SCRIPT = (
    "<p>This dashboard needs JavaScript. Without it, ask the performance team for the committee "
    "paper, which holds the same figures.</p>"
)
STATIC_ROOT = Path(streamlit.__file__).parent.joinpath("static")
PAGES = Path(__file__).resolve().parents[1] / "pages"
STYLES = PAGES / "templates" / "styles"
FIRST_SCRIPTS = (
    PAGES / "browser" / "menu_steps.js",
    PAGES / "browser" / "native_sanitiser.js",
)
CLEANER = "STREAMLITS-CLEANER"  # stands in our script for the file name of Streamlit's own

_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_NO_SCRIPT_BLOCK = re.compile(r"<noscript>.*?</noscript>", re.DOTALL)
_COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)
_LEADING_COMMENT = re.compile(r"\A\s*<!--.*?-->\s*", re.DOTALL)


@dataclass(frozen=True)
class Shell:
    """The HTML page that every address returns, and its content security policy."""

    original: bytes
    body: bytes
    zipped: bytes
    etag: str
    policy: str


def read_shell(index: Path, fonts: Sequence[FontSubset] = (), below: str = "") -> Shell:
    """Return the installed `index.html` with our changes, and its content security policy.

    It preloads the smaller of `fonts` instead of the whole one, and the scripts that every page
    needs. `below` is the base path, under which it names the feed.

    Raises RuntimeError naming the part that is not as expected, so that a new Streamlit release
    cannot silently bring back its own title or an unlisted inline script.
    """
    original = index.read_bytes()
    text = _LEADING_COMMENT.sub("", original.decode("utf-8"))
    # In the HTML itself, so that a visitor in dark mode sees no dark page before the style sheet.
    scheme = '<meta name="color-scheme" content="only light" />'
    title = f"<title>{html.escape(heading(), quote=False)}</title>"
    about = f'<meta name="description" content="{html.escape(description())}" />'
    feed = (
        f'<link rel="alternate" type="{MEDIA_TYPE}" title="New reports and corrections" '
        f'href="{html.escape(below)}/{NAME}" />'
    )
    text = _replace_once(text, '<html lang="en">', '<html lang="en-GB">')
    text = _replace_once(
        text, "<title>Streamlit</title>", f"{title}\n    {about}\n    {scheme}\n    {feed}"
    )
    text = _replace_once(
        text, _NO_SCRIPT_BLOCK.findall(text)[0], f"<noscript>{NO_SCRIPT}</noscript>"
    )
    # At the end, so that it follows the rules that Streamlit's front end makes at run time.
    text = _replace_once(text, "</body>", f"<style>{_style(STYLES)}</style>\n  </body>")
    scripts = index.parent.joinpath("static", "js")
    ahead = preload.links(scripts, text)
    # In the HTML, so that they stand before the front end takes the browser's history into use,
    # and before any markup comes.
    first = "".join(f"<script>{_script(file)}</script>" for file in FIRST_SCRIPTS)
    first = _replace_once(first, CLEANER, preload.script(scripts, "purify.es"))
    text = _replace_once(text, "</head>", f"{first}{ahead}</head>")
    for font in fonts:
        text = text.replace(f'/static/media/{font.name}"', f'/static/media/{font.address}"')
    body = text.encode("utf-8")
    return Shell(
        original=original,
        body=body,
        zipped=gzip.compress(body, mtime=0),
        etag=f'"{hashlib.sha256(body).hexdigest()[:32]}"',
        policy=content_security_policy(_INLINE_SCRIPT.findall(text)),
    )


def _style(folder: Path) -> str:
    """Return our style sheet: its parts in the order of their names, without comments."""
    parts = [file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.css"))]
    text = _COMMENT.sub("", "".join(parts))
    if "<" in text:
        raise RuntimeError("a style sheet should hold no '<', as it stands inside the page's HTML")
    return text


def _script(file: Path) -> str:
    """Return a script of ours without comments, to stand inside the page's HTML."""
    text = _COMMENT.sub("", file.read_text(encoding="utf-8"))
    if "<" in text:
        raise RuntimeError("a script should hold no '<', as it stands inside the page's HTML")
    return text


def _replace_once(text: str, old: str, new: str) -> str:
    if text.count(old) != 1:
        raise RuntimeError(f"Streamlit's index.html should hold {old!r} once: has it been updated?")
    return text.replace(old, new)


def content_security_policy(inline_scripts: list[str]) -> str:
    """Return a policy that lets the page run its own scripts and connect to this server only.

    Styles may be inline because Streamlit's front end makes its rules at run time. No page may
    frame it, our own included: nothing here needs a frame, and an officer's buttons never stand in
    somebody else's page.
    """
    hashes = " ".join(f"'sha256-{_digest(script)}'" for script in inline_scripts)
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' {hashes}".strip(),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")


def security_headers(policy: str) -> dict[str, str]:
    """Return the headers of every response. HTTPS itself, and its header, belong to the proxy."""
    return {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "Cross-Origin-Resource-Policy": "same-origin",
    }


def is_foreign(request: Headers) -> bool:
    """Return whether another site's page requests a connection that settings do not allow.

    Streamlit refuses it too, but first finds out this machine's public address from a host of its
    own choice: a stranger could make the server send requests.
    """
    origin = request.get("origin")
    if origin is None or urlsplit(origin).netloc == request.get("host"):
        return False
    if not config.get_option("server.enableCORS"):
        return False
    return origin not in config.get_option("server.corsAllowedOrigins")


class Front:
    """ASGI middleware: our shell instead of Streamlit's, headers on all, assets compressed."""

    def __init__(
        self,
        app: ASGIApp,
        base_url: str = "",
        root: Path = STATIC_ROOT,
        framing_sites: Sequence[str] = (),
    ) -> None:
        prefix = base_url.strip("/")
        self._app = app
        below = f"/{prefix}" if prefix else ""
        self._assets = Assets(root, below)
        self._shell = read_shell(root.joinpath("index.html"), self._assets.fonts, below)
        self._headers = security_headers(self._shell.policy)
        self._framed = framing.headers(self._headers, framing_sites)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send assets from memory; let Streamlit answer the rest, and complete its responses."""
        if scope["type"] == "websocket" and is_foreign(Headers(scope=scope)):
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] == "websocket":
            await self._app(scope, message_limits.bounded(receive, send), send)
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if scope["method"] in ("GET", "HEAD"):
            query = scope["query_string"].decode("latin-1")
            sent = await self._assets.sent(scope["path"], query, Headers(scope=scope))
            if sent is not None:
                await self._send_asset(scope, *sent, send)
                return
        headers = self._headers
        if self._assets.holds(scope["path"]):
            headers = {**headers, "Vary": "Accept-Encoding"}
        finisher = _Finisher(self._shell, (headers, self._framed), scope, send)
        await self._app(scope, receive, finisher)

    async def _send_asset(
        self, scope: Scope, body: bytes, about: dict[str, str], send: Send
    ) -> None:
        length = {"Content-Length": f"{len(body)}"}
        headers = MutableHeaders({**self._headers, **about, **length})
        await send({"type": "http.response.start", "status": 200, "headers": headers.raw})
        await send({"type": "http.response.body", "body": _unless_head(scope, body)})


class _Finisher:
    """Wraps `send` for one request: adds the headers and swaps Streamlit's shell for ours.

    `headers` are those of every answer, and those of one that other sites may frame.
    """

    def __init__(
        self,
        shell: Shell,
        headers: tuple[dict[str, str], dict[str, str]],
        scope: Scope,
        send: Send,
    ) -> None:
        self._shell = shell
        self._headers, self._framed = headers
        self._scope = scope
        self._send = send
        self._held: Message | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=message["headers"])
            # By what the answer itself says, not by its address: whatever else is answered below
            # /embed/, such as Streamlit's page for an unknown address, stays unframed.
            may_be_framed = framing.MARK in headers
            del headers[framing.MARK]
            headers.update(self._framed if may_be_framed else self._headers)
            message["headers"] = headers.raw
            if message["status"] == 200 and headers.get("content-type", "").startswith("text/html"):
                self._held = message
                return
        elif message["type"] == "http.response.body" and self._held is not None:
            self._body = b"".join((self._body, message.get("body", b"")))
            if not message.get("more_body", False):
                await self._release(self._held)
            return
        await self._send(message)

    async def _release(self, start: Message) -> None:
        headers = MutableHeaders(raw=start["headers"])
        if not self._is_streamlits_shell(headers):
            await self._send(start)
            await self._send({"type": "http.response.body", "body": self._body})
            return
        request = Headers(scope=self._scope)
        zipped = coding_for(request, ("gzip",)) == "gzip"
        body = self._shell.zipped if zipped else self._shell.body
        for name in ("content-encoding", "last-modified", "accept-ranges", "content-length"):
            del headers[name]
        headers["ETag"] = self._shell.etag
        headers["Cache-Control"] = "no-cache"
        headers["Vary"] = "Accept-Encoding"
        sent = ",".join(request.getlist("if-none-match"))
        if conditional_requests.is_known(self._shell.etag, sent) or conditional_requests.is_any(
            sent
        ):
            await self._send({**start, "status": 304, "headers": headers.raw})
            await self._send({"type": "http.response.body", "body": b""})
            return
        if zipped:
            headers["Content-Encoding"] = "gzip"
        headers["Content-Length"] = f"{len(body)}"
        await self._send({**start, "headers": headers.raw})
        await self._send({"type": "http.response.body", "body": _unless_head(self._scope, body)})

    def _is_streamlits_shell(self, headers: MutableHeaders) -> bool:
        if self._scope["method"] == "HEAD":
            return headers.get("content-length") == f"{len(self._shell.original)}"
        is_zipped = headers.get("content-encoding") == "gzip"
        return (gzip.decompress(self._body) if is_zipped else self._body) == self._shell.original


def _unless_head(scope: Scope, body: bytes) -> bytes:
    return b"" if scope["method"] == "HEAD" else body
