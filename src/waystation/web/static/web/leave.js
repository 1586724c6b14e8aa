// Leave quickly: Shift three times with nothing between, or the link at the top of each page, which needs no script.
"use strict";
{
  const WITHIN = 3000; // milliseconds
  const link = document.querySelector("a.leave");
  let presses = [];

  const leave = () => {
    document.documentElement.hidden = true; // at once: the way out may be slow
    location.replace(link.href); // in this page's place, so that Back leads to the one before
  };

  addEventListener("keydown", (event) => {
    if (event.repeat) return;
    const recent = presses.filter((moment) => event.timeStamp - moment < WITHIN);
    presses = event.key === "Shift" ? [...recent, event.timeStamp] : [];
    if (presses.length === 3) leave();
  }, true);

  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
}
