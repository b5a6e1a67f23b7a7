/** A file of words. */
export const text = (name: string, content = "hello") => new File([content], name, { type: "text/plain" });

/** A picture of one colour, as a camera gives it. */
export async function photo(name = "photo.png"): Promise<File> {
  const canvas = Object.assign(document.createElement("canvas"), { width: 60, height: 40 });
  canvas.getContext("2d")?.fillRect(0, 0, 60, 40);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve));
  return new File([blob ?? ""], name, { type: "image/png" });
}

/** What is pasted or dropped. */
export function holding(files: readonly File[], plain = ""): DataTransfer {
  const data = new DataTransfer();
  for (const file of files) data.items.add(file);
  if (plain) data.setData("text/plain", plain);
  return data;
}
