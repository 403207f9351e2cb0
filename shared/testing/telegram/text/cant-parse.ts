/** How every parser of entities refuses its source. */
import { badRequest } from "../answer.ts";

export const cantParse = (reason: string) => badRequest(`can't parse entities: ${reason}`);
