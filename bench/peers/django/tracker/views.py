from django.db.models import Q
from django.utils import timezone
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import ModelViewSet

from .models import Category, Membership, Project, Task
from .serializers import CategorySerializer, ProjectSerializer, TaskSerializer


class TaskViewSet(ModelViewSet):
    serializer_class = TaskSerializer
    filterset_fields = ["status", "priority", "category", "project", "assigned_to", "created_by"]
    search_fields = ["title", "description"]
    ordering_fields = ["id", "created_at", "updated_at", "due_date", "priority", "status", "title", "position"]

    # The response shows related things by their ids, which stand in the row: select_related would only add joins.
    # A subquery for the projects rather than a join, which would need DISTINCT.
    def get_queryset(self):
        user = self.request.user
        projects = Membership.objects.filter(user=user).values("project")
        return Task.objects.filter(Q(owner=user) | Q(assigned_to=user) | Q(project__in=projects))

    def perform_create(self, serializer):
        user = self.request.user
        owner = None if serializer.validated_data.get("project") else user
        serializer.save(owner=owner, created_by=user)

    def perform_update(self, serializer):
        serializer.save(version=serializer.instance.version + 1)

    @action(detail=True, methods=["post"])
    def complete(self, request, pk=None):
        return self.set_status(Task.Status.COMPLETED, timezone.now())

    @action(detail=True, methods=["post"])
    def reopen(self, request, pk=None):
        return self.set_status(Task.Status.PENDING, None)

    def set_status(self, status, completed_at):
        task = self.get_object()
        task.status = status
        task.completed_at = completed_at
        task.version += 1
        task.save(update_fields=["status", "completed_at", "version", "updated_at"])
        return Response(self.get_serializer(task).data)


class ProjectViewSet(ModelViewSet):
    serializer_class = ProjectSerializer

    def get_queryset(self):
        return Project.objects.filter(members=self.request.user).order_by("-id")

    def perform_create(self, serializer):
        project = serializer.save(created_by=self.request.user)
        Membership.objects.create(project=project, user=self.request.user, role="owner")


class CategoryViewSet(ModelViewSet):
    serializer_class = CategorySerializer

    def get_queryset(self):
        user = self.request.user
        projects = Membership.objects.filter(user=user).values("project")
        return Category.objects.filter(Q(owner=user) | Q(project__in=projects)).order_by("id")

    def perform_create(self, serializer):
        owner = None if serializer.validated_data.get("project") else self.request.user
        serializer.save(owner=owner)
