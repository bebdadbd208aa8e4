// The interactive reference of the API: Swagger UI, from our own address, in the colours of the page.
// What it sends is sent with the key that the reader enters; sessions are not used.

const place = document.getElementById("reference");
const dark = matchMedia("(prefers-color-scheme: dark)");

function colour() {
  const chosen = document.documentElement.dataset.theme;
  document.documentElement.classList.toggle("dark-mode", chosen ? chosen === "dark" : dark.matches);
}

dark.addEventListener("change", colour);
colour();

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
