// How many letters of how many, beneath each text of a form with [data-counting]. The sentences come from the page:
// [data-said], [data-missing] and [data-over] with {count}, {most}, {more} and {over}. Letters are counted as the
// server counts them. Without this the help above each text names its limits.

const numbers = new Intl.NumberFormat(document.documentElement.lang || "en");

function letters(text) {
  return [...text.normalize("NFC").trim()].length;
}

function sentence(form, count, least, most) {
  const said = count > most ? form.dataset.over : count && count < least ? form.dataset.missing : form.dataset.said;
  const places = { count, most, more: least - count, over: count - most };
  return said.replace(/\{(\w+)\}/g, (_, name) => numbers.format(places[name]));
}

for (const form of document.querySelectorAll("form[data-counting]")) {
  for (const area of form.querySelectorAll("textarea[data-most]")) {
    const shown = document.createElement("span");
    shown.className = "counted";
    shown.setAttribute("aria-hidden", "true");
    area.after(shown);
    const count = () => {
      const there = letters(area.value);
      shown.textContent = sentence(form, there, Number(area.dataset.least), Number(area.dataset.most));
      shown.dataset.is = there > Number(area.dataset.most) ? "over" : "within";
    };
    area.addEventListener("input", count);
    count();
  }
}
