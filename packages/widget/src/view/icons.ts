import { html, type TemplateResult } from "lit/html.js";

const icon = (path: string): TemplateResult =>
  html`<svg viewBox="0 0 16 16" aria-hidden="true"><path d=${path} /></svg>`;

export const sendIcon = icon("M8 13V3M3.5 7.5 8 3l4.5 4.5");
export const downIcon = icon("M8 3v10M3.5 8.5 8 13l4.5-4.5");
export const clockIcon = icon("M8 4.5V8l2.2 1.6M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0");
export const tickIcon = icon("m3 8.5 3.2 3.2L13 4.8");
export const alertIcon = icon("M8 4.5v4.2M8 11.4v.1M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0");
