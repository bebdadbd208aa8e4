// A page that waits for a worker looks again by itself: `data-reload-after="3"` is how many seconds later. Whoever is
// typing, reading a dialog, or has another tab in front is left alone. Without this, a link does the same.
const waiting = document.querySelector("[data-reload-after]");

function lookAgain() {
  const busy = document.hidden || document.querySelector("dialog[open]") || document.activeElement?.matches("input, textarea, select");
  if (busy) setTimeout(lookAgain, 1000);
  else location.reload();
}

if (waiting) setTimeout(lookAgain, Number(waiting.dataset.reloadAfter) * 1000);
