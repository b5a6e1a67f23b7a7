/** What is said of files on their way to the server. Names and sizes come as they are shown. */
export interface UploadStrings {
  readonly attach: string;
  /** Names the files that go with the message. */
  readonly files: string;
  readonly dropFiles: string;
  /** Before their names. */
  readonly uploading: string;
  readonly uploaded: string;
  readonly cancelUpload: (name: string) => string;
  readonly retryUpload: (name: string) => string;
  readonly removeFile: (name: string) => string;
  readonly notUploaded: string;
  /** The link is down. */
  readonly uploadWaits: string;
  /** The message was sent before its files were there. */
  readonly sentWithFiles: string;
  readonly fileTooBig: (name: string, most: string) => string;
  readonly fileEmpty: (name: string) => string;
  readonly fileRefused: (name: string) => string;
  readonly tooManyFiles: (most: number) => string;
}

export const english: UploadStrings = {
  attach: "Attach files",
  files: "Files to send",
  dropFiles: "Drop files here",
  uploading: "Uploading",
  uploaded: "Uploaded",
  cancelUpload: (name) => `Cancel ${name}`,
  retryUpload: (name) => `Retry ${name}`,
  removeFile: (name) => `Remove ${name}`,
  notUploaded: "Not uploaded",
  uploadWaits: "Waiting for a connection",
  sentWithFiles: "Will be sent when all files are uploaded.",
  fileTooBig: (name, most) => `${name} is too big. Files may have up to ${most}.`,
  fileEmpty: (name) => `${name} is empty.`,
  fileRefused: (name) => `${name} is of a kind that is not taken here.`,
  tooManyFiles: (most) => (most === 1 ? "A message takes 1 file." : `A message takes up to ${most} files.`),
};
