from django.urls import path

from waystation.casework.submit import of_contact
from waystation.casework.work import case_views, template_views, together_views, views

app_name = "work"
urlpatterns = [
    path("tasks/", views.tasks, name="tasks"),
    path("tasks/add", views.add, name="task-new"),
    path("tasks/together", together_views.change, name="together"),
    path("tasks/together/<uuid:batch_id>/back", together_views.take_back, name="put-back"),
    path("tasks/lists", template_views.templates, name="templates"),
    path("tasks/lists/<uuid:template_id>", template_views.template, name="template"),
    path("tasks/<uuid:task_id>", views.task, name="task"),
    path("tasks/<uuid:task_id>/end", views.end, name="task-end"),
    path("cases/<uuid:case_id>/task", of_contact(views.add), name="case-task-new"),
    path("cases/<uuid:case_id>/proposals", of_contact(case_views.proposals), name="proposals"),
    path("cases/<uuid:case_id>/flag", of_contact(case_views.raise_flag), name="flag-new"),
    path("cases/<uuid:case_id>/approval", of_contact(case_views.ask), name="approval-new"),
    path("flags/<uuid:flag_id>", case_views.flag, name="flag"),
    path("approvals/<uuid:approval_id>", case_views.approval, name="approval"),
]
