// Shows the maps of a series one by one in the same window, so that a full screen stays full: the next step is
// fetched as a page and put in the place of this one. `teken` draws the map that is on the page.
const NAAR = { ArrowRight: 1, ArrowDown: 1, PageDown: 1, " ": 1, Enter: 1, ArrowLeft: -1, ArrowUp: -1, PageUp: -1, Backspace: -1 };

export async function presenteer(teken) {
  const zaal = document.getElementById("presentatie");
  if (!zaal) return;
  const podium = () => document.getElementById("podium");
  const adres = (stap) => `${location.pathname}?stap=${stap}`;
  let bezig = false;

  async function toon() {
    const { stap, stand, zeg } = podium().dataset;
    history.replaceState(null, "", adres(stap) + (stand ? `#${stand}` : ""));
    await teken();
    document.getElementById("stap-melding").textContent = zeg;
  }

  async function naar(stap) {
    if (bezig || stap < 1 || stap > Number(podium().dataset.aantal)) return;
    bezig = true;
    try {
      const pagina = new DOMParser().parseFromString(await (await fetch(adres(stap))).text(), "text/html");
      const nieuw = pagina.getElementById("podium");
      if (!nieuw) return location.assign(adres(stap));
      const [notities, wees] = [podium().querySelector("#notities").open, document.activeElement?.rel];
      podium().replaceWith(nieuw);
      document.title = pagina.title;
      nieuw.querySelector("#notities").open = notities;
      if (wees) (nieuw.querySelector(`[rel=${wees}]`) ?? nieuw.querySelector(".stapper a"))?.focus();
      await toon();
    } finally {
      bezig = false;
    }
  }

  zaal.addEventListener("click", (klik) => {
    const richting = klik.target.closest?.(".stapper a")?.rel;
    if (!richting) return;
    klik.preventDefault();
    naar(Number(podium().dataset.stap) + (richting === "next" ? 1 : -1));
  });
  document.addEventListener("keydown", (toets) => {
    if (toets.defaultPrevented || toets.ctrlKey || toets.altKey || toets.metaKey) return;
    const paginatoets = toets.key.startsWith("Page");
    // On a button, a field or the map, keys do what they do there.
    if (!paginatoets && toets.target.closest?.("a, button, input, select, textarea, summary, #kaart")) return;
    const { stap, aantal } = podium().dataset;
    if (toets.key in NAAR) naar(Number(stap) + NAAR[toets.key]);
    else if (toets.key === "Home") naar(1);
    else if (toets.key === "End") naar(Number(aantal));
    else if (toets.key.toLowerCase() === "n") podium().querySelector("#notities").toggleAttribute("open");
    else return;
    toets.preventDefault();
  });
  const groot = document.getElementById("groot");
  groot.addEventListener("click", () => (document.fullscreenElement ? document.exitFullscreen() : zaal.requestFullscreen?.()));
  document.addEventListener("fullscreenchange", () => {
    groot.textContent = document.fullscreenElement ? "Volledig scherm uit" : "Volledig scherm";
  });
  await toon();
}
