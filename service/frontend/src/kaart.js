// What the page with the live map loads: cytoscape with the fcose layout, without style of its own making.
// The page links its style sheet as <link id="__________cytoscape_stylesheet">, so that cytoscape injects none.
import cytoscape from "cytoscape";
import fcose from "cytoscape-fcose";

cytoscape.use(fcose);

export { cytoscape };
