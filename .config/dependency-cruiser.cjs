/** Who may import whom. Read it as the map of the project; `npm run boundaries` checks it. */
const tops = "^(shared|control-plane|runtime|ui|deploy)/";
const tests = "[.](test|contract|property)[.]tsx?$";

/** Files under `from` import from no other top-level folder than those in `to`. */
const only = (from, reason, ...to) => ({
  name: `${from}-imports`,
  comment: reason,
  severity: "error",
  from: { path: `^${from}/` },
  to: { path: tops, pathNot: [`^${from}/`, ...to] },
});

/**
 * The rooms of each part, from the ground up: a room imports only what stands below it. Whoever adds one says here what
 * it stands on.
 */
const inOrder = (...floors) => floors.flatMap((floor) => floor.split(" "));
const floors = {
  shared: inOrder(
    "schemas causes.ts errors.ts recently-used.ts lifecycle telegram sentences plans postgres db secrets log.ts coordination addresses.ts",
    "inbox address-guard.ts pattern-size.ts answer-pattern.ts connect-code.ts config.ts files ai cluster",
  ),
  "control-plane": inOrder(
    "http api-keys auth plans installation change-bots.ts external-ids.ts tenant channels bots commands sentences webhooks files conversations dead-letters",
    "forms submissions connect-codes preview cluster deleting retention assigner app.ts all-routes.ts control-plane.ts main.ts",
  ),
  runtime: inOrder(
    "committer dispatcher addresses bots inbox turn webhooks channels speaking ai serving files forms cluster pipeline",
    "engine.ts metrics.ts probes.ts pool.ts handling.ts runtime.ts main.ts",
  ),
};
const outsideTheHouse = [tests, "/testing/", "/bench/"];
const anyOf = (part, rooms) => `^${part}/(${rooms.map((room) => room.replace(/[.]ts$/, "[.]ts$")).join("|")})(/|$)`;

const rooms = Object.entries(floors).flatMap(([part, order]) => [
  {
    name: `${part}-rooms-are-known`,
    comment: `say in .config/dependency-cruiser.cjs, in floors, on what this room of ${part} stands`,
    severity: "error",
    from: { path: `^${part}/`, pathNot: [...outsideTheHouse, anyOf(part, order)] },
    to: {},
  },
  ...order.slice(0, -1).map((room, floor) => ({
    name: `${part}-${room}-stands-below`,
    comment: `${part}/${room} imports only what stands below it: hand in what it needs from above, or move it`,
    severity: "error",
    from: { path: anyOf(part, [room]), pathNot: outsideTheHouse },
    to: { path: anyOf(part, order.slice(floor + 1)), pathNot: "/testing/" },
  })),
]);

module.exports = {
  forbidden: [
    ...rooms,
    only("shared", "shared knows nobody above it"),
    only("control-plane", "control plane and runtime meet in Postgres and the coordination port alone", "^shared/"),
    only("runtime", "control plane and runtime meet in Postgres and the coordination port alone", "^shared/"),
    {
      name: "channels-are-known-by-their-port",
      comment:
        "ask the port (runtime/channels/channel.ts) what a channel can do; all-channels.ts alone knows which there are",
      severity: "error",
      from: { path: "^runtime/", pathNot: [...outsideTheHouse, "^runtime/channels/([^/]+/|all-channels[.]ts$)"] },
      to: { path: "^runtime/channels/[^/]+/", pathNot: "/testing/" },
    },
    {
      name: "channel-clients-are-known-by-their-port",
      comment: "ask the port (control-plane/channels/channel-client.ts); all-channels.ts alone knows which there are",
      severity: "error",
      from: {
        path: "^control-plane/",
        pathNot: [...outsideTheHouse, "^control-plane/channels/([^/]+/|all-channels[.]ts$)"],
      },
      to: { path: "^control-plane/channels/[^/]+/", pathNot: "/testing/" },
    },
    {
      name: "channels-do-not-import-each-other",
      comment: "what two channels need belongs beside the port; only the test chat stands in for another",
      severity: "error",
      from: { path: "^runtime/channels/([^/]+)/", pathNot: [...outsideTheHouse, "^runtime/channels/preview/"] },
      to: { path: "^runtime/channels/[^/]+/", pathNot: "^runtime/channels/$1/" },
    },
    only("ui", "the page knows the server by its contracts alone", "^shared/schemas/"),
    {
      name: "schemas-depend-on-zod-alone",
      comment: "contracts are read by the server, the page and tests: they carry nothing else along",
      severity: "error",
      from: { path: "^shared/schemas/", pathNot: tests },
      to: { pathNot: ["^shared/schemas/", "^node_modules/zod/"] },
    },
    {
      name: "features-do-not-import-each-other",
      comment: "what two features need belongs to ui/src/components or ui/src/api",
      severity: "error",
      from: { path: "^ui/src/features/([^/]+)/" },
      to: { path: "^ui/src/features/", pathNot: "^ui/src/features/$1/" },
    },
    {
      name: "testing-is-for-tests",
      comment: "the simulators never ship inside the product",
      severity: "error",
      from: { pathNot: [tests, "^shared/testing/", "/testing/", "/bench/", "^deploy/(check|chaos)/"] },
      to: { path: "^shared/testing/|/testing/" },
    },
    {
      name: "no-cycles",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "tests-are-leaves",
      severity: "error",
      from: { pathNot: tests },
      to: { path: "[.](test|property)[.]tsx?$" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "ui/dist|^data/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { extensions: [".ts", ".tsx", ".js"], conditionNames: ["import", "node", "default"] },
  },
};
