// The legend, which is also the filter: what is ticked off is not drawn, and the day says when a relation holds.
import { kleuren, lijnkleur, merk, uiterlijk } from "./stijl.js";
import { STREEP, vorm } from "./vormen.js";

export function legenda(beeld) {
  const vak = document.getElementById("kaart-legenda");
  const tel = (waarden) => waarden.reduce((telling, waarde) => telling.set(waarde, (telling.get(waarde) ?? 0) + 1), new Map());
  const vul = () => {
    vak.replaceChildren();
    const { nodes: dingen, edges: lijnen } = beeld.gegevens;
    const kleur = kleuren(beeld.vak); // asked once: the page is laid out anew for each question
    maak(vak, "Wat er staat", tel(dingen.map((ding) => ding.kind)), (soort) => vakje({ soort, leeg: soort === "niemand genoemd" }, kleur));
    maak(vak, "Wat hen verbindt", tel(lijnen.map((lijn) => lijn.family)), (familie) => streepje(beeld.lijnstijlen.get(familie), lijnkleur(familie, "", kleur)));
    if (beeld.lijnstijlen.size > 1) vak.append(Object.assign(document.createElement("p"), { className: "zacht", textContent: "Wat twee op meer manieren verbindt, is één lijn: zij ziet eruit als de dikste. De tabel noemt ze alle." }));
    const gemerkt = [...dingen.map((ding) => ding.mark), ...lijnen.map((lijn) => lijn.mark)].filter(Boolean);
    if (gemerkt.length) maak(vak, "Wat eraan opvalt", tel(gemerkt), (woord) => vakje({ soort: "organisatie", merk: woord }, kleur), merk);
  };
  vul();
  beeld.addEventListener("genomen", vul);
  vak.addEventListener("change", ({ target }) => {
    if (!target.value) return;
    target.checked ? beeld.keuze.zonder.delete(target.value) : beeld.keuze.zonder.add(target.value);
    beeld.toon({ schik: false });
  });
  // Without laying out anew, what stays keeps its place.
  beeld.cy.on("add", "node", ({ target }) => beeld.laatste?.has(target.id()) && target.position(beeld.laatste.get(target.id())));
  beeld.cy.on("remove", "node", ({ target }) => (beeld.laatste ??= new Map()).set(target.id(), { ...target.position() }));
  dagen(beeld, document.getElementById("kaart-dag"));

  function maak(ouder, kop, telling, teken, woordVan = (soort) => soort) {
    const groep = document.createElement("fieldset");
    groep.append(Object.assign(document.createElement("legend"), { textContent: kop }));
    for (const [soort, aantal] of [...telling].sort((a, b) => a[0].localeCompare(b[0]))) {
      const label = document.createElement("label");
      const woord = woordVan(soort);
      const vinkje = Object.assign(document.createElement("input"), { type: "checkbox", value: woord, checked: !beeld.keuze.zonder.has(woord) });
      const streep = new DOMParser().parseFromString(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 36 20" aria-hidden="true">${teken(soort)}</svg>`, "image/svg+xml").documentElement;
      streep.classList.add("teken");
      label.append(vinkje, streep, `${woord} (${aantal})`);
      groep.append(label);
    }
    ouder.append(groep);
  }
}

function vakje(ding, kleur) {
  const ziet = uiterlijk(ding, kleur);
  return vorm(ziet.vorm, { l: 3, b: 3, r: 33, o: 17, x: 18, y: 10 }, `fill="${ziet.vulling}" stroke="${ziet.rand}" stroke-width="${Math.min(ziet.dikte, 3)}"${STREEP[ziet.streep]}`);
}

function streepje([streep, dikte], tint) {
  return `<path d="M 1 10 L 35 10" stroke="${tint}" stroke-width="${dikte}"${STREEP[streep]}/>`;
}

function dagen(beeld, schuif) {
  const bekend = beeld.gegevens.edges.flatMap(({ begin, end }) => [begin, end]).filter(Boolean).sort();
  if (bekend.length < 2) return void schuif.closest("p").remove();
  const [eerste, laatste] = [bekend[0], bekend.at(-1)].map((dag) => Number(dag.slice(0, 4)) * 12 + Number(dag.slice(5, 7)) - 1);
  const uitleg = document.getElementById("kaart-dag-uitleg");
  schuif.min = eerste - 1;
  schuif.max = laatste;
  const dagVan = (maand) => `${Math.floor(maand / 12)}-${String((maand % 12) + 1).padStart(2, "0")}-01`;
  const zeg = () => {
    uitleg.textContent = beeld.keuze.dag
      ? `op ${new Date(`${beeld.keuze.dag}T12:00:00`).toLocaleDateString("nl-NL", { month: "long", year: "numeric" })}, voor zover er een tijd bij staat`
      : "alle tijden";
    schuif.setAttribute("aria-valuetext", uitleg.textContent);
  };
  schuif.value = beeld.keuze.dag ? Number(beeld.keuze.dag.slice(0, 4)) * 12 + Number(beeld.keuze.dag.slice(5, 7)) - 1 : eerste - 1;
  schuif.addEventListener("input", () => {
    beeld.keuze.dag = Number(schuif.value) < eerste ? "" : dagVan(Number(schuif.value));
    zeg();
    beeld.toon({ schik: false });
  });
  zeg();
}
