// What is drawn: things and relations as cytoscape elements, with groups that open and close.
// Every choice (open groups, hidden kinds, focus, day) lives in `keuze`; `teken` makes the picture follow it.
import { indeling } from "./groepen.js";
import { zoekPlekken } from "./namen.js";
import { onderaan } from "./onderaan.js";
import { kolommen, vrij } from "./plaats.js";
import { ZONDER_PIJL, lijnstijlen, merk, stijl } from "./stijl.js";
import { gebroken } from "./tekst.js";

const MEEST_BENOEMD = 75; // relations up to which all bear their name
const STIL = "blijft"; // a mark that goes without saying
const MATEN = [0.6, 0.8, 1, 1.3]; // how far apart things go in turn, until names fit between them
const GROOTST = 1.3; // how much a small map is enlarged, but for a room full of people
const concepten = '[id ^= "concept:"], [familie = "concept"]'; // what was brought up in a session

function aantalOpen(open) {
  return open ? (open === 1 ? "1 open punt" : `${open} open punten`) : "";
}

/** Say of a closed group what differs in it, and what is open. */
function samenvatting(dingen, open) {
  const telling = new Map();
  for (const { mark } of dingen) if (mark) telling.set(mark, (telling.get(mark) ?? 0) + 1);
  const gemerkt = [...telling].map(([woord, aantal]) => `${merk(woord)} (${aantal})`);
  return [telling.keys().next().value ?? "", [aantalOpen(open), ...gemerkt].filter(Boolean).join("\n")];
}

