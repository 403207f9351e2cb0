/** How every parser of entities refuses its source. */
import { badRequest } from "../api-error.ts";

export const cantParse = (reason: string) => badRequest(`can't parse entities: ${reason}`);
