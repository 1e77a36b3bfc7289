// How things look: shape and colour by kind, line by family; never by colour alone.
import { LETTER } from "./tekst.js";

export const VORMEN = {
  organisatie: "rectangle",
  functie: "ellipse",
  "groep of overleg": "hexagon",
  "soort organisatie": "cut-rectangle",
  "keuze tussen partijen": "diamond",
  "niemand genoemd": "rectangle",
  activiteit: "round-rectangle",
  taak: "round-rectangle",
  "soort taak": "round-rectangle",
  "deel van een plan": "round-rectangle",
  doelgroep: "octagon",
  afspraak: "barrel",
  groep: "rectangle",
};
const LIJNEN = {
  "voert uit": ["solid", 2],
  "stuurt of heeft regie": ["solid", 4],
  "werkt mee of is betrokken": ["dashed", 2],
  "niemand genoemd": ["dotted", 2.5],
  "voor wie": ["dashed", 1.5],
  afspraak: ["solid", 4],
  overleg: ["dashed", 2],
};

/** Give the colours of the page, light or dark, as it has them now. */
export function kleuren(vak) {
  const van = (naam) => getComputedStyle(vak).getPropertyValue(naam).trim();
  return {
    papier: van("--voorbeeld-kleuren-wit") || "#fff",
    inkt: van("--voorbeeld-kleuren-grijs-700") || "#16242c",
    lijn: van("--voorbeeld-kleuren-grijs-400") || "#52646f",
    accent: van("--voorbeeld-kleuren-violet-400") || "#187284",
    wie: van("--voorbeeld-kleuren-violet-100") || "#e2f1f4",
    wat: van("--voorbeeld-kleuren-grijs-100") || "#edf1f3",
    voor: van("--voorbeeld-kleuren-groen-100") || "#e3f2e6",
    leeg: van("--voorbeeld-kleuren-rood-50") || "#fdf6f5",
    rood: van("--voorbeeld-kleuren-rood-400") || "#b3372a",
  };
}

export const ZONDER_PIJL = new Set(["werk", "afspraak", "overleg"]); // it goes both ways
const WAT = new Set(["activiteit", "taak", "soort taak", "deel van een plan", "afspraak"]);

export function vulling(soort, kleur) {
  if (soort === "niemand genoemd") return kleur.leeg;
  if (soort === "doelgroep") return kleur.voor;
  return WAT.has(soort) ? kleur.wat : kleur.wie;
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
        shape: (knoop) => VORMEN[knoop.data("soort")] ?? "round-rectangle",
        "background-color": (knoop) => (knoop.data("leeg") ? kleur.leeg : vulling(knoop.data("soort"), kleur)),
        "border-width": (knoop) => (knoop.data("soort") === "groep" ? 3 : 1.5),
        "border-style": (knoop) => (knoop.data("leeg") ? "dashed" : knoop.data("soort") === "groep" ? "double" : "solid"),
        "border-color": (knoop) => (knoop.data("leeg") || knoop.data("open") ? kleur.rood : kleur.lijn),
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
        "line-color": (lijn) => (lijn.data("familie") === "niemand genoemd" ? kleur.rood : kleur.lijn),
        "target-arrow-color": (lijn) => (lijn.data("familie") === "niemand genoemd" ? kleur.rood : kleur.lijn),
        "target-arrow-shape": (lijn) => (ZONDER_PIJL.has(lijn.data("familie")) ? "none" : "triangle"),
        "curve-style": "bezier",
        "font-size": 11,
        "font-family": LETTER.soort,
        color: kleur.inkt,
        "text-background-color": kleur.papier,
        "text-background-opacity": 1,
        "text-background-padding": 2,
        "text-wrap": "wrap",
        "text-max-width": 120,
      },
    },
    { selector: "edge.benoemd", style: { label: "data(kort)", "z-index": 5 } },
    { selector: ".ver", style: { opacity: 0.15 } },
    { selector: "node.gekozen", style: { "border-width": 5, "border-color": kleur.accent, "border-style": "solid", "z-index": 9 } },
    { selector: "node:active, edge:active", style: { "overlay-opacity": 0 } },
  ];
}
