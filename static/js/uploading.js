// Sending files by tus: chosen or dropped, several at once, each with its bar, and each goes on where it stopped when
// the same file is chosen again, also after the tab was closed. Sentences come from the form. One file that fails stops
// no other. Without this the form sends its files as any form does.

const form = document.getElementById("upload");
const list = form.querySelector("[data-files]");
const total = form.querySelector("[data-total-of]");
const drop = form.querySelector("[data-drop]");
const said = form.dataset;
const AT_ONCE = 3;
const PIECE = 8 * 1024 * 1024;
const RETRIES = [0, 1000, 3000, 5000, 10_000, 20_000];
const group = crypto.randomUUID();
const files = [];

class Sending {
  constructor(file) {
    this.file = file;
    this.path = file.webkitRelativePath || file.fromFolder || file.name;
    this.state = "waiting";
    this.done = 0;
    this.why = "";
    this.marks = [];
    this.row = row(this);
    this.refuse();
    this.show();
  }

  refuse() {
    const ending = this.file.name.slice(this.file.name.lastIndexOf(".")).toLowerCase();
    if (this.file.size > Number(said.most)) this.fail(said.tooBig);
    else if (!said.endings.split(" ").includes(ending)) this.fail(said.unreadable);
  }

  async start() {
    this.state = "sending";
    this.marks = [];
    this.show();
    this.upload ??= this.make();
    if (!this.upload.url) {
      const before = await this.upload.findPreviousUploads();
      if (before.length) this.upload.resumeFromPreviousUpload(before[0]);
      if (this.state !== "sending") return;
    }
    this.upload.start();
  }

  make() {
    return new window.tus.Upload(this.file, {
      endpoint: said.endpoint,
      chunkSize: PIECE,
      retryDelays: RETRIES,
      uploadDataDuringCreation: this.file.size <= PIECE,
      removeFingerprintOnSuccess: true,
      headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
      metadata: { filename: this.file.name, relativePath: this.path, filetype: this.file.type, datanet: said.datanet, group, ...declared() },
      onProgress: (done) => this.moved(done),
      onShouldRetry: (error) => mayRetry(error),
      onSuccess: () => this.end("sent"),
      onError: (error) => this.fail(reason(error)),
    });
  }

  moved(done) {
    this.done = done;
    this.marks.push([performance.now(), done]);
    if (this.marks.length > 20) this.marks.shift();
    this.show();
  }

  pause() {
    this.upload?.abort();
    this.end("paused");
  }

  fail(why) {
    this.why = why;
    this.end("failed");
  }

  end(state) {
    this.state = state;
    if (state === "sent") this.done = this.file.size;
    this.show();
    next();
  }

  remove() {
    if (this.state !== "sent") this.upload?.abort(Boolean(this.upload.url)).catch(() => {});
    files.splice(files.indexOf(this), 1);
    this.row.remove();
    showTotal();
    next();
  }

  speed() {
    const [first, last] = [this.marks[0], this.marks.at(-1)];
    return first && last[0] > first[0] ? ((last[1] - first[1]) * 1000) / (last[0] - first[0]) : 0;
  }

  show() {
    this.row.dataset.is = this.state;
    this.row.querySelector("progress").value = this.file.size ? (this.done / this.file.size) * 100 : 0;
    const speed = this.speed();
    const left = speed ? time((this.file.size - this.done) / speed) : "–";
    const places = { done: bytes(this.done), size: bytes(this.file.size), speed: bytes(speed), left, why: this.why };
    this.row.querySelector(".said").textContent = fill(said[this.state], places);
    const act = this.row.querySelector("[data-act]");
    act.textContent = { sending: said.pause, paused: said.resume, failed: said.retry }[this.state] ?? "";
    act.hidden = !act.textContent || (this.state === "failed" && !this.upload);
    showTotal();
  }

  act() {
    if (this.state === "sending") this.pause();
    else this.start();
  }
}

function row(sending) {
  const made = document.createElement("li");
  const what = document.createElement("div");
  what.className = "what";
  const name = document.createElement("b");
  name.textContent = sending.path;
  const words = document.createElement("span");
  words.className = "said";
  what.append(name, words);
  const bar = document.createElement("progress");
  bar.className = "bar";
  bar.max = 100;
  bar.setAttribute("aria-label", sending.path);
  made.append(what, button("data-act", () => sending.act()), button("data-remove", () => sending.remove(), said.remove), bar);
  list.append(made);
  return made;
}

function button(mark, act, words = "") {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn btn--sm";
  made.setAttribute(mark, "");
  made.textContent = words;
  made.addEventListener("click", act);
  return made;
}

