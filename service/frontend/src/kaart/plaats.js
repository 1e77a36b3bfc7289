// Gives things their place. Views that read as a sentence stand in columns; the network of who works with whom is
// laid out by fcose from a fixed beginning. The same picture always gives the same places.
const RUIMTE = { opzij: 190, meest: 420, onder: 14, rij: 16, rek: 2.2 };

/** Who does it, what, for whom: each as far from the beginning as the longest way to it. */
function dieptes(cy) {
  if (cy.nodes("[kolom >= 0]").nonempty()) return new Map(cy.nodes().map((knoop) => [knoop.id(), Math.max(0, knoop.data("kolom"))]));
  const spelers = new Set(cy.edges('[familie != "voor wie"][familie != "escalatie"]').map((lijn) => lijn.source().id()));
  const diepte = new Map();
  const van = (knoop, onderweg = new Set()) => {
    const id = knoop.id();
    if (diepte.has(id)) return diepte.get(id);
    if (spelers.has(id) || onderweg.has(id)) return 0;
    onderweg.add(id);
    const voor = knoop.incomers("node").map((buur) => van(buur, onderweg) + 1);
    onderweg.delete(id);
    diepte.set(id, Math.max(0, ...voor));
    return diepte.get(id);
  };
  for (const knoop of cy.nodes().toArray()) diepte.set(knoop.id(), van(knoop));
  return diepte;
}

/** Put things in columns. */
export function kolommen(cy) {
  const diepte = dieptes(cy);
  const lagen = [];
  for (const knoop of cy.nodes().sort((a, b) => a.data("groep").localeCompare(b.data("groep")) || a.id().localeCompare(b.id())).toArray())
    (lagen[diepte.get(knoop.id())] ??= []).push(knoop);
  const gevuld = lagen.filter(Boolean);
  const rang = new Map(gevuld.flatMap((laag) => laag.map((knoop, plek) => [knoop.id(), plek / laag.length])));
  for (let ronde = 0; ronde < 6; ronde++)
    for (const laag of ronde % 2 ? [...gevuld].reverse() : gevuld) {
      const wens = new Map(
        laag.map((knoop) => {
          const buren = knoop.neighborhood("node").map((buur) => rang.get(buur.id()));
          return [knoop.id(), buren.length ? buren.reduce((a, b) => a + b, 0) / buren.length : rang.get(knoop.id())];
        }),
      );
      laag.sort((a, b) => wens.get(a.id()) - wens.get(b.id()) || a.id().localeCompare(b.id()));
      for (const [plek, knoop] of laag.entries()) rang.set(knoop.id(), (plek + 0.5) / laag.length);
    }
  const hoogte = (laag) => laag.reduce((som, knoop) => som + knoop.data("hoog") + RUIMTE.onder, 0);
  const breedte = (laag) => Math.max(...laag.map((knoop) => knoop.data("breed")));
  const stapelsBij = (hoog, laag) => Math.max(1, Math.round(hoogte(laag) / hoog));
  // As many stacks side by side for one layer as let the whole be drawn biggest; with fewer, less lies under lines.
  let [hoogst, opzij, beste] = [0, 0, 0];
  const langste = Math.max(...gevuld.map(hoogte));
  for (let stapels = 1; stapels <= 8; stapels++) {
    const hoog = Math.max(...gevuld.map((laag) => hoogte(laag) / stapelsBij(langste / stapels, laag)));
    const breed = gevuld.reduce((som, laag) => som + stapelsBij(langste / stapels, laag) * (breedte(laag) + RUIMTE.rij * 2), 0);
    // What is left of the width goes to the lines.
    const over = (hoog * cy.width()) / cy.height() - breed;
    const tussen = Math.max(RUIMTE.opzij, Math.min(RUIMTE.meest, over / Math.max(1, gevuld.length - 1)));
    const zoom = Math.min(1.2, cy.height() / hoog, cy.width() / (breed + tussen * (gevuld.length - 1)));
    if (zoom * 0.8 ** stapels > beste) [hoogst, opzij, beste] = [langste / stapels, tussen, zoom * 0.8 ** stapels];
  }
  // What is left of the height goes between the things: lines that fan out leave room for their names.
  const breed = gevuld.reduce((som, laag) => som + stapelsBij(hoogst, laag) * (breedte(laag) + RUIMTE.rij * 2), opzij * (gevuld.length - 1));
  const hoog = Math.max(hoogst, Math.min(hoogst * RUIMTE.rek, (breed * cy.height()) / cy.width()));
  let x = 0;
  for (const laag of gevuld) {
    const stapels = stapelsBij(hoogst, laag);
    const perStapel = Math.ceil(laag.length / stapels);
    for (let stapel = 0; stapel < stapels; stapel++) {
      const deel = laag.slice(stapel * perStapel, (stapel + 1) * perStapel);
      if (!deel.length) continue;
      const breedst = breedte(deel);
      const over = Math.max(0, hoog - hoogte(deel)) / (deel.length + 1);
      let y = -hoog / 2 + over;
      for (const knoop of deel) {
        knoop.position({ x: x + breedst / 2, y: y + knoop.data("hoog") / 2 });
        y += knoop.data("hoog") + RUIMTE.onder + over;
      }
      x += breedst + (stapel < stapels - 1 ? RUIMTE.rij * 2 : opzij);
    }
  }
}

