/** The files that somebody pastes. Text stays text, also where a program gives a picture of it beside; but a file manager gives a file's name. */
export function pastedFiles({ clipboardData }: ClipboardEvent): readonly File[] {
  const files = [...(clipboardData?.files ?? [])];
  const text = clipboardData?.getData("text/plain") ?? "";
  return !text || files.some(({ name }) => text.includes(name)) ? files : [];
}

/** Those that they drop. A folder looks like a file, and has nothing in it. */
export function droppedFiles({ dataTransfer }: DragEvent): readonly File[] {
  const items = [...(dataTransfer?.items ?? [])];
  return items.flatMap((item) => {
    const file = item.webkitGetAsEntry?.()?.isDirectory ? undefined : item.getAsFile();
    return file ?? [];
  });
}

/** Whether something that is dragged has files with it; before it is dropped, nobody is told which. */
export function hasFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes("Files") ?? false;
}

/** Whether `accept`, as an `<input type=file>` has it, names `file`. */
export function isAccepted({ name, type }: File, accept: string | undefined): boolean {
  const wanted = (accept ?? "")
    .toLowerCase()
    .split(",")
    .map((each) => each.trim())
    .filter(Boolean);
  const [kind] = type.split("/");
  return (
    !wanted.length ||
    wanted.some((each) =>
      each.startsWith(".") ? name.toLowerCase().endsWith(each) : each === type || each === `${kind}/*`,
    )
  );
}
