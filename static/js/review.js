// The reviewer's desk with keys and without a new page for each item. The server draws every step as a page; this puts
// the [data-review] of the answer in the place of the old one, so that focus, scroll and what is read aloud stay in hand.
// Keys press what is named by [data-key], unless single keys are switched off in the list of keys (static/js/keys.js).

const KEYS_OFF = "single-keys-off"; // as in keys.js
const LET_GO_MS = 250; // a key that was pressed twice does not judge what has only just come
const SOON_SECONDS = 120;
const told = document.querySelector("[data-told]");
let shownAt = 0;
let isSending = false;
let warning = 0;

const desk = () => document.querySelector("[data-review]");
const find = (selector) => desk().querySelector(selector);
const openPanel = () => find("[data-against]:not([hidden])");
const areKeysOff = () => localStorage.getItem(KEYS_OFF) === "1";

function isTyping(target) {
  return target.closest("textarea, select, [contenteditable], dialog, input:not([type=radio])") !== null;
}

function tell(sentence) {
  told.textContent = "";
  setTimeout(() => { told.textContent = sentence; }, 50);
}

function tellNotices() {
  const notices = find(".notices");
  const said = [...notices.querySelectorAll(".notice"), find("[data-progress]")].map((one) => one?.dataset.progress ?? one?.textContent.trim());
  notices.removeAttribute("role"); // it is told here already
  if (notices.children.length) tell(said.filter(Boolean).join(" "));
}

function watchTheClock() {
  clearTimeout(warning);
  const lease = find("[data-lease]");
  if (!lease) return;
  warning = setTimeout(() => {
    lease.dataset.is = "soon";
    tell(lease.dataset.soon);
  }, Math.max(0, Number(lease.dataset.lease) - SOON_SECONDS) * 1000);
}

function show(panel) {
  find("[data-acts]").hidden = true;
  panel.hidden = false;
  find(`[aria-controls="${panel.id}"]`).setAttribute("aria-expanded", "true");
  panel.scrollIntoView({ block: "nearest" });
  panel.querySelector("input[type=radio]").focus({ preventScroll: true });
}

function close(panel) {
  const opener = find(`[aria-controls="${panel.id}"]`);
  panel.hidden = true;
  find("[data-acts]").hidden = false;
  opener.setAttribute("aria-expanded", "false");
  opener.focus();
}

function choose(panel, number) {
  const reason = panel.querySelectorAll("input[name=reason]")[number - 1];
  if (!reason) return;
  reason.checked = true;
  const isEnough = panel.dataset.against === "reject" && reason.value !== "other";
  if (isEnough) panel.requestSubmit();
  else panel.querySelector("textarea").focus();
}

function exchange(page, part) {
  const [old, now] = [find(part), page.querySelector("[data-review]").querySelector(part)];
  if (old && now) old.replaceWith(now);
}

function take(page, answer) {
  desk().replaceWith(page.querySelector("[data-review]"));
  document.title = page.title;
  if (answer.redirected) history.replaceState(null, "", answer.url);
  for (const hint of desk().querySelectorAll("[data-key-hint]")) hint.hidden = areKeysOff();
  shownAt = performance.now();
  const wrong = openPanel();
  if (wrong) {
    (wrong.querySelector("[aria-invalid=true]") ?? wrong.querySelector("input[type=radio]")).focus();
    tell([...wrong.querySelectorAll(".error, .notice--bad")].map((one) => one.textContent).join(" "));
    return;
  }
  scrollTo(0, 0);
  find("[data-item]").focus({ preventScroll: true });
  tellNotices();
}

async function send(form) {
  isSending = true;
  desk().setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!answer.ok || !page.querySelector("[data-review]")) {
      form.submit(); // whatever it is, it is the browser's to show; a verdict that is sent twice is one
    } else if (form.dataset.send === "lease" && page.querySelector("[data-item]").textContent === find("[data-item]").textContent) {
      exchange(page, "[data-lease]");
      exchange(page, ".notices");
      (find("[data-lease] button") ?? find("[data-item]")).focus({ preventScroll: true });
      tellNotices();
    } else {
      take(page, answer);
    }
  } catch {
    tell(desk().dataset.lost);
    const notice = Object.assign(document.createElement("p"), { className: "notice notice--bad", textContent: desk().dataset.lost });
    find(".notices").replaceChildren(notice);
  } finally {
    isSending = false;
    desk().removeAttribute("aria-busy");
    watchTheClock();
  }
}

function onSubmit(event) {
  const form = event.target;
  if (!desk().contains(form) || !("send" in form.dataset)) return;
  event.preventDefault();
  if (!isSending) send(form);
}

function onClick(event) {
  const opener = event.target.closest("[data-opens]");
  const closer = event.target.closest("[data-closes]");
  if (!opener && !closer) return;
  event.preventDefault();
  if (opener) show(document.getElementById(opener.getAttribute("aria-controls")));
  else close(closer.closest("[data-against]"));
}

function onKey(event) {
  const panel = openPanel();
  if (event.key === "Escape" && panel && !document.querySelector("dialog[open]")) return close(panel);
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && panel?.contains(event.target)) return panel.requestSubmit();
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || areKeysOff() || isTyping(event.target)) return;
  if (isSending || performance.now() - shownAt < LET_GO_MS) return;
  press(event, panel);
}

function press(event, panel) {
  if (panel && /^[1-9]$/.test(event.key)) {
    event.preventDefault();
    choose(panel, Number(event.key));
    return;
  }
  const button = /^[a-z]$/i.test(event.key) ? find(`[data-key="${event.key.toLowerCase()}"]`) : null;
  if (!button?.checkVisibility()) return;
  event.preventDefault();
  button.click();
  if (button.matches("summary")) {
    button.focus({ preventScroll: true });
    button.parentElement.scrollIntoView({ block: "nearest" });
  }
}

document.addEventListener("submit", onSubmit);
document.addEventListener("click", onClick);
document.addEventListener("keydown", onKey);
document.querySelector("#keys dl")?.prepend(...document.querySelector("[data-keys]").children);
tellNotices();
watchTheClock();
