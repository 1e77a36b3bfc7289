// The session beside the map: what is sent comes at once on the map, in the table and on the list, without leaving
// the page; what somebody else adds comes too. The server writes the list; here it is only put in its place.
const WACHT = 5000; // milliseconds between two looks at whether somebody else added something

export function sessie(beeld) {
  const vak = document.getElementById("sessie");
  if (!vak) return;
  const melding = document.getElementById("sessie-melding");
  const stand = () => document.getElementById("parkeerlijst").dataset.stand;

  async function haal(adres, keuze) {
    const antwoord = await fetch(adres, keuze);
    const pagina = new DOMParser().parseFromString(await antwoord.text(), "text/html");
    if (!antwoord.ok) throw new Error(pagina.querySelector("main .inleiding")?.textContent ?? "Dit lukt niet.");
    return pagina;
  }

  async function neem(pagina) {
    const antwoord = await fetch(beeld.vak.dataset.gegevens);
    if (!antwoord.ok) return;
    const gegevens = await antwoord.json();
    document.getElementById("parkeerlijst").replaceWith(pagina.getElementById("parkeerlijst"));
    document.querySelector(".kaart-stand").replaceWith(pagina.querySelector(".kaart-stand"));
    document.querySelector("#kaarttabel tbody").replaceChildren(...pagina.querySelectorAll("#kaarttabel tbody tr"));
    beeld.neem(gegevens);
    beeld.toon();
  }

  vak.addEventListener("submit", async (verzending) => {
    verzending.preventDefault();
    const form = verzending.target;
    const knop = form.querySelector("button");
    knop.disabled = true;
    try {
      const pagina = await haal(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
      await neem(pagina);
      melding.textContent = form.action.endsWith("/weg") ? "Weggehaald." : `Erbij gezet: ${document.querySelector("#parkeerlijst li p").textContent.trim()}`;
      if (form.isConnected) {
        form.reset();
        for (const veld of form.elements) delete veld.dataset.getypt;
        form.querySelector("input:not([type=hidden]), textarea").focus();
      } else vak.querySelector("summary").focus();
    } catch (fout) {
      melding.textContent = fout.message;
    } finally {
      knop.disabled = false;
    }
  });

  // What is chosen on the map stands ready in the fields that ask for it, unless somebody typed there.
  vak.addEventListener("input", ({ target }) => (target.dataset.getypt = ""));
  beeld.addEventListener("gekozen", () => {
    const knoop = beeld.cy.$id(beeld.keuze.bij);
    const naam = knoop.nonempty() && knoop.data("soort") !== "groep" ? knoop.data("naam") : "";
    for (const veld of vak.querySelectorAll("[data-gekozen]")) if (!("getypt" in veld.dataset)) veld.value = naam;
  });

  setInterval(async () => {
    if (document.hidden) return;
    try {
      const blad = await haal(vak.dataset.blad);
      if (blad.querySelector("[data-stand]").dataset.stand !== stand()) await neem(await haal(location.href));
    } catch {
      melding.textContent = "De sessie is even niet te bereiken.";
    }
  }, WACHT);
}