export class Beeld extends EventTarget {
  constructor(cytoscape, vak, gegevens) {
    super();
    this.vak = vak;
    this.neem(gegevens);
    this.keuze = { open: new Set(this.beginOpen ? this.leden.keys() : []), zonder: new Set(), verborgen: new Set(), bij: "", dag: "" };
    this.leesAdres();
    this.cy = cytoscape({
      container: vak,
      style: stijl(vak),
      minZoom: 0.15,
      maxZoom: 3,
      boxSelectionEnabled: false,
    });
    this.plekken = new Map(); // where the reader pinned something
    this.cy.on("dragfree", "node", ({ target }) => this.plekken.set(target.id(), { ...target.position() }));
    this.cy.on("scrollzoom pinchzoom dragpan", () => (this.volgt = false));
    this.cy.on("resize", () => this.volgt && this.vak.isConnected && this.maat !== this.meet() && this.pasEnNoem());
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.cy.destroyed() || this.cy.style(stijl(vak)));
  }

  /** Take what there is to draw; what was opened, hidden or pinned stays so. */
  neem(gegevens) {
    this.gegevens = gegevens;
    const { leden, namen, open } = indeling(gegevens);
    Object.assign(this, { leden, groepsnamen: namen, beginOpen: open });
    this.gemerkt = [...gegevens.nodes, ...gegevens.edges].some(({ mark }) => mark && mark !== "concept");
    this.lijnstijlen = lijnstijlen(new Set(gegevens.edges.map((lijn) => lijn.family)));
    this.dispatchEvent(new Event("genomen"));
  }

  /** Give the thing that stands for a thing now: itself, or the closed group it is in. */
  stand(ding) {
    return this.leden.has(ding.group) && !this.keuze.open.has(ding.group) ? ding.group : ding.id;
  }

  geldt(lijn) {
    const { dag } = this.keuze;
    return !dag || ((!lijn.begin || lijn.begin <= dag) && (!lijn.end || lijn.end >= dag));
  }

  /** Give what is to be drawn now: nodes by id, and the edges between them put together. */
  zichtbaar() {
    const dingen = new Map(this.gegevens.nodes.map((ding) => [ding.id, ding]));
    const knopen = new Map();
    const weg = (ding) => this.keuze.zonder.has(ding.kind) || this.keuze.zonder.has(merk(ding.mark)) || this.keuze.verborgen.has(ding.id);
    for (const ding of this.gegevens.nodes) {
      if (weg(ding)) continue;
      const id = this.stand(ding);
      const knoop = knopen.get(id) ?? { id, dingen: [] };
      knoop.dingen.push(ding);
      knopen.set(id, knoop);
    }
    const lijnen = new Map();
    for (const lijn of this.gegevens.edges) {
      if (this.keuze.zonder.has(lijn.family) || this.keuze.zonder.has(merk(lijn.mark)) || !this.geldt(lijn)) continue;
      const [van, naar] = [dingen.get(lijn.source), dingen.get(lijn.target)];
      if (weg(van) || weg(naar) || this.stand(van) === this.stand(naar)) continue;
      const einden = [this.stand(van), this.stand(naar)];
      // All that ties two is one line with one name.
      const sleutel = [...[...einden].sort(), lijn.mark, lijn.family === "concept"].join("\n");
      lijnen.set(sleutel, [...(lijnen.get(sleutel) ?? []), { ...lijn, einden }]);
    }
    return { knopen, lijnen: [...lijnen.values()].map((samen) => this.bundel(samen)) };
  }

  /** Make one line of all that ties two: it looks like the heaviest of them. */
  bundel(samen) {
    const dikte = (lijn) => this.lijnstijlen.get(lijn.family)[1];
    const [zwaarste] = [...samen].sort((a, b) => dikte(b) - dikte(a) || a.family.localeCompare(b.family));
    const [van, naar] = zwaarste.einden;
    const beide = samen.some((lijn) => lijn.einden[0] !== van && !ZONDER_PIJL.has(lijn.family));
    return { van, naar, beide: beide ? 1 : 0, soort: zwaarste.family, merk: zwaarste.mark, lijnen: samen };
  }

  toon({ schik = true } = {}) {
    const { knopen, lijnen } = this.zichtbaar();
    const elementen = [];
    for (const { id, dingen } of knopen.values()) {
      const groep = this.leden.has(id);
      const eerste = dingen[0];
      const open = dingen.reduce((som, ding) => som + ding.open, 0);
      const naam = groep ? `${this.groepsnamen.get(id)} (${dingen.length})` : eerste.label;
      const soort = groep ? "groep" : eerste.kind;
      const [woord, gezegd] = groep ? samenvatting(dingen, open) : [eerste.mark, eerste.told || aantalOpen(open)];
      const tekst = gebroken([!groep && woord && woord !== STIL && merk(woord), naam].filter(Boolean), gezegd.split("\n").filter(Boolean), soort);
      const leeg = dingen.every((ding) => ding.empty) ? 1 : 0;
      elementen.push({
        data: { id, naam, soort, tekst: tekst.join("\n"), breed: tekst.breed, hoog: tekst.hoog, open, leeg, merk: woord, gezegd, rood: open && !this.gemerkt ? 1 : 0, kolom: eerste.column, groep: eerste.group },
      });
    }
    for (const [nummer, { van, naar, beide, soort, merk: woord, lijnen: samen }] of lijnen.entries()) {
      const rollen = new Map();
      for (const lijn of samen) rollen.set(lijn.label, (rollen.get(lijn.label) ?? 0) + lijn.rows.length);
      const woorden = [...rollen].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
      const naam = woorden.map(([woord, aantal]) => (aantal > 1 ? `${woord} (${aantal})` : woord)).join(", ");
      const teken = woord && woord !== STIL ? `${merk(woord).split(" ")[0]} ` : "";
      const kort = teken + (woorden.length > 2 ? `${woorden[0][0]} en ${woorden.length - 1} andere` : naam);
      const [streep, dikte] = this.lijnstijlen.get(soort);
      elementen.push({ data: { naamx: 0, naamy: 0, letter: 11, beide, streep, dikte, id: `l${nummer}`, source: van, target: naar, familie: soort, merk: woord, naam, kort, aantal: samen.length, rijen: samen.flatMap((lijn) => lijn.rows) } });
    }
    this.cy.batch(() => {
      this.cy.elements().remove();
      this.cy.add(elementen);
    });
    if (schik) this.schik();
    this.scherp();
    this.schrijfAdres();
    this.dispatchEvent(new Event("getekend"));
  }

  schik() {
    // What was brought up in a session moves nothing of what is known.
    const concept = this.cy.elements(concepten).remove();
    if (this.gegevens.free) {
      const ruimer = vrij(this.cy);
      const probeer = (maat) => {
        ruimer(maat);
        this.past();
        return { maat, gemist: [...zoekPlekken(this.cy, this.opHetOog()).values()].filter(({ raak }) => raak).length };
      };
      // As near to each other as leaves room for nearly all names between them, else for the most of them.
      const genoeg = this.opHetOog().length / 10;
      let beste = { gemist: Infinity };
      let laatste = beste;
      for (const maat of MATEN) {
        laatste = probeer(maat);
        if (laatste.gemist < beste.gemist) beste = laatste;
        if (beste.gemist <= genoeg) break;
      }
      if (laatste !== beste) ruimer(beste.maat);
    } else kolommen(this.cy);
    onderaan(this.cy, concept.restore().nodes());
    for (const [id, plek] of this.plekken) this.cy.$id(id).position(plek);
    this.past();
  }

  /** Show all of it, as big as fits, but not bigger than is pleasant; in front of a room what was chosen fills it. */
  past() {
    const { cy } = this;
    const zaal = this.vak.closest(".presentatie");
    const gekozen = zaal && this.keuze.bij ? cy.$id(this.keuze.bij).closedNeighborhood() : cy.collection();
    cy.fit(gekozen.nonempty() ? gekozen : cy.nodes(), 24);
    if (!zaal && cy.zoom() > GROOTST) {
      cy.zoom(GROOTST);
      cy.center();
    }
    this.volgt = true; // it fits the window until the reader zooms or moves it
    this.maat = this.meet();
  }

  meet() {
    return `${this.cy.width()} ${this.cy.height()}`;
  }

  /** Fit, with names in letters that can be read at that size. */
  pasEnNoem() {
    this.past();
    if (this.cy.elements(".ver").empty()) this.scherp();
  }

  /** Bring one thing and its neighbours forward; without one, everything. */
  scherp() {
    const { cy } = this;
    const knoop = this.keuze.bij ? cy.$id(this.keuze.bij) : cy.collection();
    cy.batch(() => {
      cy.elements().removeClass("ver gekozen");
      if (knoop.nonempty()) cy.elements().difference(knoop.closedNeighborhood()).addClass("ver");
      knoop.addClass("gekozen");
    });
    // What cannot be read stands in the table.
    if (knoop.nonempty()) this.noem(knoop.connectedEdges(), cy.collection());
    else this.noem(this.opHetOog().union(cy.edges(concepten)), cy.edges(concepten));
  }

  /** Give the relations that bear their name at first sight: all, unless there are too many. */
  opHetOog() {
    const lijnen = this.cy.edges();
    return lijnen.length > MEEST_BENOEMD ? this.cy.collection() : lijnen;
  }

  /** Let relations bear their name where it can be read, and some of them anyhow. */
  noem(lijnen, altijd) {
    const plekken = zoekPlekken(this.cy, lijnen);
    this.cy.batch(() => {
      this.cy.edges().removeClass("benoemd");
      for (const [lijn, { letter, naamx, naamy, raak }] of plekken) {
        lijn.data({ letter, naamx, naamy });
        if (!raak || altijd.has(lijn)) lijn.addClass("benoemd");
      }
    });
  }

  kies(id) {
    this.keuze.bij = this.keuze.bij === id ? "" : id;
    this.scherp();
    this.schrijfAdres();
    this.dispatchEvent(new Event("gekozen"));
  }

  /** Open a closed group, or close the group that a thing is in. */
  wissel(id) {
    const groep = this.leden.has(id) ? id : this.cy.$id(id).data("groep");
    if (!this.leden.has(groep)) return false;
    const erna = this.keuze.open.has(groep) ? groep : this.leden.get(groep)[0].id;
    this.keuze.open.has(groep) ? this.keuze.open.delete(groep) : this.keuze.open.add(groep);
    this.keuze.bij = erna;
    this.toon();
    return erna;
  }

  weg(van, naar) {
    const gevonden = this.cy.elements().aStar({ root: this.cy.$id(van), goal: this.cy.$id(naar), directed: false });
    this.cy.elements().removeClass("ver gekozen benoemd");
    if (!gevonden.found) return null;
    this.cy.elements().difference(gevonden.path).addClass("ver");
    this.noem(gevonden.path.edges(), gevonden.path.edges());
    return gevonden.path.nodes().map((knoop) => knoop.data("naam"));
  }

  leesAdres() {
    const wat = new URLSearchParams(location.hash.slice(1));
    if (wat.has("open")) this.keuze.open = new Set(wat.getAll("open").filter((groep) => this.leden.has(groep)));
    this.keuze.zonder = new Set(wat.getAll("zonder"));
    this.keuze.verborgen = new Set(wat.getAll("weg"));
    this.keuze.bij = wat.get("bij") ?? "";
    this.keuze.dag = /^\d{4}-\d\d-\d\d$/.test(wat.get("op") ?? "") ? wat.get("op") : "";
  }

  schrijfAdres() {
    const wat = new URLSearchParams();
    for (const groep of this.keuze.open) wat.append("open", groep);
    if (!this.keuze.open.size) wat.append("open", "");
    for (const soort of this.keuze.zonder) wat.append("zonder", soort);
    for (const ding of this.keuze.verborgen) wat.append("weg", ding);
    if (this.keuze.bij) wat.set("bij", this.keuze.bij);
    if (this.keuze.dag) wat.set("op", this.keuze.dag);
    history.replaceState(null, "", `#${wat}`);
  }
}
