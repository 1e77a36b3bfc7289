// Finds places for the names of relations where they can be read: along the line, clear of things and of each other.
import { LETTER, breedteVan } from "./tekst.js";

// Where along the line, nearest to the middle first, and how far beside it.
const PLEKKEN = [0.5, ...Array.from({ length: 11 }, (_, stap) => [0.46 - stap * 0.04, 0.54 + stap * 0.04]).flat()];
const ERNAAST = [0, -0.2, 0.2, -1, 1, -2, 2]; // in letters from touching the line; 0 is on it
const LETTER_VAN_NAAM = 11; // names of relations are set smaller than those of things,
const OP_SCHERM = 8; // but never smaller than this on the screen at first sight

const raakt = (a, b) => a.x1 < b.x2 && b.x1 < a.x2 && a.y1 < b.y2 && b.y1 < a.y2;

/** Give the course of a line that may bend once; to ask it of the drawing takes time. */
function loopVan(lijn) {
  const [van, naar, bocht] = [lijn.sourceEndpoint(), lijn.targetEndpoint(), lijn.controlPoints()?.[0]];
  const op = (t) => {
    const tussen = (as) => (bocht ? (1 - t) ** 2 * van[as] + 2 * t * (1 - t) * bocht[as] + t ** 2 * naar[as] : van[as] + t * (naar[as] - van[as]));
    return { x: tussen("x"), y: tussen("y") };
  };
  const [begin, midden, eind] = [0, 0.5, 1].map(op);
  const [xs, ys] = ["x", "y"].map((as) => [begin[as], midden[as], eind[as]]);
  const vak = { x1: Math.min(...xs), x2: Math.max(...xs), y1: Math.min(...ys), y2: Math.max(...ys) };
  const lengte = Math.hypot(eind.x - begin.x, eind.y - begin.y) || 1;
  const dwars = { x: (begin.y - eind.y) / lengte, y: (eind.x - begin.x) / lengte };
  return { op, vak, lengte, dwars, stukken: bocht ? [[begin, midden], [midden, eind]] : [[begin, eind]] };
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

/** Give the place and the size of the name of each of some lines, and whether it hits something: then it cannot be read. */
export function zoekPlekken(cy, lijnen) {
  const dingen = cy.nodes().not(".ver").map((knoop) => knoop.boundingBox({ includeLabels: false, includeOverlays: false }));
  const lopen = new Map(cy.edges().not(".ver").union(lijnen).map((lijn) => [lijn, loopVan(lijn)]));
  const letter = cy.elements(".ver").empty() ? Math.max(LETTER_VAN_NAAM, OP_SCHERM / cy.zoom()) : LETTER_VAN_NAAM;
  const breedte = (lijn) => (breedteVan(lijn.data("kort")) * letter) / LETTER.grootte;
  const ruimte = (lijn) => lopen.get(lijn).lengte - breedte(lijn);
  const inVolgorde = (rij) => geefPlekken(rij, { dingen, lopen, letter, breedte });
  const gemist = (gevonden) => [...gevonden.values()].filter(({ raak }) => raak).length;
  // A name as long as its line has the fewest places to choose from; yet where lines fan out, their own order may do better.
  const krapst = inVolgorde(lijnen.toArray().sort((a, b) => ruimte(a) - ruimte(b)));
  if (gemist(krapst) <= krapst.size / 20) return krapst;
  const eigen = inVolgorde(lijnen.toArray());
  return gemist(eigen) < gemist(krapst) ? eigen : krapst;
}

/** Give the names of some lines their place one after the other. */
function geefPlekken(lijnen, { dingen, lopen, letter, breedte }) {
  const bezet = [...dingen];
  const gevonden = new Map();
  for (const lijn of lijnen) {
    const half = { x: breedte(lijn) / 2 + 2, y: letter * 0.73 };
    const { op, dwars } = lopen.get(lijn);
    const helft = half.x * Math.abs(dwars.x) + half.y * Math.abs(dwars.y);
    let beste = null;
    for (const [plek, t] of PLEKKEN.entries()) {
      const hier = op(t);
      for (const [trap, stap] of ERNAAST.entries()) {
        let last = plek / 20 + Math.ceil(trap / 2) * 0.55;
        if (beste && last >= beste.last) continue;
        const naast = stap && Math.sign(stap) * helft + stap * letter;
        const [x, y] = [hier.x + naast * dwars.x, hier.y + naast * dwars.y];
        const vak = { x1: x - half.x, x2: x + half.x, y1: y - half.y, y2: y + half.y };
        const raak = bezet.filter((ander) => raakt(vak, ander)).length;
        last += raak * 10;
        for (const [ander, loop] of lopen) {
          if (beste && last >= beste.last) break;
          if (ander !== lijn && raakt(vak, loop.vak) && loop.stukken.some((stuk) => kruist(stuk, vak))) last++;
        }
        if (!beste || last < beste.last) beste = { x, y, vak, raak, last };
      }
    }
    if (!beste.raak) bezet.push(beste.vak);
    const midden = lijn.midpoint();
    gevonden.set(lijn, { letter, naamx: beste.x - midden.x, naamy: beste.y - midden.y, raak: beste.raak > 0 });
  }
  return gevonden;
}
