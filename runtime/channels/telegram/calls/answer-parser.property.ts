import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AnswerParser } from "./answer-parser.ts";

const text = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 40 }),
  fc.constantFrom("", "{}", "\r\n\r\n", "0\r\n\r\n", "Привет, мир", "👨‍👩‍👧‍👦🇩🇪", "x".repeat(300)),
);
const anyCase = fc
  .func(fc.boolean())
  .map(
    (upper) => (name: string) => [...name].map((letter) => (upper(letter) ? letter.toUpperCase() : letter)).join(""),
  );
const places = fc.array(fc.nat(2_000), { maxLength: 30 });

/** Cuts at these places, and where a place lies behind the end, at what remains of it. */
function cut(bytes: Buffer, places: number[]): Buffer[] {
  const at = [0, ...places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return at.slice(1).map((end, n) => bytes.subarray(at[n], end));
}

const chunked = (body: Buffer, places: number[], extension: string, trailers: string) =>
  Buffer.concat([
    ...cut(body, places)
      .filter(({ length }) => length > 0)
      .flatMap((piece) => [Buffer.from(`${piece.length.toString(16)}${extension}\r\n`), piece, Buffer.from("\r\n")]),
    Buffer.from(`0\r\n${trailers}\r\n`),
  ]);

const sent = fc
  .record({
    text,
    places,
    named: anyCase,
    encoding: fc.constantFrom("length", "chunked", "until the end"),
    interim: fc.constantFrom("", "HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"),
    status: fc.constantFrom("HTTP/1.1 200 OK", "HTTP/1.0 200 OK", "HTTP/1.1 429 Too Many Requests", "HTTP/1.1 502"),
    others: fc.constantFrom("", "Server: nginx/1.18.0\r\n", "Connection: close\r\n", "Keep-Alive: timeout=3\r\n"),
    extension: fc.constantFrom("", ";a", " ; a=b"),
    trailers: fc.constantFrom("", "Expires: never\r\n", "A: b\r\nC:\r\n"),
    after: fc.constantFrom("", "", "", "HTTP/1.1 408 Timeout\r\n\r\n"),
  })
  .map(({ text, places, named, encoding, interim, status, others, extension, trailers, after }) => {
    const body = Buffer.from(text);
    const says = {
      length: `${named("content-length")}: ${body.length}\r\n`,
      chunked: `${named("transfer-encoding")}:${named("chunked")} \r\n`,
      "until the end": "",
    }[encoding]!;
    const coded = encoding === "chunked" ? chunked(body, places, extension, trailers) : body;
    return {
      text,
      ends: encoding !== "until the end",
      bytes: Buffer.concat([Buffer.from(`${interim}${status}\r\n${others}${says}\r\n`), coded]),
      after: encoding === "until the end" ? "" : after,
    };
  });

/** Reads as a connection does: into the same memory each time, until the answer is whole. */
function read(pieces: Buffer[]) {
  const parser = new AnswerParser();
  const memory = Buffer.alloc(16_384);
  for (const piece of pieces) {
    memory.fill("?");
    const answer = parser.push(memory.subarray(0, piece.copy(memory)));
    if (answer) return answer;
  }
  return parser.finish();
}

describe("an answer", () => {
  test("is the same wherever it was cut", () => {
    fc.assert(
      fc.property(sent, places, ({ text, bytes }, places) => {
        const whole = read([bytes]);
        expect(whole?.body).toBe(text);
        expect(read(cut(bytes, places))).toEqual(whole);
        expect(read(cut(bytes, [...bytes.keys()]))).toEqual(whole);
      }),
      { numRuns: 500 },
    );
  });

  test("never lets its connection be used again when more has come with it", () => {
    fc.assert(
      fc.property(sent, ({ text, bytes, after, ends }) => {
        fc.pre(ends);
        const answer = read([Buffer.concat([bytes, Buffer.from(after)])]);
        expect(answer?.body).toBe(text);
        if (after) expect(answer?.idleMs).toBe(0);
      }),
    );
  });

  test("is whole with its last byte, and not before", () => {
    fc.assert(
      fc.property(sent, ({ bytes, ends }) => {
        const parser = new AnswerParser();
        for (const byte of bytes.subarray(0, -1)) expect(parser.push(Buffer.of(byte))).toBeNull();
        expect(parser.push(bytes.subarray(-1)) !== null).toBe(ends);
      }),
      { numRuns: 200 },
    );
  });
});
