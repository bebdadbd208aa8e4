// The interactive reference of the API: Swagger UI, from our own address, in the colours of the page. It is large, so
// it is fetched when somebody opens it. What it sends carries the key that the reader enters; sessions are not used.

const drawer = document.getElementById("try");
const place = document.getElementById("reference");
const dark = matchMedia("(prefers-color-scheme: dark)");

function colour() {
  const chosen = document.documentElement.dataset.theme;
  document.documentElement.classList.toggle("dark-mode", chosen ? chosen === "dark" : dark.matches);
}

function fetched(element) {
  return new Promise((resolve, reject) => {
    element.onload = resolve;
    element.onerror = reject;
    document.head.append(element);
  });
}

async function open() {
  const style = Object.assign(document.createElement("link"), { rel: "stylesheet", href: place.dataset.style });
  const script = Object.assign(document.createElement("script"), { src: place.dataset.script });
  await Promise.all([fetched(style), fetched(script)]);
  SwaggerUIBundle({
    domNode: place,
    url: place.dataset.document,
    presets: [SwaggerUIBundle.presets.apis],
    layout: "BaseLayout",
    deepLinking: true,
    persistAuthorization: false,
    validatorUrl: null,
    requestInterceptor: (request) => ({ ...request, credentials: "omit" }),
  });
}

dark.addEventListener("change", colour);
drawer.addEventListener("toggle", open, { once: true });
drawer.hidden = false;
colour();
if (location.hash.startsWith("#/")) drawer.open = true;
