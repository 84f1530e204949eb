from django.contrib.auth.models import AbstractUser
from django.db import models


class CustomUser(AbstractUser):
    bio = models.TextField(blank=True)


class Task(models.Model):
    title = models.CharField(max_length=300)
    description = models.TextField()
    status = models.CharField(max_length=20)
    priority = models.CharField(max_length=10)
    due_date = models.DateField(null=True)
    created_by = models.ForeignKey(CustomUser, models.CASCADE, related_name="made")
    assigned_to = models.ForeignKey(CustomUser, models.SET_NULL, null=True, related_name="assigned")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
