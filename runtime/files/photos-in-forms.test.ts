import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import type { PhotoAnswer } from "#shared/schemas/submission.ts";
import { sample } from "#shared/testing/files/samples.ts";
import { startS3 } from "#shared/testing/s3/s3.ts";
import { field } from "../forms/testing/fields.ts";
import { type Served, serve } from "../testing/served.ts";
import type { TestedBot } from "../testing/tested-bot.ts";

async function withForm(served: Served): Promise<TestedBot> {
  const bot = await served.addBot();
  const formId = await served.addForm(bot, { name: "Order", fields: [field("photo")] });
  await served.addCommand(bot, { name: "order", responseType: "form", form: formId });
  return bot;
}

const content = sample("jpeg", 400_000);

const kept = (served: Served) =>
  served.sql<{ id: string; submission_id: string | null; storage_key: string; name: string | null }>(
    "select id, submission_id, storage_key, name from files",
  );

const onDisk = async ({ config }: Served) =>
  // There is no folder before the first file.
  (await readdir(join(config.DATA_DIR, "files"), { recursive: true, withFileTypes: true }).catch(() => [])).filter(
    (entry) => entry.isFile() && !entry.parentPath.endsWith(".unfinished"),
  );

describe.each(["a folder", "S3"])("a photo that answers a form, kept in %s", (place) => {
  test("belongs to the submission, whole; a form left halfway names it", async () => {
    await using s3 = place === "S3" ? await startS3() : null;
    await using served = await serve({ config: s3?.settings ?? {} });
    const bot = await withForm(served);
    const anna = served.telegram.user();
    anna.says(bot.sim, "/order");
    await bot.sim.waitForMessage(/Your photo/);
    anna.sendsDocument(bot.sim, new File([content], "Мой чек.jpg"));
    const summary = await bot.sim.waitForMessage(/check your answers/);
    await served.settled(bot);
    const [file, ...more] = await kept(served);
    expect(more).toEqual([]);
    expect(file).toMatchObject({ submission_id: null, name: "Мой чек.jpg" });
    const named = "select from conversation_state where strpos(state::text, $1) > 0";
    expect(await served.sql(named, [file!.id])).toHaveLength(1);

    anna.presses(summary, "✓ Confirm");
    await bot.sim.waitForMessage(/^Thank you/);
    await served.settled(bot);
    const [submission] = await served.submissions(bot);
    expect(submission!.answers).toEqual({
      photo: { fileId: file!.id, contentType: "image/jpeg", size: content.length },
    });
    const [{ submission_id } = file!] = await kept(served);
    expect(await served.sql("select from form_submissions where id = $1", [submission_id])).toHaveLength(1);
    expect((await buffer((await served.files.open(file!.storage_key))!.body)).equals(content)).toBe(true);
    if (s3) expect(s3.bucket.keys).toEqual([file!.storage_key]);
  });
});

describe("a photo that answers a form", () => {
  test("is asked for again when it is a page in disguise, or too large", async () => {
    await using served = await serve();
    const bot = await withForm(served);
    const anna = served.telegram.user();
    anna.says(bot.sim, "/order");
    await bot.sim.waitForMessage(/Your photo/);
    anna.sendsPhoto(bot.sim, { content: "<!doctype html><script>alert(1)</script>" });
    await bot.sim.waitForMessage(/is no image/);
    anna.sendsDocument(bot.sim, new File([sample("png", 21 * 2 ** 20)], "large.png"));
    await bot.sim.waitForMessage(/too large/);
    await served.settled(bot);
    expect(await kept(served)).toEqual([]);
  });

  test("is fetched again when the process is killed in the middle of it, and kept once", async () => {
    await using served = await serve();
    const bot = await withForm(served);
    await served.stop();
    const anna = served.telegram.user();
    const hanging = served.telegram.inject({ kind: "hang", when: "after" }, { method: "file" });
    const process = await served.startProcess();
    anna.says(bot.sim, "/order");
    await bot.sim.waitForMessage(/Your photo/);
    anna.sendsPhoto(bot.sim, { content });
    await served.until(() => hanging.hits === 1);
    await served.until(async () => (await served.sql("select from file_deletions")).length === 1);
    await process.kill();
    expect(await kept(served)).toEqual([]);
    expect(await onDisk(served)).toEqual([]);

    hanging.clear();
    await served.start();
    anna.presses(await bot.sim.waitForMessage(/check your answers/), "✓ Confirm");
    await bot.sim.waitForMessage(/^Thank you/);
    await served.settled(bot);
    const [submission] = await served.submissions(bot);
    const photo = submission!.answers.photo as PhotoAnswer;
    expect(photo.size).toBe(content.length);
    expect((await kept(served)).map(({ id }) => id)).toEqual([photo.fileId]);
    expect(await onDisk(served)).toHaveLength(1);
  });
});
