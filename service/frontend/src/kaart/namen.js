// Puts the names of relations where they can be read: along the line, clear of things and of each other.
import { LETTER, breedteVan } from "./tekst.js";

// Where along the line, nearest to the middle first, and how far stap it.
const PLEKKEN = [0.5, ...Array.from({ length: 11 }, (_, stap) => [0.46 - stap * 0.04, 0.54 + stap * 0.04]).flat()];
const ERNAAST = [0, -11, 11, -20, 20, -30, 30];
const LETTER_VAN_NAAM = 11; // names of relations are set smaller than those of things
const OP_SCHERM = 8; // and bigger on a map that is drawn small, to be this on the screen,
const GROOTST = 16; // up to this

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

/** Place the names of the lines that bear one; give those that hit something, for they cannot be read. */
export function zetNamen(cy) {
  cy.elements().boundingBox(); // so that all lines know where they begin and end
  const bezet = cy.nodes().not(".ver").map((knoop) => knoop.boundingBox({ includeLabels: false, includeOverlays: false }));
  const stukken = new Map(cy.edges().not(".ver").map((lijn) => [lijn, [0, 0.5, 1].map((t) => opLijn(lijn, t))]));
  const geraakt = cy.collection();
  const letter = cy.elements(".ver").empty() ? Math.max(LETTER_VAN_NAAM, Math.min(GROOTST, OP_SCHERM / cy.zoom())) : LETTER_VAN_NAAM;
  for (const lijn of cy.edges(".benoemd").toArray()) {
    const half = { x: (breedteVan(lijn.data("kort")) * letter) / LETTER.grootte / 2 + 2, y: letter * 0.73 };
    let beste = null;
    for (const [plek, t] of PLEKKEN.entries()) {
      const { x, y } = opLijn(lijn, t);
      for (const stap of ERNAAST) {
        let last = plek / 20 + Math.abs(stap) / 20;
        if (beste && last >= beste.last) continue;
        const naast = (stap * letter) / LETTER_VAN_NAAM;
        const vak = { x1: x - half.x, x2: x + half.x, y1: y + naast - half.y, y2: y + naast + half.y };
        const raak = bezet.filter((ander) => raakt(vak, ander)).length;
        last += raak * 10;
        for (const [ander, [a, b, c]] of stukken) {
          if (beste && last >= beste.last) break;
          if (ander !== lijn && (kruist([a, b], vak) || kruist([b, c], vak))) last++;
        }
        if (!beste || last < beste.last) beste = { x, y: y + naast, vak, raak, last };
      }
    }
    if (beste.raak) geraakt.merge(lijn);
    else bezet.push(beste.vak);
    const midden = lijn.midpoint();
    lijn.data({ letter, naamx: beste.x - midden.x, naamy: beste.y - midden.y });
  }
  return geraakt;
}
