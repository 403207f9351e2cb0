/** The parameters of a call, however they came: as JSON, form, multipart or query string. */
import { badRequest } from "./api-error.ts";

export class Params {
  /** As they came: JSON values from a JSON body, strings from anywhere else. */
  readonly raw: Readonly<Record<string, unknown>>;
  readonly files: ReadonlyMap<string, File>;

  constructor(raw: Record<string, unknown>, files: ReadonlyMap<string, File> = new Map()) {
    this.raw = raw;
    this.files = files;
  }

  /** How the call names the file of a field: by its id or address, or as one that it brings along. Empty when absent. */
  fileReference(name: string): string {
    return this.text(name) || (this.files.has(name) ? `attach://${name}` : "");
  }

  /** The same call with one parameter set. */
  with(name: string, value: unknown): Params {
    return new Params({ ...this.raw, [name]: value }, this.files);
  }

  has(name: string): boolean {
    return this.raw[name] !== undefined && this.raw[name] !== null && this.raw[name] !== "";
  }

  /** Empty when absent. */
  text(name: string): string {
    const value = this.raw[name];
    if (typeof value === "string") return value;
    return typeof value === "number" || typeof value === "boolean" ? String(value) : "";
  }

  /** `undefined` when absent or not a whole number. */
  integer(name: string): number | undefined {
    const text = this.text(name).trim();
    return /^[+-]?\d+$/.test(text) ? Number(text) : undefined;
  }

  flag(name: string): boolean {
    return ["true", "yes", "1"].includes(this.text(name).toLowerCase());
  }

  /**
   * A parameter that is an object or an array; `undefined` when absent.
   *
   * @throws {ApiError} 400 when it is a string that is not JSON
   */
  json(name: string): unknown {
    const value = this.raw[name];
    if (!this.has(name)) return undefined;
    if (typeof value !== "string") return value;
    try {
      return JSON.parse(value);
    } catch {
      throw badRequest(`can't parse ${name.replaceAll("_", " ")} JSON object`);
    }
  }

  /** {@link json} for objects; anything else counts as absent. */
  object(name: string): Record<string, unknown> | undefined {
    const value = this.json(name);
    return isRecord(value) ? value : undefined;
  }
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
