/** What a translation must have: every English text, and of each counted one every plural form of its language. */

/** English counts with `_one` and `_other`; `Forms` are those of the other language. */
export type Translated<English, Forms extends string> = {
  [Key in keyof English as Key extends `${infer Base}_${"one" | "other"}`
    ? `${Base}_${Forms}`
    : Key]: English[Key] extends string ? string : Translated<English[Key], Forms>;
};

export type RussianForms = "one" | "few" | "many" | "other";
