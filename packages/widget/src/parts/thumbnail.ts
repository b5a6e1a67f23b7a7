import { make } from "./make.ts";

const side = 44;
/** Larger ones take longer to draw than anybody looks at them. */
const maxBytes = 50_000_000;

/** The middle of a picture as a small square, on a canvas: a page may forbid images from memory. `undefined` for what the browser cannot draw. */
export async function drawThumbnail(file: Blob | undefined): Promise<Element | undefined> {
  if (!file?.type.startsWith("image/") || file.size > maxBytes) return undefined;
  try {
    const bitmap = await createImageBitmap(file);
    const { width, height } = bitmap;
    const shorter = Math.min(width, height);
    const canvas = make("canvas", "", { width: side * 2, height: side * 2 });
    canvas
      .getContext("2d")
      ?.drawImage(bitmap, (width - shorter) / 2, (height - shorter) / 2, shorter, shorter, 0, 0, side * 2, side * 2);
    bitmap.close();
    return canvas;
  } catch {
    return undefined;
  }
}
