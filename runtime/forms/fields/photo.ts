/** A photo question: a photo or an image file. Its content decides whether it is one, not its name. */
import type { FieldOf } from "#shared/schemas/form.ts";
import { hint, type Kind, value } from "./kind.ts";

export const photo: Kind<FieldOf<"photo">> = {
  typed: true,
  asks: () => ({ id: "form-ask-photo" }),

  check({ validation }, input) {
    const kept = input.type === "photo" ? input.kept : null;
    switch (kept?.type) {
      case "kept":
        return value(kept.photo);
      case "refused":
        return kept.reason === "too_large"
          ? hint("form-hint-photo-large", { megabytes: String(megabytes(validation)) })
          : hint("form-hint-photo-kind");
      case "unavailable":
        return hint("form-hint-photo-unavailable");
      case undefined:
        return hint("form-hint-photo");
    }
  },

  show: () => ({ id: "form-photo" }),
};

/** Telegram lets bots fetch no more. */
const megabytes = ({ maxMegabytes = 20 }: { maxMegabytes?: number | undefined }) => maxMegabytes;

/** @returns in bytes */
export const photoLimit = ({ validation }: FieldOf<"photo">) => Math.floor(megabytes(validation) * 1024 * 1024);
