// Keys and menus: "/" goes to the search box, "?" lists the keys, Escape and a click elsewhere close a menu.
// Single keys can be switched off in the list of keys and stay off in this browser (WCAG 2.1.4).

const OFF = "single-keys-off";
const keys = document.getElementById("keys");
const search = document.querySelector("[data-search]");
const choice = document.querySelector("[data-single-keys]");

const isOff = () => localStorage.getItem(OFF) === "1";
const isTyping = (target) => target.closest("input, textarea, select, [contenteditable], dialog") !== null;

function showHints() {
  for (const hint of document.querySelectorAll("[data-key-hint]")) hint.hidden = isOff();
}

function onKey(event) {
  if (event.key === "Escape") return closeMenus({ except: null, focus: true });
  if (event.ctrlKey || event.metaKey || event.altKey || isOff() || isTyping(event.target)) return;
  if (event.key === "/" && search?.checkVisibility()) {
    event.preventDefault();
    search.focus();
    search.select();
  } else if (event.key === "?") {
    keys?.showModal();
  }
}

function closeMenus({ except, focus }) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (menu === except) continue;
    menu.open = false;
    if (focus) menu.querySelector("summary").focus();
  }
}

document.addEventListener("keydown", onKey);
document.addEventListener("click", (event) => closeMenus({ except: event.target.closest("details.menu"), focus: false }));
choice?.addEventListener("change", () => {
  if (choice.checked) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, "1");
  showHints();
});
if (choice) choice.checked = !isOff();
showHints();
