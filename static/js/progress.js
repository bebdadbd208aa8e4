// A page that shows how far a worker is: `data-progress` is an address that tells it in JSON. It is asked every second
// while something moves, less often while nothing does, and the page is loaded anew when the state changes. Without
// this, a link does the same.

const shown = document.querySelector("[data-progress]");
const SOONEST = 1000;
const LATEST = 10_000;
const numbers = new Intl.NumberFormat(document.documentElement.lang || "en");

function tell(said) {
  shown.querySelector("progress").value = said.percent;
  for (const place of shown.querySelectorAll("[data-told]")) {
    const value = said[place.dataset.told];
    place.textContent = value === null ? "–" : numbers.format(value);
  }
}

async function look(wait, before) {
  let said = null;
  try {
    const answer = await fetch(shown.dataset.progress, { headers: { Accept: "application/json" } });
    if (answer.ok) said = await answer.json();
  } catch {
    // the connection comes back, or the link does
  }
  if (said && said.state !== shown.dataset.state) return location.reload();
  if (said) tell(said);
  const now = JSON.stringify(said);
  const next = said && now !== before ? SOONEST : Math.min(wait * 1.5, LATEST);
  setTimeout(look, document.hidden ? LATEST : next, next, now);
}

if (shown) setTimeout(look, SOONEST, SOONEST, "");
