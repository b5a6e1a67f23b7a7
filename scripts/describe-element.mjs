import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { create, ts } from "@custom-elements-manifest/analyzer";

/**
 * Writes what the packed widget says of `<ws-chat>` to tools: custom-elements.json from the doc comments of its class, and editors' data
 * (VS Code's custom data, JetBrains' web-types) from that.
 */
const folder = "packages/widget";
const tagName = "ws-chat";
/** The class behind the element is in the second; its base in the first only lends it members. */
const sources = ["reactive-element", "ws-chat", "events", "parts/launcher-events"];
const callbacks = /^(?:connected|disconnected|adopted|attributeChanged)Callback$/;

/** The analyzer knows Lit's decorators and `static properties`; this class's table is its own. */
const ownProperties = {
  name: "attributes-of-own-properties",
  analyzePhase({ ts, node, moduleDoc }) {
    if (!ts.isPropertyDeclaration(node) || node.name.getText() !== "properties" || !node.initializer) return;
    const table = ts.isAsExpression(node.initializer) ? node.initializer.expression : node.initializer;
    const element = moduleDoc.declarations.find(({ name }) => name === node.parent.name.getText());
    const rows = table.properties.map(({ name, initializer }) => [name.text, initializer.text]);
    element.attributes = rows
      .filter(([, attribute]) => attribute !== "")
      .map(([property, attribute]) => {
        const { description, type } = element.members.find(({ name }) => name === property) ?? {};
        const text = attribute.startsWith("?") ? "boolean" : type?.text.replace(" | undefined", "");
        return { name: attribute.replace("?", ""), fieldName: property, type: { text }, description };
      });
  },
};

function describeElement() {
  const modules = sources.map((name) => {
    const file = `src/${name}.ts`;
    return ts.createSourceFile(file, readFileSync(join(folder, file), "utf8"), ts.ScriptTarget.ES2022, true);
  });
  const manifest = create({ modules, plugins: [ownProperties] });
  const published = (path) => path.replace(/^\/?src\/(.*)\.ts$/, "dist/$1.js");
  const [, ...shown] = manifest.modules;
  for (const module of shown) {
    module.path = published(module.path);
    for (const entry of module.exports) entry.declaration.module = published(entry.declaration.module);
    for (const declaration of module.declarations) {
      declaration.members = declaration.members
        ?.filter(({ name, privacy, static: isStatic }) => !privacy && !isStatic && !callbacks.test(name))
        .map(({ inheritedFrom: _, ...member }) => member);
      if (declaration.superclass?.module) declaration.superclass.module = published(declaration.superclass.module);
    }
  }
  const element = shown.flatMap(({ declarations }) => declarations).find(({ name }) => name === "WsChat");
  Object.assign(element, { customElement: true, tagName, superclass: { name: "HTMLElement" } });
  const definition = { kind: "custom-element-definition", name: tagName };
  const define = {
    kind: "javascript-module",
    path: "dist/define.js",
    declarations: [],
    exports: [{ ...definition, declaration: { name: "WsChat", module: "dist/ws-chat.js" } }],
  };
  return { manifest: { ...manifest, modules: [...shown, define] }, element };
}

function customData({ description, attributes }) {
  const markdown = (value) => ({ kind: "markdown", value });
  return {
    version: 1.1,
    tags: [
      {
        name: tagName,
        description: markdown(description),
        attributes: attributes.map(({ name, description, type }) => ({
          name,
          ...(description && { description: markdown(description) }),
          // "v": an attribute that takes no value.
          ...(type.text === "boolean" && { valueSet: "v" }),
        })),
      },
    ],
  };
}

function webTypes({ description, attributes, members, events, slots, cssProperties, cssParts }, version) {
  const named = ({ name, description }) => ({ name, description });
  const typed = (entry) => ({ ...named(entry), type: entry.type?.text });
  return {
    $schema: "https://json.schemastore.org/web-types",
    name: "@ws-chat/widget",
    version,
    "description-markup": "markdown",
    contributions: {
      html: {
        elements: [
          {
            name: tagName,
            description,
            attributes: attributes.map((entry) => ({ ...named(entry), value: { type: entry.type.text } })),
            slots: slots.map(named),
            js: { properties: members.filter(({ kind }) => kind === "field").map(typed), events: events.map(typed) },
            css: { properties: cssProperties.map(named), parts: cssParts.map(named) },
          },
        ],
      },
    },
  };
}

const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
const { manifest, element } = describeElement();
const files = {
  "custom-elements.json": manifest,
  "html-custom-data.json": customData(element),
  "web-types.json": webTypes(element, version),
};
for (const [name, content] of Object.entries(files)) {
  writeFileSync(join(folder, "dist", name), `${JSON.stringify(content, undefined, 2)}\n`);
}
