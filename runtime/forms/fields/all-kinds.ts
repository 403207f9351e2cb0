/** Every type of question, as it is asked and answered in a chat. A type that is missing here does not compile. */
import type { Field, FieldOf, FieldType } from "#shared/schemas/form.ts";
import { date } from "./date.ts";
import { email } from "./email.ts";
import type { Kind } from "./kind.ts";
import { location } from "./location.ts";
import { multiselect } from "./multiselect.ts";
import { number } from "./number.ts";
import { phone } from "./phone.ts";
import { photo } from "./photo.ts";
import { select } from "./select.ts";
import { text } from "./text.ts";

const kinds: { [Type in FieldType]: Kind<FieldOf<Type>> } = {
  text,
  number,
  email,
  phone,
  date,
  select,
  multiselect,
  photo,
  location,
};

/** A field's own kind takes just that field, which the compiler cannot follow through the table. */
export const kindOf = (field: Field): Kind<Field> => kinds[field.type] as unknown as Kind<Field>;
