// Builds what the pages load into ../static/gebouwd: one script and one style sheet for all pages, and one of each
// for the pages that need more. File names are fixed, because templates name them.
import { defineConfig } from "vite";

/** Leave out the design tokens that no rule uses: the theme has thousands, for every component there is. */
function onlyUsedTokens() {
  return {
    name: "only-used-tokens",
    generateBundle(_, bundle) {
      for (const file of Object.values(bundle)) {
        if (!file.fileName.endsWith("hgkm.css")) continue;
        let css = String(file.source);
        let before;
        do {
          before = css.length;
          const used = new Set([...css.matchAll(/var\(\s*(--[\w-]+)/g)].map(([, name]) => name));
          css = css.replace(/(?<=[{;])(--[\w-]+):(?:"[^"]*"|[^;{}"])*(;|(?=}))/g, (all, name) => (used.has(name) ? all : ""));
        } while (css.length < before);
        file.source = css;
      }
    },
  };
}

export default defineConfig({
  base: "/static/gebouwd/",
  plugins: [onlyUsedTokens()],
  publicDir: false,
  build: {
    outDir: "../static/gebouwd",
    emptyOutDir: true,
    modulePreload: false,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1500, // kB; the SPARQL editor is one page's own
    rolldownOptions: {
      input: { hgkm: "src/hgkm.js", kaart: "src/kaart.js", sparql: "src/sparql.js" },
      output: {
        entryFileNames: "[name].js",
        chunkFileNames: "deel-[name].js",
        assetFileNames: "[name][extname]",
      },
    },
  },
});
