"""What a fake Google answers: JSON, nothing, or an error in the shape of Google's errors."""

from __future__ import annotations

from wire_answers import NOTHING, Answer, Json, Refusal, page, said

__all__ = ["NOTHING", "Answer", "Json", "Refusal", "page", "refusal", "said", "too_few_scopes"]

_WORDS = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    409: "ALREADY_EXISTS",
    410: "FAILED_PRECONDITION",
    412: "FAILED_PRECONDITION",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
}

# reason → status, domain, message, location type, location
_REASONS: dict[str, tuple[int, str, str, str, str]] = {
    "invalid": (400, "global", "Invalid Value", "", ""),
    "required": (400, "global", "Required", "", ""),
    "badRequest": (400, "global", "Bad Request", "", ""),
    "parseError": (400, "global", "Parse Error", "", ""),
    "timeRangeEmpty": (400, "calendar", "The specified time range is empty.", "", ""),
    "timeRangeTooLong": (400, "calendar", "The requested time range is too long.", "", ""),
    "channelIdNotUnique": (400, "global", "Channel id not unique", "entity", "id"),
    "push.webhookUrlNotHttps": (400, "global", "WebHook callback must be HTTPS", "", ""),
    "authError": (401, "global", "Invalid Credentials", "header", "Authorization"),
    "insufficientPermissions": (403, "global", "Insufficient Permission", "", ""),
    "forbidden": (403, "global", "Forbidden", "", ""),
    "requiredAccessLevel": (
        403,
        "calendar",
        "You need to have writer access to this calendar.",
        "",
        "",
    ),
    "forbiddenForNonOrganizer": (
        403,
        "calendar",
        "Shared properties can only be changed by the organizer of the event.",
        "",
        "",
    ),
    "rateLimitExceeded": (403, "usageLimits", "Rate Limit Exceeded", "", ""),
    "userRateLimitExceeded": (403, "usageLimits", "User Rate Limit Exceeded", "", ""),
    "quotaExceeded": (403, "usageLimits", "Calendar usage limits exceeded.", "", ""),
    "notFound": (404, "global", "Not Found", "", ""),
    "duplicate": (409, "global", "The requested identifier already exists.", "", ""),
    "conflict": (409, "global", "Conflict", "", ""),
    "deleted": (410, "global", "Resource has been deleted", "", ""),
    "fullSyncRequired": (
        410,
        "calendar",
        "Sync token is no longer valid, a full sync is required.",
        "parameter",
        "syncToken",
    ),
    "updatedMinTooLongAgo": (
        410,
        "calendar",
        "The requested minimum modification time lies too far in the past.",
        "parameter",
        "updatedMin",
    ),
    "conditionNotMet": (412, "global", "Precondition Failed", "header", "If-Match"),
    "backendError": (500, "global", "Backend Error", "", ""),
}


def refusal(
    reason: str,
    message: str = "",
    *,
    status: int = 0,
    location: str = "",
    retry_after: int | str | None = None,
) -> Refusal:
    """Return the refusal of one reason; a reason that nobody knows is global, status 400."""
    known = _REASONS.get(reason, (400, "global", reason, "", ""))
    error: Json = {"message": message or known[2], "domain": known[1], "reason": reason}
    if location or known[4]:
        kind = "header" if location == "Authorization" else known[3] or "parameter"
        error |= {"locationType": kind, "location": location or known[4]}
    return Refusal(_error(status or known[0], error, retry_after))


def too_few_scopes(method: str) -> Refusal:
    """Return the refusal of a token whose scopes do not cover a method."""
    error: Json = {
        "message": "Insufficient Permission",
        "domain": "global",
        "reason": "insufficientPermissions",
    }
    detail: Json = {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
        "domain": "googleapis.com",
        "metadata": {"service": "calendar-json.googleapis.com", "method": method},
    }
    told = "Request had insufficient authentication scopes."
    return Refusal(_error(403, error, None, told, [detail]))


def _error(
    status: int,
    error: Json,
    retry_after: int | str | None,
    told: str = "",
    details: list[Json] | None = None,
) -> Answer:
    body: Json = {"code": status, "message": told or error["message"], "errors": [error]}
    if status in _WORDS:
        body["status"] = _WORDS[status]
    if details:
        body["details"] = details
    headers = () if retry_after is None else (("Retry-After", str(retry_after)),)
    return said({"error": body}, status, headers)
