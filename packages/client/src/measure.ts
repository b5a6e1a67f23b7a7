/** A picture's size, where the browser can tell: pages then leave room for it before it is loaded. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

export async function measure(file: Blob): Promise<PictureSize | undefined> {
  if (!file.type.startsWith("image/") || !globalThis.createImageBitmap) return undefined;
  try {
    const bitmap = await createImageBitmap(file);
    const { width, height } = bitmap;
    bitmap.close();
    return { width, height };
  } catch {
    // One that this browser cannot draw, others may.
    return undefined;
  }
}
