import { describe, expect, test } from "vitest";
import type { Field } from "#shared/schemas/form.ts";
import { answersOf } from "./conditions.ts";
import type { Input } from "./fields/kind.ts";
import { currentField, type FormRun } from "./form-run.ts";
import { type Effect, type FormEvent, next } from "./next.ts";
import { screenOf } from "./screen.ts";
import { field, say, setting, started } from "./testing/fields.ts";

const typed = (text: string, message = 0): FormEvent => ({
  type: "input",
  input: { type: "text", text },
  album: null,
  source: { message, content: text },
});

/** A person filling in a form. */
class Filling {
  run: FormRun;
  effects: readonly Effect[] = [];
  constructor(...fields: Field[]) {
    this.run = started(fields);
  }
  does(event: FormEvent): this {
    ({ run: this.run, effects: this.effects } = next(this.run, event, setting()));
    return this;
  }
  types(...texts: string[]): this {
    for (const text of texts) this.does(typed(text));
    return this;
  }
  sends(input: Input, album: string | null = null): this {
    return this.does({ type: "input", input, album, source: null });
  }
  /** Edits the message that answered a question. */
  edits(name: string, text: string): this {
    const source = { ...this.run.sources![name]!, content: text };
    return this.does({ type: "edit", name, input: { type: "text", text }, source });
  }
  presses(action: string, visit = this.run.visit): this {
    return this.does({ type: "press", visit, action });
  }
  get asked(): string {
    return currentField(this.run)?.name ?? this.run.at.type;
  }
  get progress(): string {
    return screenOf(this.run, setting(), say).text.split("\n")[0]!;
  }
  get said(): string[] {
    return this.effects.flatMap((effect) => {
      if (effect.type === "hint" || effect.type === "remark") return [effect.sentence.id];
      if (effect.type === "changed") return [`changed ${effect.field.name}`];
      if (effect.type === "toast") return [effect.sentence?.id ?? "nothing"];
      return effect.type === "over" ? [effect.how] : [];
    });
  }
}

const name = field("text", { name: "name" });
const age = field("number", { name: "age", required: false });
const color = field("select", { name: "color" });

describe("a form", () => {
  test("asks one question after the other, sums up, and is complete when that is confirmed", () => {
    const filling = new Filling(name, age, color);
    expect(filling.asked).toBe("name");
    expect(filling.progress).toBe("form-progress 1 3");
    filling.types("Anna");
    expect([filling.asked, filling.progress]).toEqual(["age", "form-progress 2 3"]);
    filling.types("thirty");
    expect([filling.asked, ...filling.said]).toEqual(["age", "form-hint-number"]);
    filling.types("30").presses("o1");
    expect(filling.asked).toBe("summary");
    const summary = screenOf(filling.run, setting(), say).text;
    expect(summary).toContain("Your text?: Anna\nYour number?: 30\nYour select?: Green");
    expect(filling.presses("ok").said).toEqual(["complete"]);
    expect(filling.run.answers).toEqual({ name: "Anna", age: 30, color: "Green" });
  });

  test("lets optional questions be skipped, with a button or a dash, and no others", () => {
    const filling = new Filling(name, age, color).types("-");
    expect([filling.asked, ...filling.said]).toEqual(["name", "form-hint-required"]);
    filling.presses("s");
    expect(filling.asked).toBe("name");
    filling.types("Anna", "-");
    expect(filling.asked).toBe("color");
    filling.presses("b").presses("s");
    expect(filling.asked).toBe("color");
    expect(filling.presses("o0").run.answers).toEqual({ name: "Anna", color: "Red" });
  });

  test("goes back as far as the first question, and on to where it was", () => {
    const filling = new Filling(name, age, color).types("Anna", "30").presses("b").presses("b");
    expect(filling.asked).toBe("name");
    expect(filling.presses("b").said).toEqual(["notice-form-first"]);
    filling.types("Berta");
    expect(filling.asked).toBe("color");
    filling.presses("b").presses("k");
    expect(filling.asked).toBe("color");
    expect(filling.run.answers).toEqual({ name: "Berta", age: 30 });
  });

  test("edits one answer from the summary and comes back to it", () => {
    const filling = new Filling(name, age, color).types("Anna", "30").presses("o0").presses("e1");
    expect(filling.asked).toBe("age");
    filling.presses("b");
    expect(filling.asked).toBe("summary");
    filling.presses("e1").types("31");
    expect(filling.asked).toBe("summary");
    expect(filling.run.answers.age).toBe(31);
    expect(filling.types("yes").said).toEqual(["form-hint-summary"]);
  });

  test("knows the buttons of a question that is over", () => {
    const filling = new Filling(color, name).presses("o0");
    expect(filling.presses("o1", 0).said).toEqual(["notice-form-over"]);
    expect(filling.run.answers).toEqual({ color: "Red" });
    // A flood of Back is one Back.
    const visit = filling.run.visit;
    filling.presses("b", visit).presses("b", visit).presses("b", visit);
    expect([filling.asked, ...filling.said]).toEqual(["color", "notice-form-over"]);
  });

  test("asks before it is left whether to keep the answers, and not when there are none", () => {
    expect(new Filling(name, age).presses("c").said).toEqual(["discarded"]);
    const filling = new Filling(name, age).types("Anna").does({ type: "cancel" });
    expect(filling.asked).toBe("leaving");
    expect(filling.types("what?").said).toEqual(["form-hint-leaving"]);
    filling.presses("go");
    expect(filling.asked).toBe("age");
    filling.presses("c").presses("kp");
    expect([filling.asked, ...filling.said]).toEqual(["age", "kept"]);
    expect(new Filling(name, age).types("Anna").presses("c").presses("rm").said).toEqual(["discarded"]);
  });

  test("takes one photo of an album, and says so once", () => {
    const kept = { type: "kept", photo: { fileId: "f", contentType: "image/png", size: 1 } } as const;
    const filling = new Filling(field("photo"), name).sends({ type: "photo", kept }, "a");
    expect(filling.asked).toBe("name");
    expect(filling.sends({ type: "photo", kept: null }, "a").said).toEqual(["form-remark-album"]);
    expect(filling.sends({ type: "photo", kept: null }, "a").said).toEqual([]);
    expect(filling.sends({ type: "photo", kept: null }, "b").said).toEqual(["form-hint-text"]);
    expect(filling.sends({ type: "photo", kept: null }, "b").said).toEqual([]);
  });
});

