// A form whose parts the server draws anew while one types: a button with [data-redraws="#part"] sends the form and puts
// that part of the answer in place of the old one; a form with [data-redraws] and [data-does] does so by itself after a
// pause. Without this the same buttons load the page again.

async function answerTo(form, does) {
  const typed = new FormData(form);
  typed.set("do", does);
  const answer = await fetch(form.action || location.href, { method: "POST", body: typed });
  if (!answer.ok) throw new Error(answer.statusText);
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

function put(page, selector) {
  const drawn = page.querySelector(selector);
  const old = document.querySelector(selector);
  if (!drawn || !old) return;
  const scrolled = old.querySelector(".scroll")?.scrollTop ?? 0;
  old.replaceChildren(...drawn.childNodes);
  const scroll = old.querySelector(".scroll");
  if (scroll) scroll.scrollTop = scrolled;
}

function focusOn(selector, page) {
  const wanted = page.querySelector(`${selector} [autofocus]`);
  if (wanted?.id) document.getElementById(wanted.id)?.focus();
}

for (const form of document.querySelectorAll("form[data-redraws]")) {
  let waiting = 0;
  let newest = 0;

  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const number = ++newest;
      try {
        const page = await answerTo(form, form.dataset.does);
        if (number === newest) put(page, form.dataset.redraws);
      } catch {
        // The button does the same.
      }
    }, 500);
  });

  form.addEventListener("submit", async (event) => {
    const button = event.submitter;
    if (!button?.dataset.redraws) return;
    event.preventDefault();
    event.stopPropagation();
    try {
      const page = await answerTo(form, button.value);
      newest += 1;
      for (const selector of button.dataset.redraws.split(" ")) put(page, selector);
      focusOn(button.dataset.redraws.split(" ")[0], page);
    } catch {
      button.removeAttribute("data-redraws");
      form.requestSubmit(button);
    }
  });
}
