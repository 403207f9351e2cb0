/**
 * An image without an engine: does in folders what the Dockerfile says, and runs its commands as processes, with the
 * files, the variables and the user that a container would have. The base image is this very Node and nothing else.
 */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, copyFile, cp, mkdir, mkdtemp, readFile, rename, rm, stat, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join, relative } from "node:path";
import { promisify } from "node:util";
import { dockerIgnore, type Instruction, parseDockerfile } from "./dockerfile.ts";
import { installPackages } from "./packages.ts";

const run = promisify(execFile);

/** What the instructions so far have made. */
interface Stage {
  /** Stands for `/`. */
  root: string;
  workdir: string;
  env: Record<string, string>;
  /** Numbers, as Kubernetes wants them. */
  user: { uid: number; gid: number } | null;
  command: string[];
  healthcheck: string[];
}

export interface Image extends AsyncDisposable, Readonly<Stage> {
  /** Starts a container: `command` instead of the image's own, `env` over the image's. */
  start(command: readonly string[], env: Record<string, string>): ChildProcess;
  /** What an engine does every few seconds. @returns whether the container is healthy */
  isHealthy(env: Record<string, string>): Promise<boolean>;
}

/** @param context the checkout, with the Dockerfile under deploy/ */
export async function buildImage(context: string): Promise<Image> {
  await using stack = new AsyncDisposableStack();
  const folder = stack.adopt(await mkdtemp(join(tmpdir(), "botfactory-image-")), (path) =>
    rm(path, { recursive: true, force: true }),
  );
  await chmod(folder, 0o755);
  const bin = join(folder, "bin");
  await mkdir(bin);
  // Not a link: the image's user may not be able to reach what this one can.
  await copyFile(process.execPath, join(bin, "node"));

  const builder = new Builder({ context, folder, bin });
  await builder.prepare();
  for (const instruction of parseDockerfile(await readFile(join(context, "deploy/Dockerfile"), "utf8"))) {
    await builder.follow(instruction);
  }
  const stage = builder.stage;
  const begin = (command: readonly string[], env: Record<string, string>) =>
    spawn(command[0]!, command.slice(1), {
      cwd: join(stage.root, stage.workdir),
      env: { PATH: bin, ...stage.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
      ...(process.getuid?.() === 0 && stage.user),
    });
  const opened = stack.move();
  return {
    ...stage,
    start: begin,
    async isHealthy(env) {
      const [code] = await once(begin(stage.healthcheck, env), "exit");
      return code === 0;
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

interface Places {
  context: string;
  folder: string;
  /** Where the base image's programs are. */
  bin: string;
}

class Builder {
  readonly #places: Places;
  readonly #stages = new Map<string, Stage>();
  #isIgnored: (path: string) => boolean = () => false;
  stage!: Stage;

  constructor(places: Places) {
    this.#places = places;
  }

  async prepare(): Promise<void> {
    this.#isIgnored = dockerIgnore(await readFile(join(this.#places.context, ".dockerignore"), "utf8"));
  }

  async follow({ name, rest, flags }: Instruction): Promise<void> {
    switch (name) {
      case "FROM":
        return this.#begin(rest);
      case "WORKDIR":
        this.stage.workdir = rest;
        await mkdir(this.#inside("."), { recursive: true });
        return;
      case "COPY":
        return this.#copy(rest.split(/\s+/), flags.from);
      case "RUN":
        return this.#run(rest);
      case "ENV":
        for (const pair of rest.split(/\s+/)) {
          const [key, value] = pair.split("=");
          this.stage.env[key!] = value!;
        }
        return;
      case "USER": {
        const [uid, gid] = rest.split(":").map(Number);
        this.stage.user = { uid: uid!, gid: gid! };
        return;
      }
      case "HEALTHCHECK":
        this.stage.healthcheck = JSON.parse(rest.slice(rest.indexOf("[")));
        return;
      case "CMD":
        this.stage.command = JSON.parse(rest);
        return;
      case "EXPOSE":
        return;
      default:
        throw new Error(`The tests do not know the Dockerfile's ${name}: teach them`);
    }
  }

  async #begin(rest: string): Promise<void> {
    const [base, , name = "last"] = rest.split(/\s+/);
    const from = this.#stages.get(base!);
    const root = join(this.#places.folder, name);
    if (from) await cp(from.root, root, { recursive: true });
    else await mkdir(root);
    this.stage = from
      ? { ...from, root, env: { ...from.env } }
      : { root, workdir: "/", env: {}, user: null, command: [], healthcheck: [] };
    this.#stages.set(name, this.stage);
  }

  async #copy(paths: string[], from: string | undefined): Promise<void> {
    const { context } = this.#places;
    const target = paths.pop()!;
    for (const path of paths) {
      const source = from ? join(this.#stages.get(from)!.root, path) : join(context, path);
      const isFolder = (await stat(source)).isDirectory();
      const into = this.#inside(!isFolder && target.endsWith("/") ? join(target, basename(path)) : target);
      if (from && (await moved(source, into))) continue;
      await cp(source, into, {
        recursive: true,
        filter: (file) => Boolean(from) || !this.#isIgnored(relative(context, file)),
      });
    }
  }

  async #run(command: string): Promise<void> {
    const cwd = this.#inside(".");
    // The packages that whoever tests has installed already.
    if (command === "npm ci --ignore-scripts") {
      return symlink(join(this.#places.context, "node_modules"), join(cwd, "node_modules"));
    }
    const part = /^npm ci((?: --omit=\w+)+) --ignore-scripts$/.exec(command);
    if (part) {
      const omit = [...part[1]!.matchAll(/--omit=(\w+)/g)].map(([, kind]) => kind!);
      return installPackages({ checkout: this.#places.context, target: cwd, omit });
    }
    await run("/bin/sh", ["-ec", command], {
      cwd,
      env: {
        ...process.env,
        PATH: `${this.#places.bin}:${process.env.PATH}`,
        ...this.stage.env,
      },
    });
  }

  #inside(path: string): string {
    return path.startsWith("/") ? join(this.stage.root, path) : join(this.stage.root, this.stage.workdir, path);
  }
}

/** Ten thousand files of packages are not copied for nothing: what a stage has made is wanted once. */
async function moved(source: string, target: string): Promise<boolean> {
  await mkdir(dirname(target), { recursive: true });
  return rename(source, target).then(
    () => true,
    () => false, // the target is there already, with something in it
  );
}
