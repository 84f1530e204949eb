"""What schemathesis needs to know about Docket besides openapi.json."""

import datetime
from unicodedata import category

import schemathesis
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.openapi.checks import RejectedPositiveData

# As reminders need it.
LATER = datetime.datetime(2100, 1, 1)

dates = st.dates(min_value=datetime.date(1900, 1, 1)).map(str)
instants = st.datetimes(min_value=LATER).map(lambda at: at.isoformat(timespec="milliseconds") + "Z")
schemathesis.openapi.format("date-or-instant", dates | instants)
schemathesis.openapi.format("date-time", instants)
# At most one year.
schemathesis.openapi.format("duration", st.integers(1, 366).map(lambda days: f"P{days}D"))
# Neither a common password nor one character over and over: no schema says so.
schemathesis.openapi.format("password", st.uuids().map(lambda one: f"correct horse {one}"))

# Names from lists that others maintain and change: of time zones (IANA) and of languages (BCP 47).
LISTED_ELSEWHERE = {"/timezone", "/locale"}

# Numbered pages end there; openapi.json cannot limit a product of two parameters.
MAX_NUMBERED = 10_000


# Those of the accounts that ask, and those whose tokens are examples.
FIRST_SESSIONS = {str(id) for id in range(1, 9)}

# Of lists that are not filtered by ids, what matches nothing.
NO_ROWS = {"users": {"q": "nobody-has-this-name"}, "sessions": {"user_id": MAX_NUMBERED}, "jobs": {"state": "dead"}}


@schemathesis.serializer("text/csv")
def serialize_csv(context, value):
    """A file is text; what is none is refused for its content."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """
    Whether a failure is one. The refusal of a valid request is none where its code depends on state, which no schema knows:
    openapi.json says which do. A refusal with any other code, or status, or without one, is a failure.
    """
    if not isinstance(failure, RejectedPositiveData) or not 400 <= response.status_code < 500:
        return True
    problem = response.json()
    codes = case.operation.schema.raw_schema["components"]["schemas"]["ProblemCode"]
    if problem.get("code") in codes["x-depends-on-state"]:
        return False
    pointers = {error["pointer"] for error in problem.get("errors", [])}
    return not pointers or not pointers <= LISTED_ELSEWHERE


@schemathesis.hook
def filter_body(context, body):
    """
    Whether the characters of a username are some: schemathesis takes a few unassigned ones for letters, and joiners are
    allowed in places that the schema does not tell.
    """
    username = isinstance(body, dict) and body.get("username")
    return not isinstance(username, str) or all(category(character) not in ("Cn", "Cf") for character in username)


@schemathesis.hook
def before_call(context, case, kwargs):
    """
    Leaves one's own account alone: whoever loses it, its role or its sessions can do no more. Keeps valid requests to what
    parameters that exclude each other cannot say.
    """
    if case.operation.path.startswith("/api/users/{id}") and str(case.path_parameters.get("id")) in ("1", "2"):
        case.path_parameters["id"] = 3
    if case.operation.path == "/api/admin/sessions/{id}" and str(case.path_parameters.get("id")) in FIRST_SESSIONS:
        case.path_parameters["id"] = len(FIRST_SESSIONS) + 1
    if case.meta is None or case.meta.generation.mode != GenerationMode.POSITIVE:
        return
    # Otherwise an action without a filter would deactivate the accounts that ask, and delete what they ask for.
    if case.operation.path == "/api/admin/actions" and isinstance(case.body, dict):
        case.body["filter"] = NO_ROWS.get(case.body.get("resource"), {"ids": [MAX_NUMBERED]})
    query = case.query or {}
    # A cursor comes from the page before: any other text is refused.
    query.pop("cursor", None)
    # `ids` has the people themselves, `q` searches for them.
    if case.operation.path == "/api/people" and "ids" in query:
        query.pop("q", None)
    if isinstance(query.get("page"), int):
        query["page"] = min(query["page"], MAX_NUMBERED // query.get("page_size", 100))
