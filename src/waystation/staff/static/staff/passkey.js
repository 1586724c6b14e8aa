// Asks the browser for a passkey what the page was told to ask, and sends the answer with the page's form. Needed
// because browsers offer passkeys to scripts alone.
"use strict";
{
  const box = document.getElementById("passkey");

  const bytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));

  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replace(/\+/g, "-")
      .replace(/\//g, "_")
      .replace(/=+$/, "");

  const withBytes = (asked) => {
    asked.challenge = bytes(asked.challenge);
    if (asked.user) asked.user.id = bytes(asked.user.id);
    for (const known of [...(asked.excludeCredentials || []), ...(asked.allowCredentials || [])]) {
      known.id = bytes(known.id);
    }
    return asked;
  };

  const PARTS = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];

  const packed = (credential) => {
    const response = {};
    for (const part of PARTS) {
      if (credential.response[part]) response[part] = text(credential.response[part]);
    }
    return JSON.stringify({
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      response,
      clientExtensionResults: {},
    });
  };

  const ask = async () => {
    const publicKey = withBytes(JSON.parse(box.dataset.asked));
    const failed = box.querySelector("[data-failed]");
    failed.hidden = true;
    try {
      const credential = await navigator.credentials[box.dataset.do]({ publicKey });
      box.querySelector("input[name=answer]").value = packed(credential);
      box.querySelector("form").submit();
    } catch {
      failed.hidden = false;
    }
  };

  if (box && window.PublicKeyCredential) {
    box.hidden = false;
    document.getElementById("no-passkey").hidden = true;
    box.querySelector("button").addEventListener("click", ask);
  }
}
