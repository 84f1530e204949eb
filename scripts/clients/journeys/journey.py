"""A journey with the client of openapi-python-client. DOCKET_URL names a running Docket without data."""

import os
from typing import Any, TypeVar

from docket_client import AuthenticatedClient, Client
from docket_client.api.accounts import log_in, register
from docket_client.api.categories import create_category
from docket_client.api.projects import create_project
from docket_client.api.tasks import complete_task, create_task, delete_task, list_tasks, read_task, update_task
from docket_client.models import (
    Category,
    Credentials,
    NewAccount,
    NewCategory,
    NewProject,
    NewTask,
    Problem,
    ProblemCode,
    Project,
    Task,
    TaskPage,
    TaskPatch,
    TaskPriority,
    TaskStatus,
    TaskStatusFilter,
    Tokens,
)
from docket_client.types import Response, Unset

Shape = TypeVar("Shape")
URL = os.environ["DOCKET_URL"]
PASSWORD = "correct horse battery"


def expect(actual: object, expected: object) -> None:
    if actual != expected:
        raise AssertionError(f"{actual!r} instead of {expected!r}")


def expect_body(response: Response[Any], shape: type[Shape], status: int = 200) -> Shape:
    if response.status_code != status or not isinstance(response.parsed, shape):
        raise AssertionError(f"{response.status_code.value} {response.content.decode()} instead of {status} {shape.__name__}")
    return response.parsed


def log_in_anew() -> AuthenticatedClient:
    anonymous = Client(base_url=URL)
    account = NewAccount(username="pia", email="pia@example.com", password=PASSWORD)
    registered = expect_body(register.sync_detailed(client=anonymous, body=account), Tokens, 201)
    expect(registered.user.username, "pia")
    credentials = Credentials(username="pia", password=PASSWORD)
    tokens = expect_body(log_in.sync_detailed(client=anonymous, body=credentials), Tokens)
    return AuthenticatedClient(base_url=URL, token=tokens.access)


def journey() -> None:
    client = log_in_anew()
    new_project = NewProject(name="Garden")
    project = expect_body(create_project.sync_detailed(client=client, body=new_project), Project, 201)
    new_category = NewCategory(name="Errands", project=project.id)
    category = expect_body(create_category.sync_detailed(client=client, body=new_category), Category, 201)

    new_task = NewTask(
        title="Water the tomatoes",
        due_date="2030-12-01",
        priority=TaskPriority.HIGH,
        project=project.id,
        category=category.id,
    )
    creation = create_task.sync_detailed(client=client, body=new_task)
    task = expect_body(creation, Task, 201)
    expect(
        (task.title, task.due_date, task.priority, task.project, task.category, task.status),
        ("Water the tomatoes", "2030-12-01", TaskPriority.HIGH, project.id, category.id, TaskStatus.PENDING),
    )

    waiting = [TaskStatusFilter.PENDING, TaskStatusFilter.IN_PROGRESS]
    of_project = [str(project.id)]
    listing = list_tasks.sync_detailed(client=client, status=waiting, project=of_project, due_after="2030-11-30")
    page = expect_body(listing, TaskPage)
    expect((page.count, [one.id for one in page.results]), (1, [task.id]))
    completed_only = [TaskStatusFilter.COMPLETED]
    expect(expect_body(list_tasks.sync_detailed(client=client, status=completed_only), TaskPage).count, 0)

    tag = creation.headers["ETag"]
    patch = TaskPatch(status=TaskStatus.IN_PROGRESS)
    changed = expect_body(update_task.sync_detailed(task.id, client=client, body=patch, if_match=tag), Task)
    expect((changed.status, changed.version), (TaskStatus.IN_PROGRESS, task.version + 1))
    late = update_task.sync_detailed(task.id, client=client, body=TaskPatch(title="Lost"), if_match=tag)
    expect(expect_body(late, Problem, 412).code, ProblemCode.VERSION_STALE)

    completed = expect_body(complete_task.sync_detailed(task.id, client=client), Task)
    expect((completed.status, completed.completed), (TaskStatus.COMPLETED, True))
    expect(completed.completed_at is None, False)

    blank = expect_body(create_task.sync_detailed(client=client, body=NewTask(title=" ")), Problem, 400)
    expect(blank.code, ProblemCode.REQUEST_INVALID)
    expect([] if isinstance(blank.errors, Unset) else [error.pointer for error in blank.errors], ["/title"])

    expect(delete_task.sync_detailed(task.id, client=client).status_code, 204)
    gone = expect_body(read_task.sync_detailed(task.id, client=client), Problem, 404)
    expect(gone.code, ProblemCode.TASK_NOT_FOUND)


journey()
