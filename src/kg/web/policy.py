"""What a page may do in a browser: show itself in its own style, and ask the site it came from.

Must not know: what pages show, HTTP libraries.
"""

import base64
import hashlib


def policy(style: str, *, asks: bool = False) -> str:
    """Return the Content-Security-Policy of a page with *style*, which *asks* by a form or not.

    >>> policy("")
    "default-src 'none'; style-src 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='; \
base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    """
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    asked = "'self'" if asks else "'none'"
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; "
        f"form-action {asked}; frame-ancestors 'none'"
    )
