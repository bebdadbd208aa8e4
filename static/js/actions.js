// Two helps for buttons. [data-copy] copies its text; a form with [data-confirm] asks before it is sent, with
// [data-confirm-detail] beneath the question and [data-confirm-yes] on the button. Without JavaScript copy buttons
// stay hidden and forms are sent at once, so a form that cannot be undone needs a page of its own that asks.

const SHOWN_MS = 1600;
const confirmation = document.getElementById("confirm");

async function copy(button) {
  await navigator.clipboard.writeText(button.dataset.copy);
  const said = button.getAttribute("aria-label");
  button.dataset.done = "";
  if (button.dataset.copied) button.setAttribute("aria-label", button.dataset.copied);
  setTimeout(() => {
    delete button.dataset.done;
    if (said) button.setAttribute("aria-label", said);
  }, SHOWN_MS);
}

function ask(form, submitter) {
  confirmation.querySelector("h2").textContent = form.dataset.confirm;
  confirmation.querySelector("[data-detail]").textContent = form.dataset.confirmDetail ?? "";
  if (form.dataset.confirmYes) confirmation.querySelector("[data-yes]").textContent = form.dataset.confirmYes;
  confirmation.returnValue = "no";
  confirmation.addEventListener("close", () => {
    if (confirmation.returnValue !== "yes") return;
    form.dataset.confirmed = "";
    form.requestSubmit(submitter);
  }, { once: true });
  confirmation.showModal();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) copy(button);
});
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.dataset.confirm || "confirmed" in form.dataset) return;
  event.preventDefault();
  ask(form, event.submitter);
});
if (navigator.clipboard) {
  for (const button of document.querySelectorAll("[data-copy]")) button.hidden = false;
}
