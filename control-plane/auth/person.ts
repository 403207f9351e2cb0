/** What a person may be called: checked before Better Auth stores it, which sets no bounds itself. */
import { APIError } from "better-auth";

/** RFC 5321's longest address. */
const maxEmail = 254;
const maxName = 100;

/** @throws {APIError} with a sentence saying what is wrong */
export function checkPerson<Person extends { name?: string; email?: string; image?: string | null }>(
  person: Person,
): { data: Person } {
  const name = person.name?.trim();
  if (name !== undefined && (name === "" || name.length > maxName))
    refuse(`Your name needs 1 to ${maxName} characters`);
  if ((person.email?.length ?? 0) > maxEmail) refuse(`An e-mail address has at most ${maxEmail} characters`);
  if ((person.image?.length ?? 0) > 2048) refuse("The address of a picture has at most 2048 characters");
  return { data: name === undefined ? person : { ...person, name } };
}

function refuse(message: string): never {
  throw new APIError("BAD_REQUEST", { code: "INVALID_PERSON", message });
}
