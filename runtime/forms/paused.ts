/** What becomes of a form that was left halfway when its owner answers what they were asked about it. */
import type { Middleware } from "grammy";
import { acknowledge } from "../speaking/acknowledge.ts";
import { discard } from "./aside.ts";
import { type FormPress, readFormData } from "./callback-data.ts";
import type { FormRun } from "./form-run.ts";
import type { FormSession } from "./form-session.ts";
import type { FormsContext } from "./forms-context.ts";
import { begin, takeUp } from "./open-form.ts";
import { closePressed, shown } from "./show.ts";

/** Answers presses on buttons of forms that are not being filled in by who presses them. */
export const strayPresses: Middleware<FormsContext> = async (ctx, next) => {
  const press = readFormData(ctx.callbackQuery?.data ?? "");
  if (!press) return next();
  const session = ctx.forms!;
  if (press.owner !== ctx.from?.id) return acknowledge(ctx, ctx.t("notice-form-not-yours"));
  const run = session.paused.find(({ id, visit }) => id === press.run && visit === press.visit);
  if (!run || !(await answered(ctx, session, run, press))) return acknowledge(ctx, ctx.t("notice-form-over"));
};

/** @returns false for what is no button of a form that was put aside */
async function answered(
  ctx: FormsContext,
  session: FormSession,
  run: FormRun,
  { action }: FormPress,
): Promise<boolean> {
  const close = (id: string) =>
    shown(ctx, async () => {
      await acknowledge(ctx);
      await closePressed(ctx, ctx.t(id));
    });
  switch (action) {
    case "re":
      await close("form-went-on");
      await takeUp(ctx, session, run);
      return true;
    case "nw": {
      await close("form-started-anew");
      discard(ctx, session, run);
      await begin(ctx, session, run.form.id, run.startParameter);
      return true;
    }
    case "kp":
      await close("form-kept");
      return true;
    case "rm":
      discard(ctx, session, run);
      await close("form-discarded");
      return true;
  }
  return false;
}
