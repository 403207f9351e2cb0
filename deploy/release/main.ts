/**
 * `npm run release -- minor` (or patch, major, 1.2.3): a commit and a tag of a version whose changes CHANGELOG.md tells.
 * npm sets the version and makes both; it runs this in between, and before that `check`, which changes nothing. Pushing
 * the tag is left to who releases: `git push --follow-tags`. It builds the image and publishes it
 * (.github/workflows/release.yml).
 */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { explainFailure } from "#shared/lifecycle/startup-error.ts";
import { released } from "./changelog.ts";

const version = process.env.npm_package_version!;
const today = new Date().toISOString().slice(0, 10);
try {
  if (process.argv[2] === "check") released(readFileSync("CHANGELOG.md", "utf8"), version, today);
  else prepare();
} catch (error) {
  process.stderr.write(`${explainFailure(error) ?? (error as Error).stack}\n`);
  process.exitCode = 1;
}

function prepare(): void {
  change("CHANGELOG.md", (text) => released(text, version, today));
  change("deploy/kubernetes/kustomization.yaml", (text) => text.replace(/(newTag: ).+/, `$1${version}`));
  // What is released is what the next version has to work beside.
  const head = execFileSync("git", ["rev-parse", "HEAD"], { encoding: "utf8" }).trim();
  change("deploy/tests/testing/previous-release.ts", (text) => text.replace(/(commit = ")[0-9a-f]{40}/, `$1${head}`));
  change("deploy/README.md", (text) => text.replace(/(\/botfactory:)\d+\.\d+\.\d+/g, `$1${version}`));
}

function change(file: string, by: (text: string) => string): void {
  writeFileSync(file, by(readFileSync(file, "utf8")));
  execFileSync("git", ["add", file]);
}
