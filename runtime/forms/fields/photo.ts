/** A photo question: a photo or an image file. Its content decides whether it is one, not its name. */
import type { FieldOf } from "#shared/schemas/form.ts";
import type { Surface } from "../../channels/surface.ts";
import { hint, type Kind, value } from "./kind.ts";

export const photo: Kind<FieldOf<"photo">> = {
  isTyped: () => true,
  asks: () => ({ id: "form-ask-photo" }),

  check(field, input, { surface }) {
    const kept = input.type === "photo" ? input.kept : null;
    switch (kept?.type) {
      case "kept":
        return value(kept.photo);
      case "refused":
        return kept.reason === "too_large"
          ? hint("form-hint-photo-large", { megabytes: String(megabytes(field, surface)) })
          : hint("form-hint-photo-kind");
      case "unavailable":
        return hint("form-hint-photo-unavailable");
      case undefined:
        return hint("form-hint-photo");
    }
  },

  show: () => ({ id: "form-photo" }),
};

/** Whatever a form asks for, no more can be fetched than its channel gives: of that the tenths, as it is said to people. */
const megabytes = ({ validation }: FieldOf<"photo">, { fileBytes }: Surface): number =>
  Math.min(validation.maxMegabytes ?? Number.POSITIVE_INFINITY, Math.floor((fileBytes / mebibyte) * 10) / 10);

const mebibyte = 1024 * 1024;

/** @returns in bytes */
export const photoLimit = (field: FieldOf<"photo">, surface: Surface): number =>
  Math.floor(megabytes(field, surface) * mebibyte);
