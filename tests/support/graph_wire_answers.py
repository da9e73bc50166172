"""What a fake Graph answers when it refuses: errors in the shape of Graph's."""

from __future__ import annotations

import uuid

from wire_answers import Json, Refusal, said

# code → status, message
_CODES = {
    "BadRequest": (400, "The request is malformed or incorrect."),
    "ErrorInvalidRequest": (400, "Your request can't be completed."),
    "ErrorInvalidIdMalformed": (400, "Id is malformed."),
    "ErrorInvalidUrlQuery": (400, "The query is not supported."),
    "ErrorInvalidUrlQueryFilter": (400, "The query filter contains one or more invalid nodes."),
    "ErrorPropertyValidationFailure": (400, "At least one property failed validation."),
    "ErrorOccurrenceCrossingBoundary": (
        400,
        "Modified occurrence is crossing or overlapping adjacent occurrence.",
    ),
    "TimeZoneNotSupportedException": (
        400,
        "A valid TimeZone value must be specified. The following TimeZone value is not supported.",
    ),
    "RequestBodyRead": (400, "The property does not exist on the type and is not an open one."),
    "InvalidAuthenticationToken": (401, "Access token has expired or is not yet valid."),
    "ErrorAccessDenied": (403, "Access is denied. Check credentials and try again."),
    "ErrorItemNotFound": (404, "The specified object was not found in the store."),
    "ResourceNotFound": (404, "Resource could not be discovered."),
    "UnknownError": (404, ""),
    "ErrorDuplicateTransactionId": (
        409,
        "The transactionId has already been used to create a different event.",
    ),
    "ErrorFolderExists": (409, "A folder with the specified name already exists."),
    "SyncStateNotFound": (410, "The sync state generation is not found."),
    "ErrorIrresolvableConflict": (
        412,
        "The change key passed in the request does not match the current one of the item.",
    ),
    "ApplicationThrottled": (
        429,
        "Application is over its MailboxConcurrency limit.",
    ),
    "TooManyRequests": (429, "Too many requests."),
    "serviceNotAvailable": (503, "The service is unavailable."),
    "ErrorServerBusy": (503, "The server cannot service this request right now."),
}


def refusal(
    code: str,
    message: str = "",
    *,
    status: int = 0,
    retry_after: int | str | None = None,
    headers: tuple[tuple[str, str], ...] = (),
    more: Json | None = None,
) -> Refusal:
    """Return the refusal of one code; a code that nobody knows has status 400."""
    known = _CODES.get(code, (400, code))
    inner = {"date": "2026-10-14T09:00:00", "request-id": str(uuid.uuid4())}
    error: Json = {"code": code, "message": message or known[1], "innerError": inner}
    if retry_after is not None:
        headers += (("Retry-After", str(retry_after)),)
    return Refusal(said({"error": error | (more or {})}, status or known[0], headers))
