"""The staff's pages of the hotline, under /staff/."""

from django.urls import path

from waystation.hotline import (
    canned_views,
    chat_views,
    contact_views,
    figures_views,
    key_views,
    rules_views,
    views,
)

app_name = "hotline"
urlpatterns = [
    path("requests/", views.requests, name="requests"),
    path("requests/note", views.take_note, name="take-note"),
    path("requests/chat", chat_views.take_chat, name="take-chat"),
    path("requests/<uuid:request_id>/chat", chat_views.add_chat, name="add-chat"),
    path("requests/<uuid:request_id>/messages/<uuid:message_id>/chat", chat_views.chat, name="chat"),
    path("requests/rules", rules_views.rules, name="rules"),
    path("requests/rules/new", rules_views.new_rule, name="new-rule"),
    path("requests/rules/try", rules_views.try_rules, name="try-rules"),
    path("requests/rules/clock", rules_views.clock, name="clock"),
    path("requests/rules/rule/<uuid:rule_id>", rules_views.rule, name="rule"),
    path("requests/rules/rule/<uuid:rule_id>/take-back", rules_views.take_back, name="take-back-rule"),
    path("requests/texts", canned_views.texts, name="canned"),
    path("requests/texts/new", canned_views.new_text, name="new-canned"),
    path("requests/texts/<uuid:canned_id>", canned_views.text, name="canned-text"),
    path("requests/texts/<uuid:canned_id>/withdraw", canned_views.withdraw, name="withdraw-canned"),
    path("requests/figures", figures_views.figures, name="figures"),
    path("requests/<uuid:request_id>", views.request, name="request"),
    path("requests/<uuid:request_id>/fill", views.fill, name="fill"),
    path("requests/<uuid:request_id>/answer", views.answer, name="answer"),
    path("requests/<uuid:request_id>/note", views.note, name="note"),
    path("requests/<uuid:request_id>/triage", views.triage, name="triage"),
    path("requests/<uuid:request_id>/join/<uuid:other_id>", views.join, name="join"),
    path("requests/<uuid:request_id>/messages/<uuid:message_id>/original", views.original, name="original"),
    path(
        "requests/<uuid:request_id>/messages/<uuid:message_id>/attachments/<int:index>",
        views.attachment,
        name="attachment",
    ),
    path(
        "requests/<uuid:request_id>/messages/<uuid:message_id>/attachments/<int:index>/view",
        views.view_attachment,
        name="view-attachment",
    ),
    path(
        "requests/<uuid:request_id>/messages/<uuid:message_id>/attachments/<int:index>/picture",
        views.picture,
        name="picture",
    ),
    path("requests/<uuid:request_id>/contact", contact_views.person, name="contact"),
    path("requests/<uuid:request_id>/contact/word", contact_views.word, name="contact-word"),
    path("requests/<uuid:request_id>/second/<uuid:asked_id>/agree", contact_views.agree, name="second-agree"),
    path("requests/<uuid:request_id>/second/<uuid:asked_id>/refuse", contact_views.refuse, name="second-refuse"),
    path("outbox/<uuid:outgoing_id>/second", contact_views.ask_for_letter, name="second-letter"),
    path("outbox/", views.outgoing, name="outbox"),
    path("outbox/<uuid:outgoing_id>/send", views.send_again, name="send-again"),
    path("outbox/<uuid:outgoing_id>/settle", views.settle, name="settle"),
    path("mailbox/", views.mailbox, name="mailbox"),
    path("requests/<uuid:request_id>/trust/<slug:fingerprint>", key_views.trust, name="trust-key"),
    path("mail-keys/", key_views.keys, name="mail-keys"),
    path("mail-keys/make", key_views.make, name="make-key"),
    path("mail-keys/publish", key_views.publish, name="publish-keys"),
    path("mail-keys/<uuid:key_id>/revoke", key_views.revoke, name="revoke-key"),
]
