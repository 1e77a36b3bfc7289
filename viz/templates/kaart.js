// The one-file map: draws the boxes, and keeps picture, table and count in step with the filters.
// The places come from the page; nothing is computed, fetched or stored here. Text reaches the page only as text.
(() => {
  "use strict";
  const data = JSON.parse(document.getElementById("gegevens").textContent);
  const byId = (id) => document.getElementById(id);
  const rows = [...document.querySelectorAll("tbody tr")];
  const texts = rows.map((row) => plain(row.textContent));
  const frame = document.querySelector(".doek");
  const canvas = byId("netwerk");
  const FONT = '"Helvetica Neue", Helvetica, Arial, "Liberation Sans", sans-serif';
  const MARGIN = 14;
  const TITLES = 40; // room for the names of the columns
  const AIR = 14; // between boxes, where everything in between is filtered away
  const MOST_WORDED = 60; // lines that can bear their words without crowding

  function plain(text) {
    return text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
  }

  let top = 0; // of what is visible
  let pointed = []; // the lines of the box that is pointed at

  let colours = {};
  function readColours() {
    const style = getComputedStyle(document.documentElement);
    const names = ["grond", "tekst", "zacht", "rand", "accent", "wie", "wat", "doelgroep", "leeg"];
    colours = Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
    colours.line = (family) => style.getPropertyValue(`--lijn-${family}`).trim() || colours.zacht;
  }

  // ---- drawing -----------------------------------------------------------------------------------------
  function box({ ctx, id, x, y, state }) {
    const { breedte, hoogte, regels, vulling, teken, kop, leeg } = nodes.get(id);
    const left = x - breedte / 2;
    const top = y - hoogte / 2;
    const drawNode = () => {
      ctx.textAlign = "left";
      ctx.textBaseline = "middle";
      if (kop) {
        ctx.font = `700 12.5px ${FONT}`;
        ctx.fillStyle = colours.zacht;
        ctx.fillText(regels[0], left, y + 4);
        return;
      }
      const dark = leeg ? colours.line("niemand-genoemd") : colours.rand;
      ctx.beginPath();
      ctx.roundRect(left, top, breedte, hoogte, leeg ? hoogte / 2 : 4);
      ctx.fillStyle = colours[vulling];
      ctx.fill();
      ctx.lineWidth = state.hover || state.selected ? 2.5 : 1;
      ctx.strokeStyle = state.hover || state.selected ? colours.accent : dark;
      ctx.setLineDash(leeg ? [4, 3] : []);
      ctx.stroke();
      ctx.setLineDash([]);
      const sign = new Path2D();
      sign.addPath(new Path2D(teken), new DOMMatrix().translate(left + 5, y - 7).scale(14 / 16));
      ctx.lineWidth = 1.3;
      ctx.strokeStyle = leeg ? dark : colours.tekst;
      if (!leeg) ctx.stroke(sign);
      ctx.font = `13px ${FONT}`;
      ctx.fillStyle = colours.tekst;
      const indent = leeg ? 11 : 23;
      regels.forEach((line, at) => ctx.fillText(line, left + indent, y + (at - (regels.length - 1) / 2) * 15 + 0.5, breedte - indent - 4));
    };
    return { drawNode, nodeDimensions: { width: breedte, height: hoogte } };
  }

  const nodes = new vis.DataSet(data.nodes.map((node) => (node.shape === "custom" ? { ...node, ctxRenderer: box } : node)));
  const edges = new vis.DataSet(data.edges);
  readColours();
  const network = new vis.Network(canvas, { nodes, edges }, data.options);
  network.canvas.frame.tabIndex = -1; // the scrolling frame around it takes the focus
  network.on("beforeDrawing", (ctx) => {
    ctx.font = `700 15px ${FONT}`;
    ctx.fillStyle = colours.tekst;
    ctx.textAlign = "left";
    ctx.textBaseline = "alphabetic";
    data.kolommen.forEach(([name, left]) => ctx.fillText(name, left, top - MARGIN));
  });
  network.on("afterDrawing", words);
  // Lines begin at the sides of a box: point at the box to see its lines, in words.
  network.on("hoverNode", ({ node }) => {
    pointed = data.edges.filter(({ from, to }) => boxOf(from) === node || boxOf(to) === node);
    network.selectEdges(pointed.map(({ id }) => id));
  });
  network.on("blurNode", () => {
    pointed = [];
    network.unselectAll();
  });

  // The role of a line, at the first place along it where no other word stands.
  function words(ctx) {
    const worded = (edge) => !["voor-wie", "niemand-genoemd"].includes(edge.familie) && any(edge.rijen);
    const visible = data.edges.filter(worded);
    const taken = data.nodes
      .filter((node) => node.hoogte && any(node.rijen))
      .map(({ id, breedte, hoogte }) => ({ ...network.getPosition(id), half: breedte / 2, high: hoogte / 2 + 8 }));
    ctx.font = `12px ${FONT}`;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    for (const { from, to, rol } of visible.length <= MOST_WORDED ? visible : pointed.filter(worded)) {
      const [a, b] = [nodes.get(from), nodes.get(to)];
      const half = Math.min(ctx.measureText(rol).width / 2, 70) + 3;
      for (const t of [0.5, 0.4, 0.6, 0.3, 0.7, 0.22, 0.78]) {
        const bent = data.options.edges.smooth.enabled;
        const x = a.x + (b.x - a.x) * (bent ? 1.5 * t * (1 - t) ** 2 + 1.5 * t ** 2 * (1 - t) + t ** 3 : t);
        const y = a.y + (b.y - a.y) * (bent ? 3 * t ** 2 - 2 * t ** 3 : t);
        if (taken.some((other) => Math.abs(other.y - y) < (other.high ?? 15) && Math.abs(other.x - x) < other.half + half)) continue;
        taken.push({ x, y, half });
        ctx.fillStyle = colours.grond;
        ctx.fillRect(x - half, y - 7, 2 * half, 14);
        ctx.fillStyle = colours.tekst;
        ctx.fillText(rol, x, y, 2 * half - 6);
        break;
      }
    }
  }

  // ---- what is shown -----------------------------------------------------------------------------------
  const shown = new Set();
  // What takes part in nothing is there as long as everything is.
  const any = (numbers) => (numbers.length ? numbers.some((number) => shown.has(number)) : shown.size === data.rijen.length);

  function filter() {
    const words = plain(byId("zoek").value).split(/\s+/).filter(Boolean);
    const [only, kind, role, open] = [byId("alles-van").value, byId("soort").value, byId("rol").value, byId("open").checked];
    const chosen = only && new Set(only.split(" ").flatMap((id) => nodes.get(id).rijen));
    shown.clear();
    data.rijen.forEach((row, number) => {
      const fits =
        words.every((word) => texts[number].includes(word)) &&
        (!only || chosen.has(number)) &&
        (!kind || row.soorten.includes(kind)) &&
        (!role || row.rol === role) &&
        (!open || row.open);
      if (fits) shown.add(number);
      rows[number].hidden = !fits;
    });
    show();
  }

  const boxOf = (id) => id.replace(/[lr]$/, "");

  // Everything keeps its place among the others; bands in which nothing is left are closed.
  function heights() {
    const visible = data.nodes.filter((node) => node.hoogte && any(node.rijen)).sort((a, b) => a.y - a.hoogte / 2 - (b.y - b.hoogte / 2));
    const at = new Map();
    let [bottom, closed] = [0, 0];
    for (const { id, y, hoogte } of visible) {
      closed += Math.max(0, y - hoogte / 2 - bottom - AIR);
      bottom = Math.max(bottom, y + hoogte / 2);
      at.set(id, y - closed);
    }
    return at;
  }

  function show() {
    const at = heights();
    nodes.update(data.nodes.map(({ id, y, rijen }) => ({ id, y: at.get(boxOf(id)) ?? y, hidden: !any(rijen) })));
    edges.update(
      data.edges.map(({ id, rijen, familie }) => ({
        id,
        hidden: !any(rijen),
        color: { color: colours.line(familie), hover: colours.accent, highlight: colours.accent },
      })),
    );
    place();
    const counted = (column) => data.nodes.filter((node) => node.kolom === column && any(node.rijen)).length;
    const told = data.tellingen.map(([word, column]) => `${word}: ${counted(column)}.`);
    byId("telling").textContent = [`${shown.size} van ${data.rijen.length} relaties.`, ...told].join(" ");
  }

  // ---- the size of the picture -------------------------------------------------------------------------
  let zoom = 1; // 1 fits the width
  let whole = false; // fit the height too

  function place(sharper = 1) {
    const visible = nodes.get({ filter: (node) => node.hoogte && !node.hidden });
    const tops = visible.map((node) => node.y - node.hoogte / 2);
    const bottoms = visible.map((node) => node.y + node.hoogte / 2);
    top = visible.length ? Math.min(...tops) : 0;
    const height = (visible.length ? Math.max(...bottoms) : 60) - top + TITLES + MARGIN;
    const width = data.breedte + 2 * MARGIN;
    const available = Math.max(frame.clientWidth, 1200);
    let scale = Math.min((available / width) * zoom, 3);
    if (whole) scale = Math.min(scale, (window.innerHeight - 40) / height);
    scale *= sharper;
    const across = whole ? Math.max(available * sharper, 1) : Math.max(width * scale, 1);
    network.setSize(`${Math.round(across)}px`, `${Math.round(height * scale)}px`);
    canvas.style.width = `${Math.round(across)}px`;
    network.moveTo({ scale, position: { x: data.breedte / 2, y: top - TITLES + height / 2 } });
    network.redraw();
  }

  function repaint() {
    readColours();
    show();
  }

  byId("groter").addEventListener("click", () => resize(zoom * 1.25));
  byId("kleiner").addEventListener("click", () => resize(zoom / 1.25));
  byId("passend").addEventListener("click", () => resize(1, !whole));
  function resize(to, all = false) {
    zoom = Math.min(Math.max(to, 0.25), 4);
    whole = all;
    byId("passend").setAttribute("aria-pressed", String(whole));
    place();
    if (whole) frame.scrollIntoView();
  }

  // ---- what people do ----------------------------------------------------------------------------------
  const form = byId("filters");
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", filter);
  form.addEventListener("reset", () => setTimeout(filter));
  network.on("click", ({ nodes: [id] }) => {
    const option = [...byId("alles-van").options].find((one) => one.value.split(" ").includes(id));
    if (!option) return;
    byId("alles-van").value = option.selected ? "" : option.value;
    network.unselectAll();
    filter();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") form.reset();
  });

  const headers = [...document.querySelectorAll("thead th")];
  const collator = new Intl.Collator("nl", { numeric: true });
  headers.forEach((header, column) => {
    header.querySelector("button").addEventListener("click", () => {
      const down = header.getAttribute("aria-sort") === "ascending";
      headers.forEach((other) => other.setAttribute("aria-sort", "none"));
      header.setAttribute("aria-sort", down ? "descending" : "ascending");
      const key = (row) => row.cells[column].dataset.volgorde ?? row.cells[column].textContent;
      const sorted = [...rows].sort((a, b) => collator.compare(key(a), key(b)) * (down ? -1 : 1));
      document.querySelector("tbody").append(...sorted);
    });
  });

  window.addEventListener("resize", () => place());
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
  window.addEventListener("beforeprint", () => {
    document.documentElement.dataset.druk = "";
    repaint();
    place(2);
  });
  window.addEventListener("afterprint", () => {
    delete document.documentElement.dataset.druk;
    repaint();
  });
  filter();
  // The library learns the size of a box when it draws it, and looks at that again once the box was selected.
  network.selectNodes(nodes.getIds(), false);
  network.unselectAll();
  network.redraw();
})();
