// What the SPARQL page loads: an editor in the element #yasgui, for the endpoint in its data-eindpunt.
import "@zazuko/yasgui/build/yasgui.min.css";
import Yasgui from "@zazuko/yasgui";

const place = document.querySelector("#yasgui");
if (place) {
  // These look up prefixes, classes and properties at servers elsewhere.
  Yasgui.Yasqe.defaults.autocompleters = ["variables"];
  new Yasgui(place, {
    requestConfig: { endpoint: new URL(place.dataset.eindpunt, location.href).href, method: "POST" },
    copyEndpointOnNewTab: true,
    endpointCatalogueOptions: { getData: () => [] },
    persistenceId: null,
  });
}
