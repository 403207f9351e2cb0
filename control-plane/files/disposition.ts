/** Images that run nothing are shown, all else is saved, under its sender's name with the ending of its content. */
import { endingOf, isPassiveImage } from "#shared/files/content-type.ts";
import { disposition } from "../http/disposition.ts";

/**
 * @param name as its sender called it
 * @param type as found in the content
 */
export const dispositionOf = (name: string | null, type: string): string =>
  disposition(
    isPassiveImage(type) ? "inline" : "attachment",
    (name ?? "").replace(/\.[^./\\]*$/, ""),
    endingOf(type, name),
  );
