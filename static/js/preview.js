// A form that shows what would come of it: `data-preview="#shares"` names the part of the page that the server draws anew
// for what is typed. Without this, a button of the form does the same.
const form = document.querySelector("form[data-preview]");
let waiting = 0;
let newest = 0;

async function drawAnew() {
  const typed = new URLSearchParams();
  for (const field of form.querySelectorAll("input:not([type=hidden])")) typed.set(field.name, field.value);
  const number = ++newest;
  const answer = await fetch(`${form.querySelector("[formmethod=get]").formAction.split("#")[0]}?${typed}`);
  if (!answer.ok || number !== newest) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const part = page.querySelector(form.dataset.preview);
  if (part) document.querySelector(form.dataset.preview).replaceChildren(...part.children);
}

form?.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => drawAnew().catch(() => {}), 300);
});
