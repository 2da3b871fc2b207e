/** The rate as a line. Drawn on a canvas; the table beside it is for everybody who does not see one. */

import type { RatePoint } from "@floe/client";
import { useEffect, useRef } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";

import * as format from "../format.ts";

const HEIGHT = 220;

function colour(name: string, place: HTMLElement): string {
  // Canvas does not know `light-dark()`: an element's computed colour does.
  const probe = document.createElement("span");
  probe.style.color = `var(${name})`;
  place.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

export default function Chart({ points, marks, label }: {
  readonly points: readonly RatePoint[];
  /** Unix seconds of losses. */
  readonly marks: readonly number[];
  readonly label: string;
}) {
  const place = useRef<HTMLDivElement>(null);
  // The same figures in a new list are no reason to draw anew.
  const drawn = points.map(({ time, rate }) => `${time} ${rate}`).join() + marks.join();
  useEffect(() => {
    const home = place.current;
    if (home === null) return;
    let chart: uPlot | null = null;
    const draw = () => {
      chart?.destroy();
      const [line, soft, grid, bad] = ["--accent", "--soft", "--line", "--bad"].map((name) => colour(name, home)) as [string, string, string, string];
      const font = `12px ${getComputedStyle(home).fontFamily}`;
      const axis = { stroke: soft, font, grid: { stroke: grid, width: 1 }, ticks: { stroke: grid, width: 1 } };
      const options: uPlot.Options = {
        width: home.clientWidth,
        height: HEIGHT,
        legend: { show: false },
        cursor: { show: false },
        series: [{}, { stroke: line, width: 2, points: { show: points.length < 20, fill: line, size: 5 } }],
        axes: [
          { ...axis, space: 96, values: (_, ticks) => ticks.map((tick, index) => when(tick, ticks, index)) },
          { ...axis, size: 84, values: (_, ticks) => ticks.map((tick) => places(tick, ticks)) },
        ],
        hooks: {
          draw: [
            (self) => {
              const { ctx, bbox } = self;
              ctx.save();
              ctx.strokeStyle = bad;
              ctx.lineWidth = devicePixelRatio;
              ctx.setLineDash([5 * devicePixelRatio, 4 * devicePixelRatio]);
              for (const mark of marks) {
                const x = self.valToPos(mark, "x", true);
                if (x < bbox.left || x > bbox.left + bbox.width) continue;
                ctx.beginPath();
                ctx.moveTo(x, bbox.top);
                ctx.lineTo(x, bbox.top + bbox.height);
                ctx.stroke();
              }
              ctx.restore();
            },
          ],
        },
      };
      chart = new uPlot(options, [points.map(({ time }) => time), points.map(({ rate }) => Number(rate))], home);
    };
    draw();
    const resized = new ResizeObserver(() => chart?.setSize({ width: home.clientWidth, height: HEIGHT }));
    resized.observe(home);
    const scheme = matchMedia("(prefers-color-scheme: dark)");
    const themed = new MutationObserver(draw);
    scheme.addEventListener("change", draw);
    themed.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    return () => {
      resized.disconnect();
      themed.disconnect();
      scheme.removeEventListener("change", draw);
      chart?.destroy();
    };
  }, [drawn]);
  return <div ref={place} role="img" aria-label={label} />;
}

/** Days where ticks are days apart; else the time, with its day where that is another than at the tick before. */
function when(tick: number, ticks: readonly number[], index: number): string {
  const day = format.date(tick);
  if ((ticks[1] ?? tick + 1) - (ticks[0] ?? tick) >= 86_400) return day;
  const time = format.time(tick).slice(day.length + 2);
  const before = ticks[index - 1];
  return before !== undefined && format.date(before) === day ? time : `${time}\n${day}`;
}

/** As many places as tell neighbouring ticks apart. */
function places(tick: number, ticks: readonly number[]): string {
  const step = Math.abs((ticks[1] ?? tick + 1) - (ticks[0] ?? tick));
  return tick.toFixed(Math.min(9, Math.max(2, Math.ceil(-Math.log10(step || 1)))));
}
