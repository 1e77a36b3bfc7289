// Takes along exactly what is on the screen, as SVG and PNG: with the question, the day, how confidential it is, the
// legend of what is drawn and what the map leaves out.
import { uitleg } from "./legenda.js";
import { LETTER, breedteVan } from "./tekst.js";
import { ZONDER_PIJL, kleuren, lijnkleur, uiterlijk } from "./stijl.js";
import { STREEP, vorm } from "./vormen.js";

const RAND = 24;
const RIJ = 26; // of the legend
const schoon = (tekst) => tekst.replace(/[&<>"']/g, (teken) => `&#${teken.charCodeAt(0)};`);

export function neemMee(beeld) {
  const naam = `kaart-${beeld.gegevens.view}-${beeld.gegevens.date}`;
  document.querySelector('[data-kaart="svg"]').addEventListener("click", () => bewaar(new Blob([svg(beeld)], { type: "image/svg+xml" }), `${naam}.svg`));
  document.querySelector('[data-kaart="png"]').addEventListener("click", async () => bewaar(await png(svg(beeld)), `${naam}.png`));
}

function bewaar(inhoud, naam) {
  const adres = URL.createObjectURL(inhoud);
  Object.assign(document.createElement("a"), { href: adres, download: naam }).click();
  setTimeout(() => URL.revokeObjectURL(adres), 10000);
}

async function png(tekst) {
  const beeld = new Image();
  const adres = URL.createObjectURL(new Blob([tekst], { type: "image/svg+xml" }));
  beeld.src = adres;
  await beeld.decode();
  URL.revokeObjectURL(adres);
  const doek = Object.assign(document.createElement("canvas"), { width: beeld.width * 2, height: beeld.height * 2 });
  doek.getContext("2d").drawImage(beeld, 0, 0, doek.width, doek.height);
  return new Promise((klaar) => doek.toBlob(klaar, "image/png"));
}

/** Write what is drawn now as SVG. */
export function svg(beeld) {
  const { cy, gegevens, vak } = beeld;
  const kleur = kleuren(vak);
  const vlak = cy.elements().boundingBox();
  const binnen = Math.max(vlak.w, 700);
  const koppen = uitleg(beeld, {
    soorten: cy.nodes().map((knoop) => knoop.data("soort")),
    families: cy.edges().map((lijn) => lijn.data("familie")),
    merken: cy.elements().map((ding) => ding.data("merk")),
  });
  const tekens = legendaSvg(koppen, binnen);
  const onder = voet(beeld, koppen, binnen);
  const [breed, hoog] = [binnen + 2 * RAND, vlak.h + 80 + 2 * RAND + tekens.rijen * RIJ + onder.length * LETTER.regel];
  const delen = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${Math.ceil(breed)}" height="${Math.ceil(hoog)}" viewBox="0 0 ${Math.ceil(breed)} ${Math.ceil(hoog)}" font-family="${schoon(LETTER.soort)}" font-size="${LETTER.grootte}" fill="${kleur.inkt}" role="img">`,
    `<title>${schoon(gegevens.question)}</title><rect width="100%" height="100%" fill="${kleur.papier}"/>`,
    `<text x="${RAND}" y="${RAND + 18}" font-size="20" font-weight="bold">${schoon(gegevens.question)}</text>`,
    `<text x="${RAND}" y="${RAND + 40}">${schoon(`${gegevens.dateInWords}; ${gegevens.confidentiality}`)}</text>`,
    `<g transform="translate(${RAND - vlak.x1} ${RAND + 60 - vlak.y1})">`,
    ...cy.edges().map((lijn) => lijnSvg(lijn, kleur)),
    ...cy.nodes().map((knoop) => knoopSvg(knoop, kleur)),
    ...cy.edges(".benoemd").map((lijn) => naamSvg(lijn, kleur)),
    "</g>",
    `<g transform="translate(${RAND} ${RAND + 70 + vlak.h})">${tekens.delen.join("")}</g>`,
    ...onder.map((regel, nummer) => `<text x="${RAND}" y="${hoog - RAND - (onder.length - 1 - nummer) * LETTER.regel}" font-size="11">${schoon(regel)}</text>`),
    "</svg>",
  ];
  return delen.join("\n");
}

/** Write the legend in rows of a width. */
function legendaSvg(koppen, breed) {
  const delen = [];
  let [x, rij] = [0, -1];
  for (const { kop, woorden } of koppen) {
    [x, rij] = [breedteVan(kop) * 1.1 + 20, rij + 1]; // headings are bold
    delen.push(`<text x="0" y="${rij * RIJ + 14}" font-weight="bold">${schoon(kop)}</text>`);
    for (const { woord, teken } of woorden) {
      const nodig = 42 + breedteVan(woord) + 18;
      if (x + nodig > breed) [x, rij] = [0, rij + 1];
      delen.push(`<g transform="translate(${x.toFixed(1)} ${rij * RIJ})">${teken}<text x="42" y="14">${schoon(woord)}</text></g>`);
      x += nodig;
    }
  }
  return { delen, rijen: rij + 1 };
}

function voet(beeld, koppen, breed) {
  const zinnen = koppen.map(({ zin }) => zin).filter(Boolean);
  if (beeld.cy.nodes("[rood > 0]").nonempty()) zinnen.push("Met een rode rand: er staat iets over open.");
  zinnen.push(...beeld.gegevens.notes);
  if (beeld.keuze.zonder.size) zinnen.push(`Weggelaten op verzoek: ${[...beeld.keuze.zonder].join(", ")}.`);
  const regels = [];
  let regel = "";
  for (const woord of zinnen.join(" ").split(" ")) {
    if (breedteVan(`${regel} ${woord}`) > breed) {
      regels.push(regel);
      regel = woord;
    } else regel = regel ? `${regel} ${woord}` : woord;
  }
  return [...regels, regel];
}

function lijnSvg(lijn, kleur) {
  const { streep, dikte, beide } = lijn.data();
  const [van, naar, midden] = [lijn.sourceEndpoint(), lijn.targetEndpoint(), lijn.controlPoints()?.[0]];
  const tint = lijnkleur(lijn.data("familie"), lijn.data("merk"), kleur);
  const bocht = midden ? `Q ${rond(midden)} ${rond(naar)}` : `L ${rond(naar)}`;
  const ver = lijn.hasClass("ver") ? ' opacity="0.15"' : "";
  const hoek = (uit, doel) => ((Math.atan2(doel.y - uit.y, doel.x - uit.x) * 180) / Math.PI).toFixed(1);
  const punt = (uit, doel) => `<path d="M 0 0 L -9 -4.5 L -9 4.5 Z" fill="${tint}" transform="translate(${rond(doel)}) rotate(${hoek(uit, doel)})"/>`;
  const punten = [!ZONDER_PIJL.has(lijn.data("familie")) && punt(midden ?? van, naar), beide && punt(midden ?? naar, van)];
  return `<g${ver}><path d="M ${rond(van)} ${bocht}" fill="none" stroke="${tint}" stroke-width="${dikte}"${STREEP[streep]}/>${punten.filter(Boolean).join("")}</g>`;
}

function naamSvg(lijn, kleur) {
  const { kort: tekst, naamx, naamy, letter } = lijn.data();
  const [x, y] = [lijn.midpoint().x + naamx, lijn.midpoint().y + naamy];
  const breed = (breedteVan(tekst) * letter) / LETTER.grootte + 6;
  return `<g><rect x="${x - breed / 2}" y="${y - letter * 0.8}" width="${breed}" height="${letter * 1.45}" fill="${kleur.papier}"/><text x="${x}" y="${y + letter / 3}" font-size="${letter}" text-anchor="middle">${schoon(tekst)}</text></g>`;
}

function knoopSvg(knoop, kleur) {
  const { x, y } = knoop.position();
  const { breed, hoog, tekst } = knoop.data();
  const ziet = uiterlijk(knoop.data(), kleur);
  const [l, b, r, o] = [x - breed / 2, y - hoog / 2, x + breed / 2, y + hoog / 2];
  const kenmerken = `fill="${ziet.vulling}" stroke="${ziet.rand}" stroke-width="${ziet.dikte}"${STREEP[ziet.streep]}`;
  const regels = tekst.split("\n");
  const eerste = y - ((regels.length - 1) * LETTER.regel) / 2 + 4;
  const ver = knoop.hasClass("ver") ? ' opacity="0.15"' : "";
  return `<g${ver}>${vorm(ziet.vorm, { l, b, r, o, x, y }, kenmerken)}${regels.map((regel, nummer) => `<text x="${x.toFixed(1)}" y="${(eerste + nummer * LETTER.regel).toFixed(1)}" text-anchor="middle">${schoon(regel)}</text>`).join("")}</g>`;
}

function rond({ x, y }) {
  return `${x.toFixed(1)} ${y.toFixed(1)}`;
}
