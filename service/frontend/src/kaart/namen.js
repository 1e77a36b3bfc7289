// Puts the names of relations where they can be read: along the line, clear of things and of each other.
import { breedteVan } from "./tekst.js";

const PLEKKEN = [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82];
const LETTERS = 11 / 12; // names of relations are set smaller than those of things

const raakt = (a, b) => a.x1 < b.x2 && b.x1 < a.x2 && a.y1 < b.y2 && b.y1 < a.y2;

/** Give the point at a part `t` of a line that may bend once. */
function opLijn(lijn, t) {
  const [van, naar, bocht] = [lijn.sourceEndpoint(), lijn.targetEndpoint(), lijn.controlPoints()?.[0]];
  const tussen = (as) => (bocht ? (1 - t) ** 2 * van[as] + 2 * t * (1 - t) * bocht[as] + t ** 2 * naar[as] : van[as] + t * (naar[as] - van[as]));
  return { x: tussen("x"), y: tussen("y") };
}

/** Tell whether a stretch of line comes through a box. */
function kruist([a, b], vak) {
  let [van, tot] = [0, 1];
  for (const [as, laag, hoog] of [["x", vak.x1, vak.x2], ["y", vak.y1, vak.y2]]) {
    const weg = b[as] - a[as];
    const [een, ander] = [(laag - a[as]) / (weg || 1e-9), (hoog - a[as]) / (weg || 1e-9)];
    van = Math.max(van, Math.min(een, ander));
    tot = Math.min(tot, Math.max(een, ander));
  }
  return van < tot;
}

/** Place the names of the lines that bear one; how many hit something is told. */
export function zetNamen(cy) {
  const lijnen = cy.edges().toArray().map((lijn) => ({ lijn, stukken: [[opLijn(lijn, 0), opLijn(lijn, 0.5)], [opLijn(lijn, 0.5), opLijn(lijn, 1)]] }));
  const bezet = cy.nodes().map((knoop) => knoop.boundingBox({ includeLabels: false, includeOverlays: false }));
  let geraakt = 0;
  for (const lijn of cy.edges(".benoemd").toArray()) {
    const half = { x: (breedteVan(lijn.data("kort")) * LETTERS) / 2 + 2, y: 8 };
    const keuzes = PLEKKEN.map((t) => {
      const { x, y } = opLijn(lijn, t);
      const vak = { x1: x - half.x, x2: x + half.x, y1: y - half.y, y2: y + half.y };
      const gekruist = lijnen.filter((ander) => ander.lijn !== lijn && ander.stukken.some((stuk) => kruist(stuk, vak))).length;
      const geraakt = bezet.filter((ander) => raakt(vak, ander)).length;
      return { x, y, vak, geraakt, last: geraakt * 4 + gekruist };
    });
    const beste = keuzes.reduce((a, b) => (b.last < a.last ? b : a));
    if (beste.geraakt) geraakt++;
    bezet.push(beste.vak);
    const midden = lijn.midpoint();
    lijn.data({ naamx: beste.x - midden.x, naamy: beste.y - midden.y });
  }
  return geraakt;
}
