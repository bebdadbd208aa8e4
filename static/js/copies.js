// What is there already, beneath a form with [data-copies]: asked a moment after somebody stops writing. The sentences
// come from the page: [data-near] with {percent}, [data-exact] and [data-see]. Without this the server says the same when the form is sent.

const AFTER = 900;

for (const form of document.querySelectorAll("form[data-copies]")) {
  const place = form.querySelector("[data-found]");
  const token = form.querySelector("[name=csrfmiddlewaretoken]");
  let timer = 0;
  let asking = null;

  const show = (copies) => {
    place.replaceChildren(
      ...copies.map((one) => {
        const line = document.createElement("p");
        const link = document.createElement("a");
        line.className = "notice notice--warn";
        link.href = one.url;
        link.target = "_blank";
        link.rel = "noopener";
        link.textContent = form.dataset.see;
        const said = one.is_exact ? form.dataset.exact : form.dataset.near.replace("{percent}", one.percent);
        line.append(said, " ", link);
        return line;
      }),
    );
  };

  const ask = async () => {
    asking?.abort();
    asking = new AbortController();
    const body = new FormData();
    for (const area of form.querySelectorAll("textarea.words")) body.append(area.name, area.value);
    try {
      const answer = await fetch(form.dataset.copies, {
        method: "POST",
        body,
        headers: { "X-CSRFToken": token.value },
        signal: asking.signal,
      });
      if (answer.ok) show((await answer.json()).copies);
    } catch {
      // Asked again when somebody goes on writing; the server says it in any case.
    }
  };

  form.addEventListener("input", (event) => {
    if (!event.target.matches("textarea.words")) return;
    clearTimeout(timer);
    timer = setTimeout(ask, AFTER);
  });
}