/** Lay things where their relations pull them; give what puts them that many times as far apart. */
export function vrij(cy) {
  const delen = cy.elements().components().sort((a, b) => b.nodes().length - a.nodes().length || a.nodes()[0].id().localeCompare(b.nodes()[0].id()));
  for (const deel of delen) {
    const knopen = deel.nodes().sort((a, b) => b.degree() - a.degree() || a.id().localeCompare(b.id()));
    knopen.forEach((knoop, plek) => {
      // A sunflower: the best connected in the middle.
      const [hoek, straal] = [plek * 2.399963, 90 * Math.sqrt(plek)];
      knoop.position({ x: straal * Math.cos(hoek) * 1.3, y: straal * Math.sin(hoek) });
    });
    deel.layout({ name: "fcose", randomize: false, animate: false, quality: "proof", fit: false, nodeSeparation: 110, idealEdgeLength: () => 130, nodeRepulsion: () => 24000, gravity: 0.15, numIter: 4000, nodeDimensionsIncludeLabels: true }).run();
    rek(deel, cy.width() / cy.height());
  }
  const plekken = new Map(cy.nodes().map((knoop) => [knoop, { ...knoop.position() }]));
  return (maat) => {
    cy.nodes().positions((knoop) => ({ x: plekken.get(knoop).x * maat, y: plekken.get(knoop).y * maat }));
    for (const deel of delen) uitElkaar(deel);
    naastElkaar(delen, cy);
  };
}

/** Draw a wide group out in height, towards the shape of the screen. */
function rek(deel, verhouding) {
  const { w, h } = deel.nodes().boundingBox();
  const factor = Math.max(1, Math.min(1.8, w / Math.max(h, 1) / verhouding));
  deel.nodes().positions((knoop) => ({ x: knoop.position("x"), y: knoop.position("y") * factor }));
}

