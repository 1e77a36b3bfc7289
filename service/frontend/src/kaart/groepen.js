// Says which things are drawn together at first sight: those of a group of the picture, and, where that is still more
// than can be read with a name at every line, whatever has the fewest relations. Opening a group shows what is in it.
const MEEST = { dingen: 40, lijnen: 60, kolom: 14 };
const VEEL = 60; // things that a map without groups shows one by one
const OVERIG = [
  ["overige doelgroepen", ["doelgroep"]],
  ["overige open punten", ["wat er open staat"]],
  ["overig werk", ["activiteit", "taak", "soort taak", "deel van een plan", "afspraak"]],
  ["overige partijen", ["organisatie", "functie", "groep of overleg", "soort organisatie", "keuze tussen partijen"]],
];
const ANDERS = "overige onderwerpen";
const MINST = 4; // of one sort are not put together
const soort = ({ kind, column }) => `${column}:${OVERIG.find(([, soorten]) => soorten.includes(kind))?.[0] ?? ANDERS}`;

// What was brought up in a session stays as it is and moves nothing.
const bekend = (ding) => !ding.id.startsWith("concept:");
const bekende = (lijn) => lijn.family !== "concept";

/** Tell whether what would be drawn can be read, with `eenheid` what a thing is drawn as. */
function past(gegevens, eenheid) {
  const dingen = new Map(gegevens.nodes.filter(bekend).map((ding) => [ding.id, eenheid(ding)]));
  const paren = new Set();
  for (const { source, target } of gegevens.edges.filter(bekende)) {
    const [een, ander] = [dingen.get(source), dingen.get(target)];
    if (een && ander && een !== ander) paren.add([een, ander].sort().join("\n"));
  }
  const perSoort = new Map();
  for (const ding of gegevens.nodes.filter(bekend)) perSoort.set(soort(ding), (perSoort.get(soort(ding)) ?? new Set()).add(eenheid(ding)));
  const hoogst = gegevens.free ? 0 : Math.max(0, ...[...perSoort.values()].map((eenheden) => eenheden.size));
  return new Set(dingen.values()).size <= MEEST.dingen && paren.size <= MEEST.lijnen && hoogst <= MEEST.kolom;
}

/** Give the members of each group by its key, the names of the groups, and whether all groups begin open. */
export function indeling(gegevens) {
  const leden = new Map();
  for (const ding of gegevens.nodes) if (ding.group) leden.set(ding.group, [...(leden.get(ding.group) ?? []), ding]);
  // A group of one is that one.
  for (const [sleutel, groep] of leden) if (groep.length < 2) leden.delete(sleutel);
  const namen = new Map(gegevens.groups.map((groep) => [groep.id, groep.label]));
  const open = past(gegevens, (ding) => ding.id);
  if (!open && (gegevens.groups.length || gegevens.nodes.length > VEEL)) neemSamen(gegevens, leden, namen);
  return { leden, namen, open };
}

/** Put what has the fewest relations together, by what it is, until all can be read. */
function neemSamen(gegevens, leden, namen) {
  const eenheid = (ding) => (leden.has(ding.group) ? ding.group : ding.id);
  const eenheden = new Map();
  for (const ding of gegevens.nodes.filter(bekend)) eenheden.set(eenheid(ding), [...(eenheden.get(eenheid(ding)) ?? []), ding]);
  const gewicht = new Map(gegevens.nodes.map(({ id }) => [id, 0]));
  for (const { source, target, rows } of gegevens.edges.filter(bekende)) for (const id of [source, target]) gewicht.set(id, gewicht.get(id) + rows.length);
  // What most of them have, makes none of them stand out.
  const valtOp = gegevens.nodes.filter(({ mark }) => mark).length <= gegevens.nodes.length / 2;
  const perSoort = new Map(); // what may be put together, the least connected first
  for (const [id, dingen] of eenheden) {
    // What stands out keeps its place, and so does an empty seat.
    if (dingen.some(({ empty }) => empty) || (valtOp && dingen.length < 2 && dingen[0].mark)) continue;
    const eenheid = { id, dingen, zwaar: dingen.reduce((som, ding) => som + gewicht.get(ding.id), 0) };
    perSoort.set(soort(dingen[0]), [...(perSoort.get(soort(dingen[0])) ?? []), eenheid]);
  }
  for (const rij of perSoort.values()) rij.sort((a, b) => a.zwaar - b.zwaar || a.id.localeCompare(b.id));
  while (!past(gegevens, eenheid)) {
    const [naar, rij] = [...perSoort].sort((a, b) => b[1].length - a[1].length || a[0].localeCompare(b[0]))[0];
    if (rij.length <= MINST) break;
    const sleutel = `overig:${naar}`;
    for (const { id, dingen } of rij.splice(0, leden.has(sleutel) ? 1 : 2)) {
      leden.delete(id);
      leden.set(sleutel, [...(leden.get(sleutel) ?? []), ...dingen]);
      for (const ding of dingen) ding.group = sleutel;
    }
    namen.set(sleutel, naar.slice(naar.indexOf(":") + 1));
  }
}
