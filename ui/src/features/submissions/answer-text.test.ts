import { describe, expect, test } from "vitest";
import { answerText, isLocation, isPhoto, mapLink } from "./answer-text.ts";

describe("an answer in words", () => {
  test("is written as the reader's language has it", () => {
    expect(answerText(1234.5, "number", "en")).toBe("1,234.5");
    expect(answerText(0.1234567, "number", "ru")).toBe("0,1234567");
    expect(answerText("2026-11-25", "date", "en")).toBe("Nov 25, 2026");
    expect(answerText(["Red", "Blue"], "multiselect", "en")).toBe("Red, Blue");
  });

  test("stays as it was given where it is no day, or the question is gone", () => {
    expect(answerText("2026-11-25", "text", "en")).toBe("2026-11-25");
    expect(answerText("someday", "date", "en")).toBe("someday");
    expect(answerText("2026-11-25", null, "en")).toBe("2026-11-25");
  });

  test("is no text for photos and places", () => {
    const photo = { fileId: "f", contentType: "image/png", size: 1 };
    const place = { latitude: 52.5, longitude: -1 };
    expect(answerText(photo, "photo", "en")).toBeNull();
    expect([isPhoto(photo), isLocation(photo), isPhoto(["x"]), isLocation("x")]).toEqual([true, false, false, false]);
    expect(isLocation(place)).toBe(true);
    expect(mapLink(place)).toContain("mlat=52.5&mlon=-1");
  });
});
