// The callers' forms: what is written is sealed before it leaves, where this browser can; else all goes on without.
import { sealContent, sealTo, utf8 } from "./sealing.js";

export * from "./sealing.js";

const CHUNK = 0x8000;
const REFUSED = "refused=1"; // the cookie of hotline/public_views.py
const LOOK_AGAIN = 300; // ms
const OPAQUE = "application/octet-stream";

export const toBase64 = (bytes) => {
  let binary = "";
  for (let at = 0; at < bytes.length; at += CHUNK) {
    binary += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  }
  return btoa(binary);
};

export const fromBase64 = (words) => Uint8Array.from(atob(words), (sign) => sign.charCodeAt(0));

// Halves of surrogate pairs, which no UTF-8 has, become U+FFFD.
const whole = (words) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(utf8(words));

const json = (told) => utf8(JSON.stringify(told, (_, value) => (typeof value === "string" ? whole(value) : value)));

/** What a message says, in one sealed piece. */
export const sealMessage = (key, form, told) => sealTo(key, [utf8("browser message"), form], json(told));

/** Each file under a key of its own; the sealed list has the keys, names, kinds and sizes. */
export const sealFiles = async (key, form, files) => {
  const sealed = [];
  const list = [];
  for (const file of files) {
    const data = new Uint8Array(await file.arrayBuffer());
    const [opening, bytes] = await sealContent([utf8("browser file"), form], data);
    sealed.push(bytes);
    list.push({ name: file.name, type: file.type, size: data.length, key: toBase64(opening) });
  }
  return [await sealTo(key, [utf8("browser files"), form], json(list)), sealed];
};

class Form {
  constructor(element) {
    this.element = element;
    this.key = fromBase64(element.dataset.sealKey);
    this.form = fromBase64(element.dataset.sealForm);
    const words = element.dataset.sealWords.split(" ");
    this.words = [...element.elements].filter((field) => words.includes(field.name));
    this.files = element.querySelector("input[type=file]");
    this.button = element.querySelector("button");
    this.ways = element.querySelectorAll("[data-way]");
  }

  start() {
    this.on = true;
    this.heard();
    this.show("browser");
    this.element.noValidate = true; // isWhole asks instead
    this.element.addEventListener("submit", (event) => this.on && this.send(event));
    addEventListener("pageshow", (event) => event.persisted && this.again());
  }

  show(way) {
    for (const each of this.ways) each.hidden = each.dataset.way !== way;
  }

  told() {
    const said = {};
    for (const { name, type, value, checked } of this.words) {
      if (type === "checkbox") said[name] = checked;
      else if (type !== "radio" || checked) said[name] = value;
    }
    const text = this.element.dataset.sealSays;
    return text ? { text, answers: said } : said;
  }

  // The server does not see what is sealed: that a span of time lacks one of its ends is said here, or nowhere.
  isWhole() {
    const times = this.words.filter(({ type }) => type === "time");
    times.forEach((end, at) => (end.required = !end.value && times[at ^ 1].value));
    return this.element.reportValidity();
  }

  async send(event) {
    event.preventDefault();
    if (this.busy || !this.isWhole()) return;
    this.busy = true;
    try {
      await this.seal();
    } catch {
      this.giveUp();
      return;
    }
    for (const field of this.words) field.disabled = true;
    this.element.submit();
    this.watch = setInterval(() => this.heard() && this.giveUp(), LOOK_AGAIN);
  }

  // Where what was sealed did not arrive whole, the server answers with no page, so that the words stay on this one.
  heard() {
    if (!document.cookie.includes(REFUSED)) return false;
    document.cookie = `${REFUSED}; Max-Age=0; Path=/; SameSite=Strict`;
    return true;
  }

  async seal() {
    const { sealed, listed } = this.element.elements;
    const words = this.words.length ? toBase64(await sealMessage(this.key, this.form, this.told())) : sealed.value;
    const chosen = this.files ? [...this.files.files] : [];
    if (chosen.length) await this.sealChosen(chosen, listed);
    else listed.value = "";
    sealed.value = words;
  }

  async sealChosen(chosen, listed) {
    this.chosen = this.files.files;
    const [list, bytes] = await sealFiles(this.key, this.form, chosen);
    const transfer = new DataTransfer();
    for (const each of bytes) transfer.items.add(new File([each], "file", { type: OPAQUE }));
    this.files.files = transfer.files;
    listed.value = toBase64(list);
  }

  // What this browser cannot seal is sent readable only after its writer was told and pressed the button once more.
  giveUp() {
    this.on = false;
    this.again();
    this.show("failed");
  }

  // The page as its writer left it: what was sealed then is not what will be.
  again() {
    this.busy = false;
    clearInterval(this.watch);
    for (const field of this.words) field.disabled = false;
    const { sealed, listed } = this.element.elements;
    if (this.words.length) sealed.value = "";
    listed.value = "";
    if (this.chosen) this.files.files = this.chosen;
    this.chosen = null;
  }
}

if (globalThis.document && globalThis.isSecureContext && globalThis.crypto?.subtle) {
  for (const element of document.querySelectorAll("form[data-seal-key]")) new Form(element).start();
}
