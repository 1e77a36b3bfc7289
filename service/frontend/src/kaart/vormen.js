// The shape of each kind, for the screen and as SVG for the legend and for what is taken along.
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
export const STREEP = { solid: "", dashed: ' stroke-dasharray="7 5"', dotted: ' stroke-dasharray="2 4"', double: "" };

/** Write a shape within the box from (l, b) to (r, o) as SVG. */
export function vorm(soort, { l, b, r, o, x, y }, kenmerken) {
  const punten = (...lijst) => `<polygon points="${lijst.map(([px, py]) => `${px.toFixed(1)},${py.toFixed(1)}`).join(" ")}" ${kenmerken}/>`;
  const [w, h] = [r - l, o - b];
  switch (soort) {
    case "ellipse":
      return `<ellipse cx="${x}" cy="${y}" rx="${w / 2}" ry="${h / 2}" ${kenmerken}/>`;
    case "hexagon":
      return punten([l, y], [l + w / 4, b], [r - w / 4, b], [r, y], [r - w / 4, o], [l + w / 4, o]);
    case "diamond":
      return punten([l, y], [x, b], [r, y], [x, o]);
    case "cut-rectangle": {
      const hoek = Math.min(8, h / 3);
      return punten([l + hoek, b], [r - hoek, b], [r, b + hoek], [r, o - hoek], [r - hoek, o], [l + hoek, o], [l, o - hoek], [l, b + hoek]);
    }
    case "octagon":
      return punten([l + w * 0.15, b], [r - w * 0.15, b], [r, b + h * 0.3], [r, o - h * 0.3], [r - w * 0.15, o], [l + w * 0.15, o], [l, o - h * 0.3], [l, b + h * 0.3]);
    default:
      return `<rect x="${l.toFixed(1)}" y="${b.toFixed(1)}" width="${w}" height="${h}" rx="${soort === "rectangle" ? 0 : 9}" ${kenmerken}/>`;
  }
}
