"""Which tenants, apps and accounts of a fake Microsoft go together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph_wire_tokens import PERSONAL, Account, App, failed
from wire_answers import Answer, said

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def metadata(accounts: Iterable[Account], tenant: str, root: str) -> Answer:
    """Answer what the endpoints of a tenant are."""
    check_tenant(accounts, tenant)
    base = f"{root}/{tenant}/oauth2/v2.0"
    named = {"common": "{tenantid}", "organizations": "{tenantid}", "consumers": PERSONAL}
    return said(
        {
            "authorization_endpoint": f"{base}/authorize",
            "token_endpoint": f"{base}/token",
            "device_authorization_endpoint": f"{base}/devicecode",
            "end_session_endpoint": f"{base}/logout",
            "issuer": f"{root}/{named.get(tenant, tenant)}/v2.0",
            "response_modes_supported": ["query", "fragment", "form_post"],
        }
    )


def check_tenant(accounts: Iterable[Account], tenant: str) -> None:
    """Refuse a tenant that nobody has."""
    known = {name for one in accounts for name in (one.tenant, one.domain)}
    if tenant not in known - {""} | {"common", "organizations", "consumers", PERSONAL}:
        raise failed("invalid_tenant", 90002, f"Tenant '{tenant}' not found.")


def check_app(apps: Mapping[str, App], client: str, tenant: str) -> App:
    """Refuse an app that is not there, or not for this tenant."""
    app = apps.get(client)
    if app is None or app.deleted:
        words = f"Application with identifier '{client}' was not found in the directory."
        raise failed("unauthorized_client", 700016, words)
    if app.audience == "consumers" and tenant not in {"consumers", PERSONAL}:
        words = f"Application '{client}' is configured for use by Microsoft Account users only."
        raise failed("invalid_request", 9002331, words)
    if tenant in {"consumers", PERSONAL} and app.audience not in {"all", "consumers"}:
        words = f"The client application '{client}' is not enabled for consumers."
        raise failed("unauthorized_client", 70002, words)
    if tenant == "common" and app.audience not in {"all", "organizations"}:
        words = f"Application '{client}' is not configured as a multi-tenant application."
        raise failed("invalid_request", 50194, words)
    return app


def admits(account: Account, tenant: str, app: App) -> bool:
    """Say whether an account may sign in at a tenant's address."""
    at = {
        "common": True,
        "organizations": not account.personal,
        "consumers": account.personal,
    }.get(tenant, tenant in {account.tenant, account.domain})
    own = {
        "all": True,
        "organizations": not account.personal,
        "consumers": account.personal,
    }.get(app.audience, app.audience == account.tenant)
    return at and own
