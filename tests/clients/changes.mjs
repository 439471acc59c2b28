// What changed from one SDL to another, as graphql-inspector tells it: `node changes.mjs OLD NEW`, a line of
// JSON for each change but those of descriptions.
import { diff } from "@graphql-inspector/core";
import { buildSchema } from "graphql";
import { readFile } from "node:fs/promises";

const [old, now] = await Promise.all(
  process.argv.slice(2, 4).map(async (file) => buildSchema(await readFile(file, "utf-8"))),
);
const changes = await diff(old, now);
for (const { criticality, path, message, type } of changes) {
  if (!type.includes("DESCRIPTION")) console.log(JSON.stringify({ level: criticality.level, path, message }));
}
