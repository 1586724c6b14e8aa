// While a person is described: shows who is likely the same, as soon as names, phone or year meet somebody known. Without
// scripts the page says so once it is sent. What is typed goes to our server alone, in the body of a request.
"use strict";
{
  const form = document.querySelector("form[data-likely]");
  const place = document.getElementById("likely-now");
  const TOLD = ["name_text_", "birth_", "phone"];
  const PAUSE = 500; // milliseconds without a key
  let timer = 0;
  let newest = 0;

  const element = (name, text) => {
    const made = document.createElement(name);
    made.textContent = text;
    return made;
  };

  const line = (person) => {
    const item = document.createElement("li");
    const link = element("a", person.called);
    link.href = person.url;
    link.target = "_blank";
    link.rel = "noopener";
    item.append(element("bdi", person.names), " · ", link, " ", element("span", person.why));
    return item;
  };

  const show = (answer) => {
    place.replaceChildren();
    if (!answer.people.length) return;
    const list = document.createElement("ul");
    list.append(...answer.people.map(line));
    const looked = document.createElement("input");
    Object.assign(looked, { type: "hidden", name: "looked", value: answer.looked });
    place.append(element("p", answer.title), list, looked);
  };

  const ask = async () => {
    const mine = ++newest;
    const body = new URLSearchParams(new FormData(form));
    const answer = await fetch(form.dataset.likely, { method: "POST", body, redirect: "error" });
    if (answer.ok && mine === newest) show(await answer.json());
  };

  form.addEventListener("input", (event) => {
    if (!TOLD.some((name) => event.target.name.startsWith(name))) return;
    clearTimeout(timer);
    timer = setTimeout(() => ask().catch(() => {}), PAUSE);
  });
}
