/**
 * `npm run dev`: the page reloads as it is edited, the server restarts. Open PORT (8080); the server itself listens beside
 * it, at SERVER_PORT (8090). Its data are under `data/dev`, unless DATA_DIR or DATABASE_URL say otherwise.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { createServer } from "vite";
import { runProgram } from "#shared/lifecycle/program.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
/** Node restarts it when what it has imported changes; sentences and the like are read, not imported. */
const watched = ["shared", "control-plane", "runtime", "deploy/launch", "deploy/develop"];

await runProgram(async ({ work, say }) => {
  const { PORT = "8080", HOST = "127.0.0.1", SERVER_PORT = "8090", DATA_DIR = "data/dev" } = process.env;
  const server = spawn(
    process.execPath,
    [
      "--watch",
      "--watch-preserve-output",
      ...watched.map((path) => `--watch-path=${path}`),
      "deploy/develop/server.ts",
    ],
    { cwd: root, stdio: "inherit", env: { ...process.env, PORT: SERVER_PORT, HOST, DATA_DIR } },
  );
  work.defer(async () => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, "exit");
    server.kill("SIGTERM");
    await ended;
  });
  const page = await createServer({
    configFile: `${root}ui/vite.config.ts`,
    server: { host: HOST, port: Number(PORT), strictPort: true, proxy: { "/api": `http://${HOST}:${SERVER_PORT}` } },
  });
  work.defer(() => page.close());
  await page.listen();
  say(`The page, as it is edited: http://${HOST}:${PORT}`);
});
