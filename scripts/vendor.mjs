// Copies the front-end files we serve from npm packages to static/vendor/, with licences and a manifest.
//
// For maintainers; nobody needs Node to run the platform. To take a new version: change it in package.json, then
//   npm install && npm run vendor        (or: node scripts/vendor.mjs path/to/node_modules)
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { ICONS } from "./icons.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = resolve(process.argv[2] ?? join(root, "node_modules"));
const target = join(root, "static", "vendor");

const PACKAGES = [
  { name: "@tabler/core", folder: "tabler", files: ["dist/css/tabler.min.css"] },
  { name: "htmx.org", folder: "htmx", files: ["dist/htmx.min.js"] },
  { name: "sortablejs", folder: "sortablejs", files: ["Sortable.min.js"] },
];

const MIT = `The MIT License (MIT)

Copyright (c) 2018-2026 The Tabler Authors
Copyright (c) 2018-2026 codecalm.net Paweł Kuna

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
`;

const sha256 = (file) => createHash("sha256").update(readFileSync(file)).digest("hex");
const basename = (path) => path.split("/").at(-1);
const meta = (name) => JSON.parse(readFileSync(join(modules, name, "package.json"), "utf8"));

function copyPackage({ name, folder, files }) {
  const out = join(target, folder);
  mkdirSync(out, { recursive: true });
  for (const file of files) {
    const text = readFileSync(join(modules, name, file), "utf8");
    // Static files with hashed names fail on a source map that is not shipped.
    writeFileSync(join(out, basename(file)), text.replace(/\n?\/[*/]# sourceMappingURL=.*?(\*\/)?\s*$/, "\n"));
  }
  copyLicence(name, out);
  return describe(name, folder, files.map(basename));
}

function copyLicence(name, out) {
  const licence = join(modules, name, "LICENSE");
  if (existsSync(licence)) return copyFileSync(licence, join(out, "LICENSE"));
  // @tabler/core names its licence and holders in the file's head only.
  if (meta(name).license !== "MIT") throw new Error(`${name}: no licence text`);
  writeFileSync(join(out, "LICENSE"), MIT);
}

function describe(name, folder, files) {
  const { version, license } = meta(name);
  const listed = files.map((file) => ({ file, sha256: sha256(join(target, folder, file)) }));
  return { name, version, licence: license, folder, files: listed };
}

function symbol(name) {
  const [kind, file] = name.endsWith("-filled") ? ["filled", name.slice(0, -7)] : ["outline", name];
  const svg = readFileSync(join(modules, "@tabler/icons/icons", kind, `${file}.svg`), "utf8");
  const body = svg
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/^[\s\S]*?<svg[^>]*>|<\/svg>\s*$/g, "")
    .replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*\/>/g, "")
    .replace(/\s*\n\s*/g, "");
  const paint =
    kind === "filled"
      ? 'fill="currentColor" stroke="none"'
      : 'fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round"';
  return `<symbol id="${name}" viewBox="0 0 24 24" ${paint}>${body}</symbol>`;
}

function buildSprite() {
  const out = join(target, "tabler-icons");
  mkdirSync(out, { recursive: true });
  const symbols = [...ICONS].sort().map(symbol).join("\n");
  writeFileSync(join(out, "sprite.svg"), `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols}\n</svg>\n`);
  copyLicence("@tabler/icons", out);
  return describe("@tabler/icons", "tabler-icons", ["sprite.svg"]);
}

rmSync(target, { recursive: true, force: true });
const packages = [...PACKAGES.map(copyPackage), buildSprite()];
writeFileSync(join(target, "manifest.json"), JSON.stringify({ packages }, null, 2) + "\n");
for (const { name, version, files } of packages) console.log(`${name} ${version}: ${files.map((f) => f.file).join(", ")}`);
