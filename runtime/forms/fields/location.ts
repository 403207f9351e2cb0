/** A location question: one key sends where one is; a place from the attachments or typed coordinates work as well. */
import type { FieldOf } from "#shared/schemas/form.ts";
import type { LocationAnswer } from "#shared/schemas/submission.ts";
import { plainDigits } from "./digits.ts";
import { canRequest, hint, type Kind, value } from "./kind.ts";

export const location: Kind<FieldOf<"location">> = {
  isTyped: () => true,
  request: { type: "location", words: { id: "button-form-share-location" } },
  asks: (_, setting) => ({
    id: canRequest(setting, "location") ? "form-ask-location" : "form-ask-location-attached",
  }),

  check(_, input) {
    const place = input.type === "location" ? input : input.type === "text" ? parseCoordinates(input.text) : null;
    if (!place) return hint("form-hint-location");
    return value({ latitude: place.latitude, longitude: place.longitude });
  },

  show: (_, { latitude, longitude }) => `${latitude}, ${longitude}`,
};

/** Somebody at a desk has no way to share where they are. */
export function parseCoordinates(text: string): LocationAnswer | null {
  const match = /^\s*(-?\d{1,2}(?:\.\d{1,10})?)\s*[,; ]\s*(-?\d{1,3}(?:\.\d{1,10})?)\s*$/.exec(plainDigits(text));
  if (!match) return null;
  const [latitude, longitude] = [Number(match[1]), Number(match[2])];
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? { latitude, longitude } : null;
}
