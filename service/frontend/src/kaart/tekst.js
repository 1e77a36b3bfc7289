// Breaks names into lines that fit in a shape, by measuring them; screen and export use the same lines.
const BREEDTE = 150;
export const LETTER = { grootte: 12, regel: 15, soort: 'system-ui, "Segoe UI", Roboto, "Liberation Sans", sans-serif' };
const maat = document.createElement("canvas").getContext("2d");
maat.font = `${LETTER.grootte}px ${LETTER.soort}`;

export function breedteVan(tekst) {
  return maat.measureText(tekst).width;
}

// How much more room a shape takes than the rectangle of its text.
const RUIM = { functie: [1.25, 1.35], "groep of overleg": [1.4, 1.1], "keuze tussen partijen": [1.7, 1.6], doelgroep: [1.15, 1.15] };

/** Give the lines of some texts, of each at most four, with the size of the shape around them as `breed` and `hoog`. */
export function gebroken(teksten, soort) {
  const over = teksten.flatMap(regelsVan);
  const [wijder, hoger] = RUIM[soort] ?? [1, 1];
  over.breed = Math.ceil(Math.max(...over.map(breedteVan), 24) * wijder) + 18;
  over.hoog = Math.ceil(over.length * LETTER.regel * hoger) + 12;
  return over;
}

function regelsVan(tekst) {
  const regels = [];
  let regel = "";
  for (const woord of tekst.split(/(?<=[-/])|\s+/u)) {
    const langer = regel ? `${regel}${/[-/]$/u.test(regel) ? "" : " "}${woord}` : woord;
    if (regel && breedteVan(langer) > BREEDTE) {
      regels.push(regel);
      regel = woord;
    } else regel = langer;
  }
  regels.push(regel);
  return regels.length > 4 ? [...regels.slice(0, 3), `${regels[3]} …`] : regels;
}
