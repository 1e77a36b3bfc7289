// The legend, which is also the filter: what is ticked off is not drawn, and the day says when a relation holds.
import { VORMEN } from "./stijl.js";

const TEKENS = { rectangle: "▭", "round-rectangle": "▢", ellipse: "◯", hexagon: "⬡", "cut-rectangle": "⬔", diamond: "◇", octagon: "⬣", barrel: "▤" };
const STREPEN = { solid: "───", dashed: "╌╌╌", dotted: "┄┄┄" };

export function legenda(beeld) {
  const vak = document.getElementById("kaart-legenda");
  const tel = (waarden) => waarden.reduce((telling, waarde) => telling.set(waarde, (telling.get(waarde) ?? 0) + 1), new Map());
  maak(vak, "Wat er staat", tel(beeld.gegevens.nodes.map((ding) => ding.kind)), (soort) => TEKENS[VORMEN[soort]] ?? "▢");
  maak(vak, "Wat hen verbindt", tel(beeld.gegevens.edges.map((lijn) => lijn.family)), (soort) => {
    const [streep, dikte] = beeld.lijnstijlen.get(soort);
    return dikte > 3 ? "━━━" : STREPEN[streep];
  });
  vak.addEventListener("change", ({ target }) => {
    if (!target.value) return;
    target.checked ? beeld.keuze.zonder.delete(target.value) : beeld.keuze.zonder.add(target.value);
    beeld.toon({ schik: false });
  });
  // Without laying out anew, what stays keeps its place.
  beeld.cy.on("add", "node", ({ target }) => beeld.laatste?.has(target.id()) && target.position(beeld.laatste.get(target.id())));
  beeld.cy.on("remove", "node", ({ target }) => (beeld.laatste ??= new Map()).set(target.id(), { ...target.position() }));
  dagen(beeld, document.getElementById("kaart-dag"));

  function maak(ouder, kop, telling, teken) {
    const groep = document.createElement("fieldset");
    groep.append(Object.assign(document.createElement("legend"), { textContent: kop }));
    for (const [soort, aantal] of [...telling].sort((a, b) => a[0].localeCompare(b[0]))) {
      const label = document.createElement("label");
      const vinkje = Object.assign(document.createElement("input"), { type: "checkbox", value: soort, checked: !beeld.keuze.zonder.has(soort) });
      const streep = Object.assign(document.createElement("span"), { className: "teken", textContent: teken(soort) });
      streep.setAttribute("aria-hidden", "true");
      label.append(vinkje, streep, `${soort} (${aantal})`);
      groep.append(label);
    }
    ouder.append(groep);
  }
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
