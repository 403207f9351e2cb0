/** The file of an outgoing message: uploaded with the call, known by its id, or named by its address. */
import { badRequest } from "#shared/telegram/api-error.ts";
import type { MethodCall } from "../method.ts";

/** The field of the message that holds the file. @throws {ApiError} 400 when there is no such file */
export function attached({ params, world }: MethodCall, kind: string): object {
  const reference = params.text(kind);
  const upload = params.files.get(reference.startsWith("attach://") ? reference.slice("attach://".length) : kind);
  if (upload?.size === 0) throw badRequest("file must be non-empty");
  if (!upload && reference === "") throw badRequest(`there is no ${kind} in the request`);
  const isAddress = /^https?:\/\//.test(reference);
  const info = upload
    ? world.files.add(upload)
    : isAddress
      ? world.files.add(new File([reference], reference.split("/").at(-1) || kind))
      : world.files.find(reference);
  if (!info) throw badRequest("wrong file identifier/HTTP URL specified");
  const { file_id, file_unique_id, file_size } = info;
  const file = { file_id, file_unique_id, ...(file_size && { file_size }) };
  if (kind === "photo") return { photo: [{ ...file, width: 90, height: 60 }] };
  return { [kind]: { ...file, ...(upload && { file_name: upload.name, mime_type: upload.type }) } };
}