/** Put what hangs together in rows, under the biggest or to the right of it: as the whole is drawn biggest. */
function naastElkaar(delen, cy) {
  const ruimte = RUIMTE.opzij / 3;
  const vakken = delen.map((deel) => ({ deel, ...deel.nodes().boundingBox() }));
  const [eerste, ...rest] = vakken;
  let beste = { zoom: 0 };
  for (const naast of [false, true])
    for (const breedst of [0, ...rest.map((_, nummer) => rest.slice(0, nummer + 1).reduce((som, { w }) => som + w + ruimte, 0))]) {
      const breed = naast ? breedst : Math.max(breedst, eerste.w);
      let [x, y, rij, wijdst] = [0, 0, 0, 0];
      const plekken = rest.map(({ w, h }) => {
        if (x && x + w > breed) [x, y, rij] = [0, y + rij + ruimte, 0];
        const plek = { x, y };
        [x, rij] = [x + w + ruimte, Math.max(rij, h)];
        wijdst = Math.max(wijdst, x - ruimte);
        return plek;
      });
      const [w, h] = naast ? [eerste.w + ruimte + wijdst, Math.max(eerste.h, y + rij)] : [Math.max(eerste.w, wijdst), eerste.h + ruimte + y + rij];
      const zoom = Math.min(cy.width() / w, cy.height() / h);
      if (zoom > beste.zoom) beste = { zoom, plekken, as: naast ? "x" : "y", as: naast ? "x" : "y", dx: naast ? eerste.w + ruimte : 0, dy: naast ? 0 : eerste.h + ruimte };
    }
  eerste.deel.nodes().shift({ x: -eerste.x1, y: -eerste.y1 });
  for (const [nummer, { deel, x1, y1 }] of rest.entries()) deel.nodes().shift({ x: beste.dx + beste.plekken[nummer].x - x1, y: beste.dy + beste.plekken[nummer].y - y1 });
  const zoom = ({ w, h }) => Math.min(cy.width() / w, cy.height() / h);
  const [eerst, plekken] = [zoom(cy.nodes().boundingBox()), new Map(cy.nodes().map((knoop) => [knoop, { ...knoop.position() }]))];
  for (const [nummer, { deel }] of rest.entries()) schuifAan(deel, delen.slice(0, nummer + 1), beste.as, ruimte);
  // Rows are easier to read, if not for much.
  if (zoom(cy.nodes().boundingBox()) < eerst * 1.03) cy.nodes().positions((knoop) => plekken.get(knoop));
}

/** Slide what lies under the others, or beside them, towards them as far as there is room. */
function schuifAan(deel, anderen, as, ruimte) {
  const [begin, eind] = as === "y" ? ["x1", "x2"] : ["y1", "y2"];
  const liggend = anderen.flatMap((ander) => [...ander.nodes().map((knoop) => knoop.boundingBox()), ...ander.edges().map(langs).flat()]);
  const eigen = deel.nodes().map((knoop) => knoop.boundingBox());
  let kan = Math.min(...eigen.map((vak) => vak[`${as}1`]));
  for (const vak of eigen) for (const ander of liggend) if (vak[begin] < ander[eind] + ruimte && ander[begin] < vak[eind] + ruimte) kan = Math.min(kan, vak[`${as}1`] - ander[`${as}2`] - ruimte);
  if (kan > 0) deel.nodes().shift(as, -kan);
}

/** Give boxes along a line. */
function langs(lijn) {
  const [van, naar] = [lijn.source().position(), lijn.target().position()];
  return [0.1, 0.3, 0.5, 0.7, 0.9].map((t) => {
    const [x, y] = [van.x + t * (naar.x - van.x), van.y + t * (naar.y - van.y)];
    return { x1: x, x2: x, y1: y, y2: y };
  });
}

/** Push apart what overlaps, a little at a time. */
function uitElkaar(deel) {
  const vakken = deel.nodes().map((knoop) => ({ knoop, ...knoop.position(), w: knoop.data("breed") + 28, h: knoop.data("hoog") + 24 }));
  for (let ronde = 0, raakt = true; raakt && ronde < 400; ronde++) {
    raakt = false;
    for (let i = 0; i < vakken.length; i++)
      for (let j = i + 1; j < vakken.length; j++) {
        const [a, b] = [vakken[i], vakken[j]];
        const [dx, dy] = [(a.w + b.w) / 2 - Math.abs(a.x - b.x), (a.h + b.h) / 2 - Math.abs(a.y - b.y)];
        if (dx <= 0 || dy <= 0) continue;
        raakt = true;
        const as = dx < dy ? "x" : "y";
        const stap = (Math.min(dx, dy) / 2 + 0.5) * (a[as] < b[as] || (a[as] === b[as] && i < j) ? -1 : 1);
        a[as] += stap;
        b[as] -= stap;
      }
  }
  for (const { knoop, x, y } of vakken) knoop.position({ x, y });
}
