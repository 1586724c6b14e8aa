// Does the work that a form asks for, so that it need not wait: finds a number with which the SHA-256 of the ticket begins
// with enough zero bits, and sends the form. Without scripts the button does the same after the wait.
"use strict";
{
  const form = document.getElementById("waiting");
  const bits = Number(form.dataset.bits);
  const ticket = form.elements.ticket.value;
  const AT_ONCE = 256;

  const zeros = (digest) => {
    const view = new DataView(digest);
    return Math.clz32(view.getUint32(0));
  };

  const attempt = async (number) => {
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`${ticket}:${number}`));
    return zeros(digest) >= bits ? number : null;
  };

  const work = async () => {
    for (let first = 0; ; first += AT_ONCE) {
      const numbers = Array.from({ length: AT_ONCE }, (_, more) => first + more);
      const found = (await Promise.all(numbers.map(attempt))).find((number) => number !== null);
      if (found !== undefined) return found;
    }
  };

  if (bits === 0) {
    setTimeout(() => form.submit(), Number(form.dataset.seconds) * 1000);
  } else if (window.crypto?.subtle) {
    document.getElementById("by-hand").hidden = true;
    document.getElementById("by-script").hidden = false;
    work().then((found) => {
      form.elements.proof.value = found;
      form.submit();
    });
  }
}
