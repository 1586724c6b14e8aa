// Warns two minutes before the session ends, and keeps it open without leaving the page. Without scripts the link
// opens a page of its own, which does the same.
"use strict";
{
  const line = document.getElementById("until");
  const WARN = 120;
  let timer;

  const wait = () => {
    clearTimeout(timer);
    line.classList.remove("soon");
    line.removeAttribute("role");
    timer = setTimeout(() => {
      line.classList.add("soon");
      line.setAttribute("role", "alert");
    }, Math.max(0, Number(line.dataset.seconds) - WARN) * 1000);
  };

  const stay = async (event) => {
    const link = event.currentTarget;
    event.preventDefault();
    const answer = await fetch(link.href, { credentials: "same-origin", redirect: "error" }).catch(() => null);
    const said = answer && answer.ok ? await answer.text() : "";
    const seconds = said.match(/data-seconds="(\d+)"/);
    const time = said.match(/<time>([^<]*)<\/time>/);
    if (!seconds || !time) {
      window.open(link.href, "_blank", "noopener,noreferrer");
      return;
    }
    line.dataset.seconds = seconds[1];
    line.querySelector("time").textContent = time[1];
    wait();
  };

  if (line) {
    line.querySelector("a").addEventListener("click", stay);
    wait();
  }
}
