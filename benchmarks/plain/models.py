"""A message as most sites store it: readable."""

from django.db import models


class Message(models.Model):
    at = models.DateTimeField(auto_now_add=True)
    name = models.CharField(max_length=200, blank=True)
    in_danger = models.BooleanField(default=False)
    status = models.CharField(max_length=20, default="new")
    channel = models.CharField(max_length=20, default="web")
    text = models.TextField()

    @property
    def badges(self) -> list[str]:
        """What stands in the list beside it."""
        return ["danger", self.status] if self.in_danger else [self.status]
