"""What schemathesis has to be told about Docket besides openapi.json."""

import schemathesis
from hypothesis import strategies as st
from schemathesis import GenerationMode

dates = st.dates().filter(lambda day: day.year >= 1900).map(str)
instants = st.datetimes().filter(lambda at: at.year >= 1900).map(lambda at: at.isoformat(timespec="milliseconds") + "Z")
schemathesis.openapi.format("date-or-instant", dates | instants)
# Neither a common password nor one character over and over: no schema says so.
schemathesis.openapi.format("password", st.uuids().map(lambda one: f"correct horse {one}"))


@schemathesis.hook
def before_call(context, case, kwargs):
    """Keeps valid requests to what parameters that exclude each other cannot say."""
    if case.meta is None or case.meta.generation.mode != GenerationMode.POSITIVE:
        return
    query = case.query or {}
    # A cursor comes from the page before: any other text is refused.
    query.pop("cursor", None)
    # `ids` has the people themselves, `q` searches for them.
    if case.operation.path == "/api/people" and "ids" in query:
        query.pop("q", None)
    # Changing one's own address, password or account requires the current password, and would end the run.
    if case.operation.path == "/api/users/{id}" and case.path_parameters.get("id") == 1:
        case.path_parameters["id"] = 3
