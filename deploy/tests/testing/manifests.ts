/** Kubernetes manifests, and what an API server would say to them. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";

export interface Manifest {
  /** From the folder that was read. */
  file: string;
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string };
  // biome-ignore lint/suspicious/noExplicitAny: its shape is `complaints`' to check
  spec: any;
  stringData?: Record<string, string>;
}

/** Everything in the folder and below it that is a manifest: values for a chart, say, are none. */
export async function readManifests(folder: string): Promise<Manifest[]> {
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith(".yaml")).sort();
  const manifests: Manifest[] = [];
  for (const file of files) {
    for (const document of parseAllDocuments(await readFile(join(folder, file), "utf8"), { merge: true })) {
      if (document.errors.length > 0) throw new Error(`${file}: ${document.errors[0]!.message}`);
      const content = document.toJS();
      if (content?.kind && content.kind !== "Kustomization") manifests.push({ file, ...content });
    }
  }
  return manifests;
}

/** Kinds that an operator brings: their schemas are not Kubernetes' own. */
const foreign = /(cnpg[.]io|coreos[.]com)[/]/;

/** What Kubernetes' own schema finds wrong, unknown fields included; nothing for kinds that are not its own. */
export async function complaints({ file, ...manifest }: Manifest): Promise<string[]> {
  if (foreign.test(manifest.apiVersion)) return [];
  const models = await import(/* @vite-ignore */ `kubernetes-models/${manifest.apiVersion}`);
  const model = models[manifest.kind];
  if (!model) return [`${file}: there is no ${manifest.kind} in ${manifest.apiVersion}`];
  const watched = watch(manifest);
  try {
    model.prototype.validate.call(watched.value);
  } catch (error) {
    return [`${file}: ${(error as Error).message}`];
  }
  return watched.unread().map((path) => `${file}: nobody knows ${path}`);
}

interface Watched {
  value: unknown;
  /** Paths of the fields that nobody has looked at. */
  unread(path?: string): string[];
}

/** The schemas do not forbid unknown fields; but a validator reads every field that it knows, and no other. */
function watch(value: unknown): Watched {
  if (typeof value !== "object" || value === null) return { value, unread: () => [] };
  const fields = new Map(Object.entries(value).map(([key, field]) => [key, watch(field)]));
  const read = new Set<string>();
  const readAll = () => {
    for (const key of fields.keys()) read.add(key);
  };
  return {
    value: new Proxy(value, {
      get(target, key) {
        read.add(String(key));
        return fields.get(String(key))?.value ?? Reflect.get(target, key);
      },
      // A map of labels, say: any key is as good as another.
      ownKeys(target) {
        readAll();
        return Reflect.ownKeys(target);
      },
    }),
    unread: (path = "") =>
      [...fields].flatMap(([key, field]) => (read.has(key) ? field.unread(`${path}.${key}`) : [`${path}.${key}`])),
  };
}
