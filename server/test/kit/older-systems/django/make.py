"""Makes the database of an older system with the real Django: python3 make.py SYSTEM DATABASE_URL ROWS"""

import sys
from datetime import datetime, timedelta, timezone
from urllib.parse import unquote, urlsplit

import django
from django.conf import settings
from django.core.management import call_command

SYSTEM, URL, ROWS = sys.argv[1], sys.argv[2], int(sys.argv[3])
# The label of the app is part of the names of its tables.
APP = {"django-admin-panel": "todo", "django-assignees": "api", "django-token-pairs": "tasks"}[SYSTEM]


def database(url):
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": parts.path}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path[1:],
        "USER": parts.username,
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname,
        "PORT": parts.port,
    }


settings.configure(
    DATABASES={"default": database(URL)},
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "django.contrib.sessions", APP],
    AUTH_USER_MODEL="api.CustomUser" if SYSTEM == "django-assignees" else "auth.User",
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    USE_TZ=True,
    TIME_ZONE="Europe/Berlin",
)
django.setup()
# The apps have no migrations: their tables refer to those of the users.
call_command("migrate", "auth", verbosity=0)
call_command("migrate", run_syncdb=True, verbosity=0)

from django.apps import apps  # noqa: E402
from django.contrib.auth import get_user_model  # noqa: E402
from django.contrib.auth.hashers import make_password  # noqa: E402

User = get_user_model()
Task, Category, Profile = (apps.all_models[APP].get(name) for name in ("task", "category", "profile"))
START = datetime(2024, 3, 1, 8, 0, tzinfo=timezone.utc)
at = lambda hours: START + timedelta(hours=hours)  # noqa: E731


def fill_django_admin_panel():
    User.objects.create_superuser("root", "root@example.com", "garden gate 7", date_joined=START)
    for number, status in enumerate(["To Do", "In Progress", "Done"]):
        Task.objects.create(title=f"Paint {number}", description="The fence", status=status, created_at=at(number))


def fill_django_assignees():
    ann = User.objects.create_user("ann", "ann@example.com", "garden gate 7", first_name="Ann", last_name="Example",
                                   bio="Digs", date_joined=START)
    ben = User.objects.create_user("ben@example.com", "", "garden gate 8", date_joined=START)
    closed = User.objects.create_user("closed", "", "garden gate 9", is_active=False, date_joined=START)
    row = {"description": "Deep", "created_at": at(1), "updated_at": at(2)}
    Task.objects.create(title="Dig", status="incomplete", priority="high", created_by=ann, assigned_to=ben,
                        due_date="2026-12-01", **row)
    Task.objects.create(title="Rest", status="complete", priority="low", created_by=ann, **row)
    Task.objects.create(title="Blocked", status="blocked", priority="low", created_by=ben, assigned_to=ann,
                        due_date="2031-12-01", **row)
    Task.objects.create(title="Long " + "x" * 290, status="in_progress", priority="", created_by=closed, **row)


def fill_django_token_pairs():
    hashed = make_password("garden gate 7")
    users = [User(username=f"user{n}", email=f"user{n}@example.com", password=hashed, date_joined=at(n))
             for n in range(1, 201)]
    users[0].is_superuser = True
    users[0].last_login = at(500)
    users += [
        User(username="USER1", email="capital@example.com", password=hashed, date_joined=START),
        User(username="Us\u0435r2", email="", password=hashed, date_joined=START),
        User(username="nohash", email="nohash@example.com", password=make_password(None), date_joined=START),
        User(username="oldhash", email="", password="md5$salt$5f4dcc3b5aa765d61d8327deb882cf99", date_joined=START),
    ]
    User.objects.bulk_create(users)
    users = list(User.objects.order_by("id"))
    Profile.objects.bulk_create(
        [Profile(user=u, bio=f"Bio of {u.username}", timezone="Asia/Kolkata", phone="1") for u in users[:10]])
    Category.objects.bulk_create([Category(name=name, user=u) for u in users[:10] for name in ("Home", "home", "Work")])
    shared = Category.objects.create(name="Shared", user=None)
    own_categories = {(c.user_id, c.name): c for c in Category.objects.exclude(user=None)}
    tasks = []
    for n in range(ROWS):
        u = users[n % 200]
        done = n % 3 == 0
        tasks.append(Task(title=f"Aufgabe {n}", description="Gießen" if n % 2 else "", priority=n % 5, completed=done,
                          completed_at=at(n + 1) if done else None, due_date=at(n + 48) if n % 4 else None, owner=u,
                          category=shared if n % 600 == 0 else own_categories.get((u.id, "home" if n % 7 else "Work")),
                          created_at=at(n), updated_at=at(n + 1)))
    Task.objects.bulk_create(tasks, batch_size=500)


{"django-admin-panel": fill_django_admin_panel, "django-assignees": fill_django_assignees, "django-token-pairs": fill_django_token_pairs}[SYSTEM]()
