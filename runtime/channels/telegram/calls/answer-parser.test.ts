import { describe, expect, test } from "vitest";
import { maxAnswerBytes } from "../answer-limit.ts";
import { AnswerParser } from "./answer-parser.ts";

const lines = (...lines: string[]) => Buffer.from(lines.join("\r\n"), "latin1");
const parse = (bytes: Buffer) => new AnswerParser().push(bytes);

/** Fed byte by byte, too. */
function refused(bytes: Buffer) {
  expect(() => parse(bytes)).toThrow();
  const parser = new AnswerParser();
  expect(() => {
    for (const byte of bytes) parser.push(Buffer.of(byte));
  }).toThrow();
}

describe("an answer", () => {
  test("ends where its length says", () => {
    expect(parse(lines("HTTP/1.1 200 OK", "Content-Length: 2", "", "{}"))).toEqual({ body: "{}", idleMs: 4_000 });
    expect(parse(lines("HTTP/1.1 400", "content-LENGTH:2 ", "CONTENT-length: 2", "", "{}"))?.body).toBe("{}");
    expect(parse(lines("HTTP/1.1 200 OK", "Content-Length: 3", "", "{}"))).toBeNull();
    expect(parse(lines("HTTP/1.1 200 OK", "Content-Length: 0", "", ""))?.body).toBe("");
  });

  test.each([204, 304])("of status %i has no body", (status) => {
    expect(parse(lines(`HTTP/1.1 ${status} x`, "Content-Length: 2", "", ""))?.body).toBe("");
  });

  test("may come in chunks, with extensions and trailers", () => {
    const chunks = ["2;a=b", '{"', 'A ; c="d"', "0123456789", "00", "Expires: never", "X: y", "", ""];
    expect(parse(lines("HTTP/1.1 200 OK", "Transfer-Encoding: Chunked", "", ...chunks))?.body).toBe('{"0123456789');
  });

  test("follows what is only interim", () => {
    const interim = ["HTTP/1.1 100 Continue", "", "HTTP/1.1 103 Early Hints", "Content-Length: 5", ""];
    expect(parse(lines(...interim, "HTTP/1.1 200 OK", "Content-Length: 2", "", "{}"))?.body).toBe("{}");
  });

  test("may go on until the connection ends", () => {
    const parser = new AnswerParser();
    expect(parser.push(lines("HTTP/1.0 200 OK", "", "{"))).toBeNull();
    expect(parser.push(Buffer.from("}"))).toBeNull();
    expect(parser.finish()).toEqual({ body: "{}", idleMs: 0 });
  });

  test("that was to go on is none when the connection ends", () => {
    const parser = new AnswerParser();
    expect(parser.finish()).toBeNull();
    parser.push(lines("HTTP/1.1 200 OK", "Content-Length: 3", "", "{}"));
    expect(parser.finish()).toBeNull();
  });

  test("is followed by the next on the same connection", () => {
    const parser = new AnswerParser();
    for (const body of ["1", "22", "333"]) {
      expect(parser.push(lines("HTTP/1.1 200 OK", `Content-Length: ${body.length}`, ""))).toBeNull();
      parser.push(Buffer.from("\r\n"));
      expect(parser.push(Buffer.from(body))?.body).toBe(body);
      expect(parser.push(lines("HTTP/1.1 200 OK", "Transfer-Encoding: chunked", "", "1", "x", "0", "", ""))?.body).toBe(
        "x",
      );
    }
  });

  test.each([
    ["HTTP/1.1 200 OK", "Connection: close", 0],
    ["HTTP/1.1 200 OK", "Connection: x, Close", 0],
    ["HTTP/1.1 200 OK", "Connection: close-up", 4_000],
    ["HTTP/1.0 200 OK", "X: y", 0],
    ["HTTP/1.0 200 OK", "Connection: Keep-Alive", 4_000],
    ["HTTP/1.1 200 OK", "Keep-Alive: timeout=3, max=100", 2_000],
    ["HTTP/1.1 200 OK", "Keep-Alive: max=100, timeout=75", 4_000],
    ["HTTP/1.1 200 OK", "Keep-Alive: timeout=1", 0],
    ["HTTP/1.1 200 OK", "Keep-Alive: timeout=0", 0],
  ])("as %s with %s lets the connection idle for %i ms", (status, header, idleMs) => {
    expect(parse(lines(status, header, "Content-Length: 2", "", "{}"))).toEqual({ body: "{}", idleMs });
  });

  test("spoils the connection when more comes than it has", () => {
    expect(parse(lines("HTTP/1.1 200 OK", "Content-Length: 2", "", "{}x"))).toEqual({ body: "{}", idleMs: 0 });
    const chunked = lines("HTTP/1.1 200 OK", "Transfer-Encoding: chunked", "", "2", "{}", "0", "", "x");
    expect(parse(chunked)).toEqual({ body: "{}", idleMs: 0 });
  });

  test.each([
    ["another protocol", ["SSH-2.0-OpenSSH", "", ""]],
    ["another version", ["HTTP/2 200", "", ""]],
    ["no status", ["HTTP/1.1 OK", "", ""]],
    ["a status of two digits", ["HTTP/1.1 20 OK", "", ""]],
    ["another protocol to switch to", ["HTTP/1.1 101 Switching Protocols", "", ""]],
    ["a line that is no header", ["HTTP/1.1 200 OK", "header", "", ""]],
    ["a header without a name", ["HTTP/1.1 200 OK", ": x", "", ""]],
    ["a space after a header's name", ["HTTP/1.1 200 OK", "Content-Length : 2", "", "{}"]],
    ["a folded header", ["HTTP/1.1 200 OK", "X: y", " z", "", ""]],
    ["a bare line feed", ["HTTP/1.1 200 OK\nX: y", "", ""]],
    ["no length", ["HTTP/1.1 200 OK", "Content-Length:", "", ""]],
    ["a negative length", ["HTTP/1.1 200 OK", "Content-Length: -2", "", ""]],
    ["a length in hex", ["HTTP/1.1 200 OK", "Content-Length: 0x2", "", ""]],
    ["an endless length", ["HTTP/1.1 200 OK", `Content-Length: ${"9".repeat(30)}`, "", ""]],
    ["two lengths", ["HTTP/1.1 200 OK", "Content-Length: 2", "Content-Length: 3", "", "{}"]],
    ["a length and chunks", ["HTTP/1.1 200 OK", "Content-Length: 2", "Transfer-Encoding: chunked", "", "{}"]],
    ["another encoding", ["HTTP/1.1 200 OK", "Transfer-Encoding: gzip, chunked", "", ""]],
    ["a chunk without a size", ["HTTP/1.1 200 OK", "Transfer-Encoding: chunked", "", "", "{}"]],
    ["a chunk's size that is no number", ["HTTP/1.1 200 OK", "Transfer-Encoding: chunked", "", "2x", "{}"]],
    ["a chunk longer than its size", ["HTTP/1.1 200 OK", "Transfer-Encoding: chunked", "", "1", "{}", ""]],
    ["a long head", ["HTTP/1.1 200 OK", `X: ${"y".repeat(17_000)}`, "", ""]],
    ["a head without end", ["x".repeat(17_000)]],
    ["a long chunk extension", ["HTTP/1.1 200 OK", "Transfer-Encoding: chunked", "", `1;${"x".repeat(17_000)}`, ""]],
    ["too long a body", ["HTTP/1.1 200 OK", `Content-Length: ${maxAnswerBytes + 1}`, "", ""]],
  ])("is refused for %s", (_, text) => refused(lines(...text)));

  test("in chunks without end is given up", () => {
    const parser = new AnswerParser();
    parser.push(lines("HTTP/1.1 200 OK", "Transfer-Encoding: chunked", "", ""));
    const chunk = lines("10000", "x".repeat(65_536), "");
    expect(() => {
      for (let times = 0; times < maxAnswerBytes / 65_536 + 1; times++) parser.push(chunk);
    }).toThrow("too long");
  });
});
