from django.db.models import Q
from rest_framework import serializers

from .models import Category, Project, Task


class PriorityField(serializers.ChoiceField):
    """Shows the word, stores its rank."""

    words = ["none", "low", "medium", "high", "urgent"]

    def __init__(self, **kwargs):
        super().__init__(choices=self.words, **kwargs)

    def to_representation(self, value):
        return self.words[value]

    def to_internal_value(self, word):
        return self.words.index(super().to_internal_value(word))


class OwnProjects(serializers.PrimaryKeyRelatedField):
    def get_queryset(self):
        return Project.objects.filter(members=self.context["request"].user)


class OwnCategories(serializers.PrimaryKeyRelatedField):
    def get_queryset(self):
        user = self.context["request"].user
        projects = Project.objects.filter(members=user)
        return Category.objects.filter(Q(owner=user) | Q(project__in=projects))


class TaskSerializer(serializers.ModelSerializer):
    completed = serializers.SerializerMethodField()
    priority = PriorityField(required=False)
    project = OwnProjects(required=False, allow_null=True)
    category = OwnCategories(required=False, allow_null=True)

    class Meta:
        model = Task
        fields = [
            "id",
            "uid",
            "title",
            "description",
            "status",
            "completed",
            "completed_at",
            "priority",
            "due_date",
            "start_date",
            "project",
            "category",
            "assigned_to",
            "created_by",
            "position",
            "version",
            "created_at",
            "updated_at",
        ]
        read_only_fields = ["created_by", "completed_at", "version"]

    def get_completed(self, task):
        return task.status == Task.Status.COMPLETED


class ProjectSerializer(serializers.ModelSerializer):
    class Meta:
        model = Project
        fields = ["id", "uid", "name", "description", "color", "archived_at", "created_by", "created_at", "updated_at"]
        read_only_fields = ["created_by"]


class CategorySerializer(serializers.ModelSerializer):
    class Meta:
        model = Category
        fields = ["id", "name", "project"]