describe("an edited message", () => {
  test("changes the answer it gave, and leaves the form where it stands", () => {
    const filling = new Filling(name, age, color).types("Anna").edits("name", "Berta");
    expect([filling.asked, ...filling.said]).toEqual(["age", "changed name"]);
    filling.types("30").presses("b").edits("name", "Carla");
    expect([filling.asked, filling.run.answers]).toEqual(["age", { name: "Carla", age: 30 }]);
    filling.presses("k").presses("o1");
    const { visit } = filling.run;
    expect([filling.edits("age", "31").asked, ...filling.said]).toEqual(["summary", "changed age"]);
    expect(filling.presses("ok", visit).said).toEqual(["notice-form-over"]);
    expect(filling.presses("e1").edits("age", "32").asked).toBe("summary");
    expect(filling.presses("c").edits("name", "Doris").asked).toBe("leaving");
    expect(filling.presses("go").run.answers).toEqual({ name: "Doris", age: 32, color: "Green" });
  });

  test("that is no answer changes nothing; a dash takes back what need not be answered", () => {
    const filling = new Filling(age, name).types("30", "Anna").edits("age", "thirty");
    expect([filling.asked, ...filling.said]).toEqual(["summary", "form-hint-number"]);
    expect(filling.edits("name", "-").said).toEqual(["form-hint-required"]);
    expect(filling.run.answers).toEqual({ age: 30, name: "Anna" });
    filling.edits("age", "-");
    expect([filling.asked, ...filling.said, filling.run.answers]).toEqual(["summary", "changed age", { name: "Anna" }]);
  });

  test("asks for what hangs on the answer, and for nothing that does not any more", () => {
    const adult = { field: "age", operator: "exceeds", value: 17 };
    const job = field("text", { name: "job", condition: adult });
    const filling = new Filling(age, job, color, name).types("17");
    expect(filling.edits("age", "18").asked).toBe("job");
    expect(filling.edits("age", "16").asked).toBe("color");
    filling.presses("o0").types("Anna");
    expect([filling.asked, filling.edits("age", "40").asked, filling.types("Smith").asked]).toEqual([
      "summary",
      "job",
      "summary",
    ]);
  });

  test("is none of an answer that was given otherwise since", () => {
    const filling = new Filling(color, age).types("Red", "30").presses("e0");
    expect(Object.keys(filling.run.sources!)).toEqual(["color", "age"]);
    filling.presses("o1").presses("e1").presses("s");
    expect(filling.run.sources).toEqual({});
  });
});

describe("a condition", () => {
  const child = field("number", { name: "child", condition: { field: "AGE", operator: "exceeds", value: 17 } });
  const pets = field("multiselect", { name: "pets", options: ["Cat", "Dog"], required: false });
  const breed = field("text", { name: "breed", condition: { field: "pets", operator: "contains", value: "dog" } });

  test("asks a question only where an earlier answer fits", () => {
    const filling = new Filling(field("number", { name: "age" }), child, pets, breed).types("17");
    expect(filling.asked).toBe("pets");
    filling.presses("t0").presses("d");
    expect(filling.asked).toBe("summary");
    filling.presses("e2").presses("t1").presses("d");
    expect(filling.asked).toBe("breed");
    filling.types("Pug");
    expect(filling.asked).toBe("summary");
    filling.presses("e2").presses("t1").presses("d");
    // No longer asked for: not in the answers, though remembered in case it is again.
    expect(answersOf(filling.run.form.fields, filling.run.answers)).toEqual({ age: 17, pets: ["Cat"] });
  });

  test("counts in the progress while it may still be asked", () => {
    const filling = new Filling(field("number", { name: "age" }), child, pets, breed);
    expect(filling.progress).toBe("form-progress 1 4");
    expect(filling.types("17").progress).toBe("form-progress 2 3");
    expect(filling.types("-").asked).toBe("summary");
  });
});
