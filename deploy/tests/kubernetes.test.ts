import { access, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { readConfig } from "#shared/config.ts";
import { complaints, type Manifest, readManifests } from "./testing/manifests.ts";
import { metricNames } from "./testing/metric-names.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = join(root, "deploy/kubernetes");

interface Kustomization {
  images: { name: string; newTag: string }[];
  resources: string[];
  configMapGenerator: { name: string; literals: string[] }[];
}

let manifests: Manifest[];
let kustomization: Kustomization;
beforeAll(async () => {
  manifests = await readManifests(folder);
  kustomization = parse(await readFile(join(folder, "kustomization.yaml"), "utf8"));
});

const named = (kind: string, name: string) =>
  manifests.find(({ kind: its, metadata }) => its === kind && metadata.name === name)!;
const workloads = () => manifests.filter(({ kind }) => kind === "Deployment" || kind === "StatefulSet");
const ours = () => [named("Deployment", "control-plane"), named("Deployment", "runtime")];
const containerOf = ({ spec }: Manifest) => spec.template.spec.containers[0];
/** Whether every label that is asked for is one of the labels given. */
const selects = (asked: object, given: object) =>
  expect(Object.entries(given)).toEqual(expect.arrayContaining(Object.entries(asked)));

describe("the Kubernetes manifests", () => {
  test("are what Kubernetes' own schemas want, without a field that they do not know", async () => {
    expect((await Promise.all(manifests.map(complaints))).flat()).toEqual([]);
  });

  test("are refused when a field is misspelt or of a wrong form", async () => {
    const runtime = structuredClone(named("Deployment", "runtime"));
    containerOf(runtime).readinesProbe = containerOf(runtime).readinessProbe;
    expect(await complaints(runtime)).toEqual([
      "runtime.yaml: nobody knows .spec.template.spec.containers.0.readinesProbe",
    ]);
    containerOf(runtime).resources.limits.memory = "1 GB";
    expect((await complaints(runtime))[0]).toMatch(/limits\/memory must match format "quantity"/);
  });

  test("are all applied, but for the examples", () => {
    const files = new Set(manifests.map(({ file }) => file).filter((file) => !file.startsWith("examples/")));
    expect(kustomization.resources.toSorted()).toEqual([...files].sort());
  });

  test("run this version of the image", async () => {
    const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
    expect(kustomization.images).toEqual([expect.objectContaining({ name: "botfactory", newTag: version })]);
    for (const workload of ours()) expect(containerOf(workload).image).toBe("botfactory");
  });

  test("start files that exist", async () => {
    for (const workload of ours()) {
      const [program, script, ...more] = containerOf(workload).command;
      expect([program, more]).toEqual(["node", []]);
      await access(join(root, script));
    }
  });

  test("set nothing but settings, to values that they take", () => {
    const [map] = kustomization.configMapGenerator;
    const shared = Object.fromEntries(map!.literals.map((literal) => literal.split(/=(.*)/s, 2)));
    const secrets = { ...named("Secret", "botfactory-secrets").stringData };
    const samples: Record<string, string> = {
      SECRET_KEY: "0123456789abcdef0123456789abcdef",
      DATABASE_URL: "postgres://botfactory:secret@botfactory-rw.databases:5432/botfactory",
    };
    for (const name of Object.keys(secrets)) secrets[name] ||= samples[name] ?? "sk-…";
    for (const workload of ours()) {
      const { envFrom, env = [] } = containerOf(workload);
      expect(envFrom).toEqual([{ configMapRef: { name: map!.name } }, { secretRef: { name: "botfactory-secrets" } }]);
      const own = env.map(({ name, value }: { name: string; value: string }) => [name, value]);
      const given = { ...shared, ...secrets, ...Object.fromEntries(own) };
      expect(Object.keys(readConfig(given))).toEqual(expect.arrayContaining(Object.keys(given)));
    }
    expect(shared.REDIS_URL.split(",")).toHaveLength(named("StatefulSet", "redis").spec.replicas);
  });

  test("give a runtime the time to hand its bots over, and tell it at once", () => {
    const { spec } = named("Deployment", "runtime").spec.template;
    expect(spec.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(20);
    expect(spec.containers[0].lifecycle).toBeUndefined();
  });

  test("let PostgreSQL take the connections that all pods may open", () => {
    const { maxReplicas } = named("HorizontalPodAutoscaler", "runtime").spec;
    const { replicas } = named("Deployment", "control-plane").spec;
    const { postgresql } = named("Cluster", "botfactory").spec;
    // With the one more of each while they are replaced, and three that PostgreSQL keeps for its administrators.
    const most = (maxReplicas + 1) * 8 + (replicas + 1) * 10 + 3;
    expect(Number(postgresql.parameters.max_connections)).toBeGreaterThanOrEqual(most);
  });

  test("start a new pod before an old one goes", () => {
    for (const workload of ours()) {
      expect(workload.spec.strategy.rollingUpdate).toEqual({ maxSurge: 1, maxUnavailable: 0 });
    }
  });

  test("probe ports on which the processes listen", () => {
    const listening = { "control-plane": 8080, runtime: 9090 };
    for (const workload of ours()) {
      const { ports, livenessProbe, readinessProbe, startupProbe } = containerOf(workload);
      expect(ports).toHaveLength(1);
      expect(ports[0].containerPort).toBe(listening[workload.metadata.name as keyof typeof listening]);
      const asked = [startupProbe, livenessProbe, readinessProbe].map(({ httpGet }) => httpGet);
      const port = ports[0].name;
      expect(asked).toEqual([
        { path: "/healthz", port },
        { path: "/healthz", port },
        { path: "/readyz", port },
      ]);
    }
  });

  test("let no container be root, write or gain rights", () => {
    for (const workload of workloads()) {
      const { securityContext, automountServiceAccountToken, enableServiceLinks } = workload.spec.template.spec;
      expect(securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } });
      expect({ automountServiceAccountToken, enableServiceLinks }).toEqual({
        automountServiceAccountToken: false,
        enableServiceLinks: false,
      });
      expect(containerOf(workload).securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"] },
      });
    }
  });

  test("select pods by labels that they have, one budget for each kind of them", () => {
    for (const workload of workloads()) {
      const { labels } = workload.spec.template.metadata;
      selects(workload.spec.selector.matchLabels, labels);
      selects(named("PodDisruptionBudget", workload.metadata.name).spec.selector.matchLabels, labels);
    }
    selects(named("Service", "control-plane").spec.selector, ours()[0]!.spec.template.metadata.labels);
    const redis = named("StatefulSet", "redis");
    expect(redis.spec.serviceName).toBe("redis");
    selects(named("Service", "redis").spec.selector, redis.spec.template.metadata.labels);
  });

  test("let nobody in but to the page, and Prometheus to the runtimes", () => {
    const policies = manifests.filter(({ kind }) => kind === "NetworkPolicy").map(({ spec }) => spec);
    expect(policies).toContainEqual({ podSelector: {}, policyTypes: ["Ingress"] });
    const about = (workload: Manifest) =>
      policies.filter(({ podSelector: { matchLabels = {} } }) =>
        Object.entries(workload.spec.template.metadata.labels).every(([key, value]) => matchLabels[key] === value),
      );
    const [controlPlane, runtime] = ours().map(about);
    expect(controlPlane!.map(({ ingress }) => ingress)).toEqual([[{ ports: [{ port: "http" }] }]]);
    expect(runtime!.map(({ ingress }) => ingress)).toEqual([
      [{ from: [expect.objectContaining({ namespaceSelector: expect.anything() })], ports: [{ port: "metrics" }] }],
    ]);
    expect(manifests.filter(({ kind, metadata }) => kind === "Service" && metadata.name === "runtime")).toEqual([]);
  });

  test("scale runtimes by a lag that the adapter makes of what runtimes count", async () => {
    const { spec } = named("HorizontalPodAutoscaler", "runtime");
    expect(spec.scaleTargetRef).toEqual({ apiVersion: "apps/v1", kind: "Deployment", name: "runtime" });
    expect(named("Deployment", "runtime").spec.replicas).toBeUndefined();
    const values = parse(await readFile(join(folder, "examples/prometheus-adapter-values.yaml"), "utf8"));
    const [{ seriesQuery, name }] = values.rules.custom;
    const series = /^\w+/.exec(seriesQuery)![0];
    expect(metricNames()).toContain(series);
    const made = series.replace(new RegExp(name.matches), name.as.replace(/\$\{(\d)\}/, "$$$1"));
    expect(spec.metrics[0].pods.metric.name).toBe(made);
  });
});
