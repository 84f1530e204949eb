"""Makes the database of an older system with the real Flask-SQLAlchemy: python3 flask_database.py DATABASE_URL"""

import enum
import hashlib
import sys
from datetime import date, datetime

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from werkzeug.security import generate_password_hash

app = Flask(__name__, instance_path="/tmp")
app.config["SQLALCHEMY_DATABASE_URI"] = sys.argv[1]
db = SQLAlchemy(app)


class Status(enum.Enum):
    TODO = "To Do"
    IN_PROGRESS = "In Progress"
    DONE = "Done"


class User(db.Model):
    __tablename__ = "users"
    id = db.Column(db.Integer, primary_key=True)
    username = db.Column(db.String(80), unique=True)
    email = db.Column(db.String(120), unique=True)
    password_hash = db.Column(db.String(256))
    role = db.Column(db.String(20), default="user")
    created_at = db.Column(db.DateTime)


class Project(db.Model):
    __tablename__ = "projects"
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String(120))
    description = db.Column(db.Text)
    owner_id = db.Column(db.ForeignKey("users.id"))
    created_at = db.Column(db.DateTime)


class ProjectMember(db.Model):
    __tablename__ = "project_members"
    project_id = db.Column(db.ForeignKey("projects.id"), primary_key=True)
    user_id = db.Column(db.ForeignKey("users.id"), primary_key=True)
    role = db.Column(db.String(20))


class Task(db.Model):
    __tablename__ = "tasks"
    id = db.Column(db.Integer, primary_key=True)
    title = db.Column(db.String(120))
    description = db.Column(db.Text)
    status = db.Column(db.Enum(Status))
    due_date = db.Column(db.Date)
    deadline = db.Column(db.DateTime)
    project_id = db.Column(db.ForeignKey("projects.id"))
    user_id = db.Column(db.ForeignKey("users.id"))
    assignee_id = db.Column(db.ForeignKey("users.id"))
    created_at = db.Column(db.DateTime)


def scrypt_hash(password):
    """As Werkzeug from 2.3 on: the one of Debian 12 is older."""
    made = hashlib.scrypt(password.encode(), salt=b"saltsaltsaltsalt", n=32768, r=8, p=1, maxmem=132 * 32768 * 8)
    return f"scrypt:32768:8:1$saltsaltsaltsalt${made.hex()}"


with app.app_context():
    db.create_all()
    at = datetime(2024, 7, 1, 12, 0, 0, 123456)
    db.session.add_all([
        User(username="erin", email="erin@example.com", password_hash=generate_password_hash("garden gate 7"),
             role="admin", created_at=at),
        User(username="finn", email="finn@example.com", password_hash=scrypt_hash("garden gate 8"), created_at=at),
        User(username="two words", email=None, password_hash=scrypt_hash("garden gate 9"), created_at=at),
    ])
    db.session.flush()
    db.session.add(Project(name="Move", description="To the new flat", owner_id=1, created_at=at))
    db.session.flush()
    db.session.add(ProjectMember(project_id=1, user_id=1, role="owner"))
    db.session.add(ProjectMember(project_id=1, user_id=2, role="viewer"))
    db.session.add_all([
        Task(title="Pack", status=Status.TODO, project_id=1, user_id=1, assignee_id=2, created_at=at,
             due_date=date(2026, 12, 1)),
        Task(title="Carry", status=Status.DONE, project_id=1, user_id=2, created_at=at),
        Task(title="Call mum", status=Status.IN_PROGRESS, user_id=2, created_at=at, deadline=at),
        Task(title="Lost", status=Status.TODO, user_id=3, created_at=at),
        Task(title=" ", status=Status.TODO, user_id=1, created_at=at),
    ])
    db.session.commit()
