/** Checks entities that a bot gives beside its text instead of a parse mode. */
import type { MessageEntity } from "grammy/types";
import { badRequest } from "../api-error.ts";
import { isRecord } from "../params.ts";

const refuse = (reason: string) => badRequest(`can't parse entities: ${reason}`);

/** @throws {ApiError} 400 when one is no entity, lies outside of the text or cuts a character in two */
export function givenEntities(text: string, given: unknown): MessageEntity[] {
  if (given === undefined) return [];
  if (!Array.isArray(given)) throw refuse("expected an Array");
  return given.map((entity) => checked(text, entity));
}

function checked(text: string, entity: unknown): MessageEntity {
  if (!isRecord(entity)) throw refuse("expected an Object");
  const { type, offset, length } = entity;
  if (typeof type !== "string") throw refuse('field "type" must be of type String');
  if (!isPosition(offset) || !isPosition(length)) throw refuse("offset and length must be of type Number");
  if (offset + length > text.length) throw refuse("entity lies outside of the text");
  if (cutsCharacter(text, offset) || cutsCharacter(text, offset + length)) {
    throw refuse("entity begins in a middle of a UTF-16 symbol");
  }
  return entity as unknown as MessageEntity;
}

const isPosition = (value: unknown): value is number => Number.isInteger(value) && Number(value) >= 0;

const cutsCharacter = (text: string, index: number) => {
  const unit = text.charCodeAt(index);
  return unit >= 0xdc00 && unit <= 0xdfff;
};
