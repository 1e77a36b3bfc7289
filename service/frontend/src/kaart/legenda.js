// The legend, which is also the filter: what is ticked off is not drawn, and the day says when a relation holds.
import { kleuren, lijnkleur, merk, uiterlijk } from "./stijl.js";
import { STREEP, vorm } from "./vormen.js";

const SAMEN = "Wat twee op meer manieren verbindt, is één lijn: zij ziet eruit als de dikste. De tabel noemt ze alle.";

/** Explain shapes and lines: under each heading words, each with how often it is there and its sign as SVG of 36 by 20. */
export function uitleg(beeld, { soorten, families, merken }) {
  const kleur = kleuren(beeld.vak); // asked once: the page is laid out anew for each question
  const tel = (waarden) => waarden.filter(Boolean).reduce((telling, waarde) => telling.set(waarde, (telling.get(waarde) ?? 0) + 1), new Map());
  const onder = (kop, waarden, teken, woordVan, zin = "") => ({
    kop,
    zin,
    woorden: [...tel(waarden)].sort((a, b) => a[0].localeCompare(b[0])).map(([waarde, aantal]) => ({ woord: woordVan(waarde), aantal, teken: teken(waarde) })),
  });
  return [
    onder("Wat er staat", soorten, (soort) => vakje({ soort, leeg: soort === "niemand genoemd" }, kleur), (soort) => (soort === "groep" ? "groep, met hoeveel erin" : soort)),
    onder("Wat hen verbindt", families, (familie) => streepje(beeld.lijnstijlen.get(familie), lijnkleur(familie, "", kleur)), (familie) => familie, beeld.lijnstijlen.size > 1 ? SAMEN : ""),
    onder("Wat eraan opvalt", merken, (woord) => vakje({ soort: "organisatie", merk: woord }, kleur), merk),
  ].filter(({ woorden }) => woorden.length);
}

export function legenda(beeld) {
  const vak = document.getElementById("kaart-legenda");
  const vul = () => {
    const { nodes: dingen, edges: lijnen } = beeld.gegevens;
    const merken = [...dingen, ...lijnen].map(({ mark }) => mark);
    vak.replaceChildren(...uitleg(beeld, { soorten: dingen.map(({ kind }) => kind), families: lijnen.map(({ family }) => family), merken }).flatMap(maak));
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

  function maak({ kop, woorden, zin }) {
    const groep = document.createElement("fieldset");
    groep.append(Object.assign(document.createElement("legend"), { textContent: kop }));
    for (const { woord, aantal, teken } of woorden) {
      const label = document.createElement("label");
      const vinkje = Object.assign(document.createElement("input"), { type: "checkbox", value: woord, checked: !beeld.keuze.zonder.has(woord) });
      const streep = new DOMParser().parseFromString(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 36 20" aria-hidden="true">${teken}</svg>`, "image/svg+xml").documentElement;
      streep.classList.add("teken");
      label.append(vinkje, streep, `${woord} (${aantal})`);
      groep.append(label);
    }
    return zin ? [groep, Object.assign(document.createElement("p"), { className: "zacht", textContent: zin })] : [groep];
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