function declared() {
  const entries = [...new FormData(form)].filter(([name, value]) => value && typeof value === "string" && name !== "csrfmiddlewaretoken");
  return Object.fromEntries(entries);
}

function mayRetry(error) {
  const status = error.originalResponse?.getStatus() ?? 0;
  return status < 400 || status >= 500 || [409, 423, 429, 460].includes(status);
}

function reason(error) {
  try {
    return JSON.parse(error.originalResponse.getBody()).detail;
  } catch {
    return said.broken;
  }
}

function bytes(count) {
  const step = Math.min(3, Math.max(0, Math.floor(Math.log10(Math.max(count, 1)) / 3)));
  const unit = ["byte", "kilobyte", "megabyte", "gigabyte"][step];
  const digits = { maximumFractionDigits: step ? 1 : 0 };
  return new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit, unitDisplay: "short", ...digits }).format(count / 1000 ** step);
}

function time(seconds) {
  const [value, unit] = seconds < 100 ? [seconds, "second"] : [seconds / 60, "minute"];
  return new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: 0 }).format(Math.ceil(value));
}

function fill(sentence, places) {
  return sentence.replace(/\{(\w+)\}/g, (_, name) => places[name]);
}

function showTotal() {
  const live = files.filter((one) => one.state !== "failed");
  const [done, size] = [live.reduce((sum, one) => sum + one.done, 0), live.reduce((sum, one) => sum + one.file.size, 0)];
  total.hidden = files.length < 1;
  total.querySelector("progress").value = size ? (done / size) * 100 : 0;
  const sent = files.filter((one) => one.state === "sent").length;
  const places = { files: sent, all: files.length, done: bytes(done), size: bytes(size) };
  total.querySelector("[data-total-said]").textContent = fill(said.total, places);
}

let begun = false;

function next() {
  if (!begun) return;
  const busy = files.filter((one) => one.state === "sending").length;
  const waiting = files.filter((one) => one.state === "waiting").sort((one, other) => isTable(other) - isTable(one));
  for (const one of waiting.slice(0, Math.max(0, AT_ONCE - busy))) one.start();
  const sent = files.filter((one) => one.state === "sent");
  if (sent.length && sent.length === files.length) lead(sent);
}

// What a table says about the pictures beside it has to be here when they are read.
function isTable(one) {
  return /\.(csv|tsv|jsonl|ndjson|json)$/i.test(one.file.name);
}

function lead(sent) {
  const fresh = sent.every((one) => one.upload.options.metadata.group === group && !one.upload._previous);
  location.assign(fresh ? said.groupUrl.replace("GROUP", group) : said.listUrl);
}

function add(chosen) {
  for (const file of chosen) {
    const path = file.webkitRelativePath || file.fromFolder || file.name;
    if (!files.some((one) => one.path === path && one.file.size === file.size)) files.push(new Sending(file));
  }
  showTotal();
  next();
}

async function dropped(entry, path = "") {
  if (entry.isFile) {
    const file = await new Promise((found, failed) => entry.file(found, failed));
    file.fromFolder = path + file.name;
    return [file];
  }
  const reader = entry.createReader();
  const found = [];
  for (;;) {
    const some = await new Promise((read, failed) => reader.readEntries(read, failed));
    if (!some.length) return found;
    for (const one of some) found.push(...(await dropped(one, `${path}${entry.name}/`)));
  }
}

function begin(event) {
  event.preventDefault();
  if (!files.length) return complain(said.none);
  if (!form.elements.consent.checked) return complain(said.consentMissing);
  begun = true;
  next();
}

function complain(words) {
  total.hidden = false;
  total.querySelector("[data-total-said]").textContent = words;
  total.scrollIntoView({ block: "center" });
}

if (window.tus?.isSupported) {
  form.classList.add("scripted");
  for (const one of form.querySelectorAll("[data-scripted]")) one.hidden = false;
  form.noValidate = true;
  form.addEventListener("submit", begin);
  for (const input of form.querySelectorAll("input[type=file]")) {
    input.addEventListener("change", () => {
      add([...input.files]);
      input.value = "";
    });
  }
  drop.addEventListener("dragover", (event) => {
    event.preventDefault();
    drop.dataset.over = "";
  });
  drop.addEventListener("dragleave", () => delete drop.dataset.over);
  drop.addEventListener("drop", async (event) => {
    event.preventDefault();
    delete drop.dataset.over;
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry()).filter(Boolean);
    for (const entry of entries) add(await dropped(entry));
  });
  window.addEventListener("beforeunload", (event) => {
    if (files.some((one) => one.state === "sending")) event.preventDefault();
  });
}
