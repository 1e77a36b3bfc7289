// Gives what was brought up in a session a place: in rows under the map, in the order in which it came.
const RUIMTE = { boven: 60, rij: 28, naast: 130, smalst: 900 }; // between two is room for the name of what ties them

export function onderaan(cy, knopen) {
  if (knopen.empty()) return;
  const vlak = cy.nodes().difference(knopen).boundingBox();
  const eind = vlak.x1 + Math.max(vlak.w, RUIMTE.smalst);
  let [x, y, hoogst] = [vlak.x1, vlak.y2 + RUIMTE.boven, 0];
  for (const knoop of knopen.toArray()) {
    const { breed, hoog } = knoop.data();
    if (x > vlak.x1 && x + breed > eind) [x, y, hoogst] = [vlak.x1, y + hoogst + RUIMTE.rij, 0];
    knoop.position({ x: x + breed / 2, y: y + hoog / 2 });
    x += breed + RUIMTE.naast;
    hoogst = Math.max(hoogst, hoog);
  }
}
