from django.contrib.auth.models import User
from django.db import models


class Profile(models.Model):
    user = models.OneToOneField(User, models.CASCADE)
    bio = models.TextField()
    timezone = models.CharField(max_length=50)
    phone = models.CharField(max_length=20)


class Category(models.Model):
    name = models.CharField(max_length=200)
    user = models.ForeignKey(User, models.CASCADE, null=True)


class Task(models.Model):
    title = models.CharField(max_length=300)
    description = models.TextField()
    priority = models.IntegerField(default=0)
    completed = models.BooleanField(default=False)
    completed_at = models.DateTimeField(null=True)
    due_date = models.DateTimeField(null=True)
    owner = models.ForeignKey(User, models.CASCADE)
    category = models.ForeignKey(Category, models.SET_NULL, null=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
