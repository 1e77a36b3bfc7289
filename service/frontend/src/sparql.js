// What the SPARQL page loads: an editor in the element #yasgui, for the endpoint in its data-eindpunt and with
// the query in its data-vraag.
import "@zazuko/yasgui/build/yasgui.min.css";
import Yasgui from "@zazuko/yasgui";
import "./sparql.css";

// What the editor leaves without a name for a screen reader.
const NAMES = [
  [".CodeMirror textarea", "Vraag in SPARQL"],
  ["input.autocomplete", "Adres van het eindpunt"],
  [".tableSizer", "Aantal rijen op een bladzijde"],
  [".tableFilter, .dt-input", "Filter de rijen"],
];

function named(root) {
  for (const [selector, name] of NAMES) {
    for (const element of root.querySelectorAll(`:is(${selector}):not([aria-label])`)) element.setAttribute("aria-label", name);
  }
  // A list of tabs may hold nothing but tabs: the button that adds one is none.
  for (const list of root.querySelectorAll(".tabsList[role=tablist]")) list.setAttribute("role", "group");
  for (const tab of root.querySelectorAll(".tabsList [aria-selected]")) {
    tab.setAttribute("role", "button");
    tab.setAttribute("aria-pressed", tab.getAttribute("aria-selected"));
    tab.removeAttribute("aria-selected");
  }
  for (const scrolled of root.querySelectorAll(".CodeMirror-scroll[tabindex='-1']")) scrolled.setAttribute("tabindex", "0");
  for (const head of root.querySelectorAll("th:empty, th.dt-orderable-none:not([role])")) head.setAttribute("role", "presentation");
}

// What lets columns be dragged wider brings a style element along, which the pages' policy forbids: it is not
// put into the page. sparql.css has what is needed of it.
document.head.appendChild = function (node) {
  return node instanceof HTMLStyleElement ? node : Node.prototype.appendChild.call(this, node);
};

const place = document.querySelector("#yasgui");
if (place) {
  // These look up prefixes, classes and properties at servers elsewhere.
  Yasgui.Yasqe.defaults.autocompleters = ["variables"];
  const editor = new Yasgui(place, {
    requestConfig: { endpoint: new URL(place.dataset.eindpunt, location.href).href, method: "POST" },
    copyEndpointOnNewTab: true,
    endpointCatalogueOptions: { getData: () => [] },
    persistenceId: null,
    populateFromUrl: false,
  });
  if (place.dataset.vraag) editor.getTab().setQuery(place.dataset.vraag);
  named(place);
  new MutationObserver(() => named(place)).observe(place, {
    childList: true,
    subtree: true,
    attributeFilter: ["aria-selected"],
  });
}
