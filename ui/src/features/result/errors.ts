// A failed function's own report, cut into what is emphasised and what is not. Pure; all of it is foreign text.

import type { ErrorObject } from "../../lib/bindings/ErrorObject";
import type { StackFrame } from "../../lib/bindings/StackFrame";
import { lines, oneLine } from "../../lib/foreign";
import { shortMessage } from "./short";

/** `KeyError: 'customer'`, or what there is of it. */
export function titleOf({ error_type: type, error_message: message }: ErrorObject): string {
  const said = type && message ? `${type}: ${message}` : type || message;
  return lines(shortMessage(said || "The function failed and said nothing of why."));
}

/** More frames than a runtime keeps; a recursion that a function reports by itself may be endless. */
export const MOST_FRAMES = 200;

export interface Frame {
  /** Empty where the frame does not say. */
  function: string;
  /** `/var/task/app.py:41`; empty where the frame does not say. */
  place: string;
  /** The source beside it, or all of a frame that names no file. */
  text: string;
  /** The frame as it came. */
  whole: string;
}

/** Where a frame is, with the column where its text has one. */
function placeOf({ text, file, line }: StackFrame): string {
  if (file === null) return "";
  if (line === null) return oneLine(file);
  const place = `${file}:${line}`;
  const at = text.indexOf(`${place}:`);
  const column = at === -1 ? null : /^:\d+/.exec(text.slice(at + place.length));
  return oneLine(place + (column?.[0] ?? ""));
}

export function frameOf(frame: StackFrame): Frame {
  const whole = lines(shortMessage(frame.text.trimEnd()));
  const place = placeOf(frame);
  if (!place) return { function: "", place, text: whole, whole };
  // What stands below the first line is the source; it keeps its own indentation among itself.
  const source = whole.split("\n").slice(1);
  const indent = Math.min(...source.map((line) => /^ */.exec(line)![0].length));
  return {
    function: oneLine(shortMessage(frame.function ?? "")),
    place,
    text: source.map((line) => line.slice(indent)).join("\n"),
    whole,
  };
}
