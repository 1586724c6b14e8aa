// Shows what an alarm says. It asks nobody anything: its own policy lets it connect nowhere.
"use strict";
addEventListener("push", (event) => {
  const text = event.data ? event.data.text() : "";
  event.waitUntil(registration.showNotification(text, { tag: "look", renotify: true, requireInteraction: true }));
});

addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(clients.openWindow("/staff/"));
});
