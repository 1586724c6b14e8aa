// Subscribes this browser to its maker's push service, after a press of the button alone, and sends what the browser says
// with the page's form. Needed because browsers offer push to scripts alone.
"use strict";
{
  const box = document.getElementById("browser");

  const bytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));

  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replace(/\+/g, "-")
      .replace(/\//g, "_")
      .replace(/=+$/, "");

  // A service worker's address is a script's: under Trusted Types it must come out of a policy.
  const trusted = (url) =>
    window.trustedTypes ? trustedTypes.createPolicy("duty", { createScriptURL: (same) => same }).createScriptURL(url) : url;

  let worker;

  const subscribe = async (form) => {
    worker = worker || trusted(box.dataset.worker);
    if ((await Notification.requestPermission()) !== "granted") throw new Error();
    const registered = await navigator.serviceWorker.register(worker);
    while (!registered.active) await new Promise((after) => setTimeout(after, 50));
    const subscription = await registered.pushManager.subscribe({
      userVisibleOnly: true,
      applicationServerKey: bytes(box.dataset.key),
    });
    form.elements.endpoint.value = subscription.endpoint;
    form.elements.key.value = text(subscription.getKey("p256dh"));
    form.elements.secret.value = text(subscription.getKey("auth"));
    form.submit();
  };

  const ask = async (event) => {
    event.preventDefault();
    const failed = box.querySelector("[data-failed]");
    failed.hidden = true;
    try {
      await subscribe(event.target);
    } catch {
      failed.hidden = false;
    }
  };

  if (box && "PushManager" in window && "serviceWorker" in navigator) {
    box.hidden = false;
    document.getElementById("no-browser").hidden = true;
    box.querySelector("form").addEventListener("submit", ask);
  }
}
