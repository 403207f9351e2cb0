/** What a form is called for who fills it in. */

import type { FormRun } from "./form-run.ts";
import type { FormsContext } from "./forms-context.ts";

export const nameOf = (ctx: FormsContext, { form }: FormRun): string => ctx.inLanguage(form.name, form.names);
