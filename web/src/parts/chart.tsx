/** The rate as a line, drawn as SVG in the page's own colours; the table beside it is for everybody who does not see one. */

import type { RatePoint } from "@floe/client";
import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";

import * as format from "../format.ts";

const HEIGHT = 220;
/** Room above the line, and below it for two lines of times. */
const TOP = 10;
const BELOW = 40;
const RIGHT = 12;
/** Of a digit of the axis, in pixels. */
const DIGIT = 7;
/** Pixels that a tick wants for itself. */
const ACROSS = 110;
const UP = 44;

/** What is shown above and below a rate that has not moved. */
const FLAT = 0.001;

const HOUR = 3_600;
const DAY = 86_400;
const STEPS = [60, 300, 900, 1_800, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY, 14 * DAY, 28 * DAY];

/** Round times within a span, at most so many; whole days begin at the reader's midnight. */
export function timeTicks(from: number, to: number, most: number): number[] {
  const step = STEPS.find((one) => (to - from) / one <= most) ?? Math.ceil((to - from) / most / DAY) * DAY;
  const zone = new Date(from * 1000).getTimezoneOffset() * 60;
  const ticks: number[] = [];
  for (let at = Math.ceil((from - zone) / step) * step + zone; at <= to; at += step) ticks.push(at);
  return ticks;
}

/** Round figures around a span, at most about so many, and the places that tell them apart. What stands still is in the middle. */
export function figureTicks(least: number, most: number, count: number): { readonly ticks: readonly number[]; readonly places: number } {
  if (least === most) return figureTicks(least - FLAT, most + FLAT, 2);
  const rough = Math.max((most - least) / count, 1e-9);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((one) => one * power).find((one) => one >= rough * (1 - 1e-9)) ?? rough;
  const [first, last] = [Math.floor(least / step + 1e-9), Math.ceil(most / step - 1e-9)];
  const ticks = Array.from({ length: Math.max(last, first + 1) - first + 1 }, (_, index) => (first + index) * step);
  return { ticks, places: Math.min(9, Math.max(2, Math.ceil(-Math.log10(step) - 1e-9))) };
}

/** Days where ticks are days apart; else the time, with its day below where that is another than at the tick before. */
export function words(tick: number, ticks: readonly number[], index: number): readonly [string, string | null] {
  const day = format.date(tick);
  if ((ticks[1] ?? tick + 1) - (ticks[0] ?? tick) >= DAY) return [day, null];
  const before = ticks[index - 1];
  return [format.time(tick).slice(day.length + 2), before !== undefined && format.date(before) === day ? null : day];
}

/**
 * The corners of the line: from point to point, but a fall is a step, at the loss between its two points or else at the later one.
 */
export function corners(points: readonly { readonly time: number; readonly rate: number }[], losses: readonly number[]): readonly (readonly [time: number, rate: number])[] {
  return points.flatMap((point, index) => {
    const here = [point.time, point.rate] as const;
    const before = points[index - 1];
    if (before === undefined || point.rate >= before.rate) return [here];
    const at = losses.find((loss) => loss > before.time && loss <= point.time) ?? point.time;
    return [[at, before.rate] as const, [at, point.rate] as const, ...(at === point.time ? [] : [here])];
  });
}

function drawing(points: readonly RatePoint[], losses: readonly number[], width: number) {
  const rates = points.map(({ rate }) => Number(rate));
  const [from, to] = [points[0]?.time ?? 0, points.at(-1)?.time ?? 0];
  const { ticks, places } = figureTicks(Math.min(...rates), Math.max(...rates), (HEIGHT - TOP - BELOW) / UP);
  const [low, high] = [ticks[0] ?? 0, ticks.at(-1) ?? 1];
  const left = (high.toFixed(places).length + 1) * DIGIT + 6;
  const x = (time: number) => left + ((time - from) / Math.max(1, to - from)) * (width - left - RIGHT);
  const y = (rate: number) => TOP + ((high - rate) / (high - low)) * (HEIGHT - TOP - BELOW);
  const all = points.map(({ time }, index) => ({ time, rate: rates[index] ?? 0 }));
  const line = corners(all, losses).map(([time, rate]) => `${x(time).toFixed(1)} ${y(rate).toFixed(1)}`).join("L");
  const times = timeTicks(from, to, Math.max(1, (width - left) / ACROSS));
  return { left, from, to, x, y, line: `M${line}`, ticks, places, times, rates };
}

export function Chart({ points, marks, label }: {
  /** Oldest first, at least two. */
  readonly points: readonly RatePoint[];
  /** Unix seconds of losses. */
  readonly marks: readonly number[];
  readonly label: string;
}) {
  const place = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const home = place.current;
    if (home === null) return;
    const measure = () => setWidth(home.clientWidth);
    measure();
    const resized = new ResizeObserver(measure);
    resized.observe(home);
    return () => resized.disconnect();
  }, []);
  // The same figures in a new list are no reason to draw anew.
  const known = `${points.map(({ time, rate }) => `${time} ${rate}`).join()};${marks.join()}`;
  const drawn = useMemo(() => (width === 0 ? null : drawing(points, marks, width)), [known, width]);
  return (
    <div ref={place} role="img" aria-label={label}>
      {drawn === null ? null : (
        <svg width={width} height={HEIGHT} viewBox={`0 0 ${width} ${HEIGHT}`} aria-hidden="true">
          {drawn.ticks.map((tick) => (
            <g key={tick}>
              <path className="grid" d={`M${drawn.left} ${drawn.y(tick).toFixed(1)}H${width - RIGHT}`} />
              <text x={drawn.left - 8} y={drawn.y(tick) + 4} text-anchor="end">
                {tick.toFixed(drawn.places)}
              </text>
            </g>
          ))}
          {drawn.times.map((tick, index) => {
            const at = drawn.x(tick);
            const [above, below] = words(tick, drawn.times, index);
            // A name at an edge stays inside.
            const anchor = at > width - ACROSS / 3 ? "end" : at < drawn.left + ACROSS / 3 ? "start" : "middle";
            return (
              <g key={tick}>
                <path className="grid" d={`M${at.toFixed(1)} ${TOP}V${HEIGHT - BELOW + 5}`} />
                <text x={at} y={HEIGHT - BELOW + 19} text-anchor={anchor}>
                  {above}
                </text>
                {below === null ? null : (
                  <text x={at} y={HEIGHT - BELOW + 35} text-anchor={anchor}>
                    {below}
                  </text>
                )}
              </g>
            );
          })}
          {marks.map((mark) =>
            mark < drawn.from || mark > drawn.to ? null : <path key={mark} className="loss" d={`M${drawn.x(mark).toFixed(1)} ${TOP}V${HEIGHT - BELOW}`} />,
          )}
          <path className="line" d={drawn.line} />
          {points.length >= 20
            ? null
            : points.map(({ time }, index) => <circle key={time} cx={drawn.x(time)} cy={drawn.y(drawn.rates[index] ?? 0)} r={2.5} />)}
        </svg>
      )}
    </div>
  );
}
