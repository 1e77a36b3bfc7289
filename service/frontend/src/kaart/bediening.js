// The buttons and fields over the map: search, way between two, open and close all, hide, show all, full screen.
export function bedien(beeld) {
  const zoek = document.getElementById("kaart-zoek");
  const naar = document.getElementById("kaart-naar");
  const melding = document.getElementById("kaart-melding");
  const namen = document.getElementById("kaart-namen");
  const noem = () => namen.replaceChildren(...[...new Set(beeld.gegevens.nodes.map((ding) => ding.label))].sort().map((value) => Object.assign(document.createElement("option"), { value })));
  noem();
  beeld.addEventListener("genomen", noem);

  /** Find a thing by its name or the beginning of it, and open the group it is in. */
  function vind(tekst) {
    const gezocht = tekst.trim().toLowerCase();
    if (!gezocht) return "";
    const hits = (proef) => beeld.gegevens.nodes.find((ding) => proef(ding.label.toLowerCase()));
    const ding = hits((naam) => naam === gezocht) ?? hits((naam) => naam.startsWith(gezocht)) ?? hits((naam) => naam.includes(gezocht));
    if (!ding) {
      melding.textContent = `Op deze kaart staat geen '${tekst.trim()}'.`;
      return "";
    }
    if (beeld.stand(ding) !== ding.id) {
      beeld.keuze.open.add(ding.group);
      beeld.toon();
    }
    return ding.id;
  }

  zoek.form.addEventListener("submit", (verzending) => {
    verzending.preventDefault();
    const van = vind(zoek.value);
    const doel = naar.value.trim() ? vind(naar.value) : "";
    if (!van) return;
    if (!doel) return beeld.ga(van);
    const stappen = beeld.weg(van, doel);
    melding.textContent = stappen ? `De weg: ${stappen.join(", ")}.` : "Tussen deze twee is op deze kaart geen verbinding.";
  });
  const knoppen = {
    open: () => {
      for (const groep of beeld.leden.keys()) beeld.keuze.open.add(groep);
      beeld.toon();
    },
    dicht: () => {
      beeld.keuze.open.clear();
      beeld.toon();
    },
    verberg: () => {
      if (!beeld.keuze.bij) return void (melding.textContent = "Kies eerst iets op de kaart.");
      for (const ding of beeld.gegevens.nodes) if (beeld.stand(ding) === beeld.keuze.bij) beeld.keuze.verborgen.add(ding.id);
      beeld.keuze.bij = "";
      beeld.toon({ schik: false });
    },
    alles: () => {
      beeld.keuze.verborgen.clear();
      beeld.keuze.zonder.clear();
      beeld.keuze.bij = "";
      beeld.plekken.clear();
      for (const vinkje of document.querySelectorAll("#kaart-legenda input")) vinkje.checked = true;
      beeld.toon();
    },
    passend: () => beeld.pasEnNoem(),
    groot: () => (document.getElementById("sessie")?.parentElement ?? document.getElementById("kaartvlak")).requestFullscreen?.(),
  };
  for (const [naam, doe] of Object.entries(knoppen)) document.querySelector(`[data-kaart="${naam}"]`)?.addEventListener("click", doe);
}
