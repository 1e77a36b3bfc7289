// How things look: shape and colour by kind, border by mark, line by family; never by colour alone.
import { LETTER } from "./tekst.js";
import { VORMEN } from "./vormen.js";

const LIJNEN = {
  "voert uit": ["solid", 2],
  "stuurt of heeft regie": ["solid", 4],
  "werkt mee of is betrokken": ["dashed", 2],
  "niemand genoemd": ["dotted", 2.5],
  onduidelijk: ["dashed", 2.5],
  "eerst regelen": ["solid", 4],
  aandachtspunt: ["solid", 1.5],
  "ter info": ["dotted", 1.5],
  "voor wie": ["dashed", 1.5],
  afspraak: ["solid", 4],
  overleg: ["dashed", 2],
  concept: ["dashed", 2.5],
};

/** Give the colours of the page, light or dark, as it has them now. */
export function kleuren(vak) {
  const van = (naam) => getComputedStyle(vak).getPropertyValue(naam).trim();
  return {
    papier: van("--voorbeeld-kleuren-wit"),
    inkt: van("--voorbeeld-kleuren-grijs-700"),
    lijn: van("--voorbeeld-kleuren-grijs-400"),
    accent: van("--voorbeeld-kleuren-violet-400"),
    wie: van("--voorbeeld-kleuren-violet-100"),
    wat: van("--voorbeeld-kleuren-grijs-100"),
    voor: van("--voorbeeld-kleuren-groen-100"),
    leeg: van("--voorbeeld-kleuren-rood-100"),
    rood: van("--voorbeeld-kleuren-rood-400"),
    groen: van("--voorbeeld-kleuren-groen-400"),
    open: van("--voorbeeld-kleuren-oranje-100"),
  };
}

export const ZONDER_PIJL = new Set(["werk", "afspraak", "overleg", "gelijk en anders"]); // it goes both ways
const WAT = new Set(["activiteit", "taak", "soort taak", "deel van een plan", "afspraak"]);

const ROOD = new Set(["niemand genoemd", "bij niemand meer", "onduidelijk", "eerst regelen", "vervalt"]);

// What differs: its sign before the word, and the width, line and colour of the border.
const MERKEN = {
  nieuw: ["+", 4, "solid", "groen"],
  vervalt: ["\u2212", 3, "dashed", "rood"],
  anders: ["\u2260", 4, "double", "accent"],
  blijft: ["=", 1, "solid", "lijn"],
  "eerst regelen": ["!", 3, "solid", "rood"],
  onduidelijk: ["?", 2.5, "dashed", "rood"],
  concept: ["*", 3, "dashed", "accent"],
  "valt weg": ["\u2212", 4, "dashed", "rood"],
  "bij niemand meer": ["!", 3, "solid", "rood"],
};
const ANDER_MERK = ["\u2022", 4, "solid", "accent"];

/** Give the word of a mark behind its sign. */
export function merk(woord) {
  return `${(MERKEN[woord] ?? ANDER_MERK)[0]} ${woord}`;
}

/** Give how the shape of a thing looks, on the screen, in the legend and on paper. */
export function uiterlijk({ soort, leeg, merk: woord, rood }, kleur) {
  const ziet = { vorm: VORMEN[soort] ?? "round-rectangle", vulling: kleur.wie, rand: kleur.lijn, dikte: 1.5, streep: "solid" };
  if (WAT.has(soort)) ziet.vulling = kleur.wat;
  if (soort === "doelgroep") ziet.vulling = kleur.voor;
  if (soort === "wat er open staat") ziet.vulling = kleur.open;
  if (soort === "groep") Object.assign(ziet, { dikte: 3, streep: "double" });
  if (rood) ziet.rand = kleur.rood;
  if (woord) {
    const [, dikte, streep, rand] = MERKEN[woord] ?? ANDER_MERK;
    Object.assign(ziet, { dikte, streep, rand: kleur[rand] });
  }
  if (leeg) Object.assign(ziet, { vulling: kleur.leeg, rand: kleur.rood, streep: "dashed", dikte: 2 });
  return ziet;
}

/** Give how the line of a family with a mark looks. */
export function lijnkleur(familie, woord, kleur) {
  if (woord === "nieuw") return kleur.groen;
  return ROOD.has(woord) || ROOD.has(familie) ? kleur.rood : kleur.lijn;
}

/** Give the stripe and width of each family; those of the view itself differ from each other. */
export function lijnstijlen(families) {
  const eigen = [...families].filter((familie) => !LIJNEN[familie]).sort();
  return new Map([...families].map((familie) => [familie, LIJNEN[familie] ?? [["solid", "dashed"][eigen.indexOf(familie) % 2], 2]]));
}

export function stijl(vak) {
  const kleur = kleuren(vak);
  return [
    {
      selector: "node",
      style: {
        label: "data(tekst)",
        width: "data(breed)",
        height: "data(hoog)",
        shape: (knoop) => uiterlijk(knoop.data(), kleur).vorm,
        "background-color": (knoop) => uiterlijk(knoop.data(), kleur).vulling,
        "border-width": (knoop) => uiterlijk(knoop.data(), kleur).dikte,
        "border-style": (knoop) => uiterlijk(knoop.data(), kleur).streep,
        "border-color": (knoop) => uiterlijk(knoop.data(), kleur).rand,
        color: kleur.inkt,
        "font-size": LETTER.grootte,
        "font-family": LETTER.soort,
        "line-height": LETTER.regel / LETTER.grootte,
        "text-wrap": "wrap",
        "text-max-width": 1000,
        "text-valign": "center",
        "text-halign": "center",
      },
    },
    {
      selector: "edge",
      style: {
        width: "data(dikte)",
        "line-style": (lijn) => lijn.data("streep"),
        "line-color": (lijn) => lijnkleur(lijn.data("familie"), lijn.data("merk"), kleur),
        "target-arrow-color": (lijn) => lijnkleur(lijn.data("familie"), lijn.data("merk"), kleur),
        "target-arrow-shape": (lijn) => (ZONDER_PIJL.has(lijn.data("familie")) ? "none" : "triangle"),
        "source-arrow-color": (lijn) => lijnkleur(lijn.data("familie"), lijn.data("merk"), kleur),
        "source-arrow-shape": (lijn) => (lijn.data("beide") ? "triangle" : "none"),
        "curve-style": "bezier",
        "font-size": "data(letter)",
        "font-family": LETTER.soort,
        color: kleur.inkt,
        "text-background-color": kleur.papier,
        "text-background-opacity": 1,
        "text-background-padding": 2,
      },
    },
    { selector: "edge.benoemd", style: { label: "data(kort)", "text-margin-x": "data(naamx)", "text-margin-y": "data(naamy)", "z-index": 5 } },
    { selector: ".ver", style: { opacity: 0.15 } },
    { selector: "node.gekozen", style: { "border-width": 5, "border-color": kleur.accent, "border-style": "solid", "z-index": 9 } },
    { selector: "node:active, edge:active", style: { "overlay-opacity": 0 } },
  ];
}
