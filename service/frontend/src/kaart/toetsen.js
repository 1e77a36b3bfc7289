// The map by keyboard: arrows walk to the neighbour that lies in that direction, Enter opens or closes a group,
// space brings a thing forward, Backspace goes back, Escape leaves; a live region says where one is.
const RICHTING = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

export function loop(beeld) {
  const { cy, vak } = beeld;
  const melding = document.getElementById("kaart-melding");
  const afgelegd = [];
  let hier = "";

  function zeg(knoop) {
    const { naam, soort, open, merk, gezegd } = knoop.data();
    const relaties = knoop.connectedEdges().reduce((som, lijn) => som + lijn.data("aantal"), 0);
    melding.textContent = [naam, soort, relaties === 1 ? "1 relatie" : `${relaties} relaties`, merk, gezegd || (open === 1 ? "1 open punt" : `${open} open punten`)].filter(Boolean).join(", ").replaceAll("\n", ", ");
  }

  function ga(id, onthoud = true) {
    const knoop = cy.$id(id);
    if (knoop.empty()) return;
    if (onthoud && hier && hier !== id) afgelegd.push(hier);
    hier = id;
    beeld.keuze.bij = "";
    beeld.kies(id);
    const { x1, y1, x2, y2 } = knoop.renderedBoundingBox();
    if (x1 < 0 || y1 < 0 || x2 > cy.width() || y2 > cy.height()) cy.center(knoop);
    zeg(knoop);
  }

  function buur([dx, dy]) {
    const van = cy.$id(hier).position();
    const gewicht = (knoop) => {
      const [x, y] = [knoop.position("x") - van.x, knoop.position("y") - van.y];
      const langs = x * dx + y * dy;
      return langs <= 0 ? Infinity : langs + 3 * Math.abs(x * dy + y * dx);
    };
    const beste = (knopen) => knopen.toArray().filter((knoop) => gewicht(knoop) < Infinity).sort((a, b) => gewicht(a) - gewicht(b))[0];
    return beste(cy.$id(hier).neighborhood("node")) ?? beste(cy.nodes().difference(cy.$id(hier)));
  }

  vak.addEventListener("focus", () => {
    const eerste = cy.$id(hier).nonempty() ? hier : beeld.keuze.bij || linksboven();
    if (eerste) ga(eerste, false);
  });
  vak.addEventListener("keydown", (toets) => {
    const richting = RICHTING[toets.key];
    if (richting) {
      const volgende = buur(richting);
      if (volgende) ga(volgende.id());
    } else if (toets.key === "Enter") {
      const erna = beeld.wissel(hier);
      if (erna) ga(erna, false);
    } else if (toets.key === "Backspace") {
      const terug = afgelegd.pop();
      if (terug) ga(terug, false);
    } else if (toets.key === "Home") ga(linksboven());
    else if (toets.key === "+" || toets.key === "-") {
      beeld.volgt = false;
      cy.zoom({ level: cy.zoom() * (toets.key === "+" ? 1.25 : 0.8), position: cy.$id(hier).position() });
    }
    else if (toets.key === "Escape") {
      beeld.keuze.bij = "";
      beeld.scherp();
      beeld.dispatchEvent(new Event("gekozen"));
      document.getElementById("kaart-zoek")?.focus();
    } else return;
    toets.preventDefault();
  });
  cy.on("tap", "node", ({ target }) => {
    hier = target.id();
    beeld.kies(hier);
    zeg(target);
  });
  cy.on("dbltap", "node", ({ target }) => beeld.wissel(target.id()));
  cy.on("tap", ({ target }) => {
    if (target !== cy) return;
    beeld.keuze.bij = "";
    beeld.scherp();
    beeld.dispatchEvent(new Event("gekozen"));
  });
  beeld.ga = ga;

  function linksboven() {
    return cy.nodes().toArray().sort((a, b) => a.position("x") + a.position("y") - b.position("x") - b.position("y"))[0]?.id() ?? "";
  }
}
